#include "experiments/compare.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "experiments/compare_text.h"
#include "support/fake_oid.h"
#include "text/utf8.h"

namespace expgate::test {
namespace {

using namespace experiments;

// "acc@1 +6.2 pp (+7.6 %) better; …"
std::string compared(const std::vector<RunMetric>& a, const std::vector<RunMetric>& b) {
  std::string out;
  for (const MetricDifference& each : metric_differences(a, b)) {
    out += (out.empty() ? "" : "; ") + each.key;
    if (each.outcome != Outcome::none) out += " " + shown_difference(each);
    if (const Text words = words_of(each.outcome); !words.empty()) out += " " + english(words);
  }
  return out;
}

TEST(CompareMetrics, DirectionIsKnownByTheName) {
  EXPECT_EQ(compared({{"acc@1", 81.1, "81.1%"}}, {{"acc@1", 87.3, "87.3%"}}),
            "acc@1 +6.2 pp (+7.6 %) better");
  EXPECT_EQ(compared({{"loss", 0.5, "0.5"}}, {{"loss", 0.6, "0.6"}}), "loss +0.1 (+20.0 %) worse");
  EXPECT_EQ(compared({{"loss", 0.5, "0.5"}}, {{"loss", 0.5, "0.50"}}), "loss +0 (+0.0 %) the same");
  EXPECT_EQ(compared({{"zeta", 1, "1"}}, {{"zeta", 2, "2"}}), "zeta +1 (+100.0 %)");
  EXPECT_EQ(compared({{"loss", 0, "0"}}, {{"loss", 1, "1"}}), "loss +1 worse");
  EXPECT_EQ(compared({{"loss", -2, "-2"}}, {{"loss", -1, "-1"}}), "loss +1 (+50.0 %) worse");
  EXPECT_EQ(compared({{"psnr", 30, "30dB"}}, {{"psnr", 33, "33dB"}}), "psnr +3 dB (+10.0 %) better");
}

TEST(CompareMetrics, SharesAndPercentAreOnOneScale) {
  EXPECT_EQ(compared({{"acc", 0.95, "0.95"}}, {{"acc", 87, "87%"}}), "acc -8 pp (-8.4 %) worse");
  EXPECT_EQ(compared({{"acc", 0.873, "0.873"}}, {{"acc", 87.3, "87.3%"}}), "acc +0 pp (+0.0 %) the same");
}

TEST(CompareMetrics, OneSideOnly) {
  EXPECT_EQ(compared({{"acc", 0.9, "0.9"}}, {{"loss", 1, "1"}}), "acc; loss");
  EXPECT_EQ(compared({{"Acc@1", 80, "80"}}, {{"acc@1", 82, "82"}}), "acc@1 +2 (+2.5 %) better")
      << "spellings of one metric are one";
}

// Two sides whose texts come from somebody who means no good.
Comparison hostile() {
  Comparison it;
  it.a.name = "exp-\x1b[31ma|b";
  it.b.name = "=cmd()";
  it.a.recipe.commit = fake_oid("a");
  it.b.recipe.commit = fake_oid("b");
  it.a.recipe.subject = "feat: </script>\x07\xff";
  it.a.values.values["lr\x1b]0;x"] = {"0.1\r", "n:0.1"};
  it.b.values.values["lr"] = {"\xff<b>", "s:x"};
  it.values = differences_of(it.a.values, it.b.values);
  it.code.files = {{"a\nb.py", 1, 2}, {"大文件/图像.bin", {}, {}}};
  it.code.only_b = {1, {{fake_oid("c"), "fix: \x1b[2J"}}};
  return it;
}

TEST(Compare, NothingThatATerminalActsOn) {
  for (const std::size_t width : {0U, 80U, 30U}) {
    const std::string text = compare_text(hostile(), {width, false, true});
    for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << text;
    EXPECT_FALSE(text::first_invalid(text)) << text;
    if (width > 0) {
      for (const auto line : lines(text)) EXPECT_LE(text::width(line), width) << text;
    }
  }
}

TEST(Compare, MarkdownIsNotBroken) {
  const std::string text = compare_markdown(hostile(), false);
  EXPECT_NE(text.find("exp-\\\\x1B\\[31ma\\|b"), std::string::npos) << text;
  EXPECT_EQ(text.find("<b>"), std::string::npos) << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
}

TEST(Compare, JsonIsWhole) {
  const auto json = nlohmann::json::parse(compare_json(hostile(), true));
  EXPECT_EQ(json.at("schema"), "expgate-compare/1");
  EXPECT_EQ(json.at("config").at("values").size(), 2U);
  EXPECT_TRUE(json.at("config").at("values").at(1).at("a").is_object());
  EXPECT_EQ(json.at("code").at("changed").at(1).at("added"), nullptr);
}

TEST(Compare, FiguresAreRoundedForPeople) {
  Comparison it;
  it.a.recipe.commit = fake_oid("a");
  it.b.recipe.commit = fake_oid("b");
  it.metrics = metric_differences({{"acc", 0.9153846153846154, "0.9153846153846154"}},
                                  {{"acc", 0.9253846153846154, "0.9253846153846154"}});
  const std::string text = compare_text(it, {80, false, false});
  EXPECT_NE(text.find("  acc  0.9154  0.9254  +0.01 (+1.1 %), better"), std::string::npos) << text;
  EXPECT_NE(experiments::compare_markdown(it, false).find("| acc | 0.9154 | 0.9254 |"), std::string::npos);
  EXPECT_NE(experiments::compare_json(it, false).find("0.9153846153846154"), std::string::npos);
}

TEST(Compare, OnlyWhatDiffersUnlessAllIsAsked) {
  Comparison it;
  it.a.recipe.commit = fake_oid("a");
  it.b.recipe.commit = fake_oid("b");
  it.a.values.values = {{"lr", {"1e-3", "n:0.001"}}, {"depth", {"12", "n:12"}}, {"old", {"1", "n:1"}}};
  it.b.values.values = {{"lr", {"0.001", "n:0.001"}}, {"depth", {"24", "n:24"}}};
  it.values = differences_of(it.a.values, it.b.values);
  const std::string text = compare_text(it, {80, false, false});
  EXPECT_NE(text.find("  depth  12  24\n  old    1   –\n"), std::string::npos) << text;
  EXPECT_NE(text.find("1 value is the same (`--all` shows it)."), std::string::npos) << text;
  EXPECT_EQ(text.find("lr"), std::string::npos) << text;
  EXPECT_NE(compare_text(it, {80, false, true}).find("  lr     1e-3  0.001\n"), std::string::npos);
  EXPECT_EQ(compare_text(it, {80, false, true}).find("--all"), std::string::npos);
}

}  // namespace
}  // namespace expgate::test
