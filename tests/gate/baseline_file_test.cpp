#include "gate/baseline_file.h"

#include <gtest/gtest.h>

#include "support/fake_oid.h"

namespace expgate::gate {
namespace {

using engine::BaselineKey;

const std::string kOid = "0123456789abcdef0123456789abcdef01234567";

std::string error_of(const std::string& text) {
  const auto parsed = parse_baseline(text, "b.json");
  return parsed ? "parses" : english(parsed.error().message);
}

std::string with(const std::string& entry) {
  return "{\n  \"schema\": \"expgate-baseline/1\",\n  \"findings\": [\n    {\"rule\": \"r\", \"object\": \"" +
         kOid + "\"},\n    " + entry + "\n  ]\n}\n";
}

TEST(BaselineFile, ComesBackAsItWasWritten) {
  const std::vector<BaselineKey> keys = {
      {.rule = "branch-name", .ref = "refs/heads/\"odd\""},
      {.rule = "commit-header", .object = Oid::parse(kOid)},
      {.rule = "max-file-size", .path = "mod\xc3\xa8les/\\xff.bin", .object = test::fake_oid("blob")}};
  const std::string text = baseline_text(keys, true);
  const auto back = parse_baseline(text, "b.json");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_TRUE(back->is_of_all);
  ASSERT_EQ(back->entries.size(), keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(back->entries[i].key, keys[i]);
    EXPECT_EQ(back->entries[i].line, static_cast<int>(i) + 5);
  }
  EXPECT_EQ(baseline_text(keys, true), text);
}

TEST(BaselineFile, OfNothingIsValid) {
  const auto back = parse_baseline(baseline_text({}, false), "b.json");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_TRUE(back->entries.empty());
  EXPECT_FALSE(back->is_of_all);
}

TEST(BaselineFile, ADamagedOneIsAnErrorWithItsLine) {
  EXPECT_EQ(error_of(with("{\"rule\": \"r\", \"object\": \"" + kOid + "\"}")), "parses");
  const auto says = [](const std::string& entry, const std::string& what) {
    const std::string error = error_of(with(entry));
    EXPECT_NE(error.find("`b.json`:5: "), std::string::npos) << error;
    EXPECT_NE(error.find(what), std::string::npos) << error;
  };
  says("{\"rule\": \"r\", \"object\": \"0123\"}", "40 or 64 hex digits");
  says("{\"rule\": \"r\"}", "either an `object` or a `ref`");
  says("{\"rule\": \"r\", \"ref\": \"x\", \"object\": \"" + kOid + "\"}", "either an `object` or a `ref`");
  says("{\"object\": \"" + kOid + "\"}", "names no `rule`");
  says("{\"rule\": 7, \"object\": \"" + kOid + "\"}", "`rule` is not a string");
  says("{\"rule\": \"r\", \"line\": 3, \"object\": \"" + kOid + "\"}", "unknown key `line`");
  says("{\"rule\": \"r\", \"object\" \"" + kOid + "\"}", "");
  EXPECT_NE(error_of("{").find("`b.json`:1: "), std::string::npos);
  EXPECT_NE(error_of("").find("`b.json`:1: "), std::string::npos);
  EXPECT_NE(error_of("<<<<<<< HEAD\n").find("`b.json`:1: "), std::string::npos);
  EXPECT_NE(error_of("[]").find("schema"), std::string::npos);
  EXPECT_NE(error_of(R"({"schema": "expgate-baseline/2", "findings": []})").find("schema"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"schema": "expgate-baseline/1"})").find("findings"), std::string::npos);
  EXPECT_NE(error_of(R"({"schema": "expgate-baseline/1", "findings": [], "x": 1})").find("`x`"),
            std::string::npos);
}

TEST(BaselineFile, AnEntryThatIsNoObjectIsRefused) {
  EXPECT_NE(error_of(with("7")).find("not an object"), std::string::npos);
  EXPECT_NE(error_of(with("[]")).find("not an object"), std::string::npos);
}

}  // namespace
}  // namespace expgate::gate
