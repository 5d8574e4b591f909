#include "app/policy_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "base/strings.h"
#include "rules/rule.h"
#include "support/policies.h"
#include "text/utf8.h"

namespace expgate::test {
namespace {

void expect_equal(const policy::Policy& one, const policy::Policy& other) {
  ASSERT_EQ(one.checks.size(), other.checks.size());
  for (std::size_t i = 0; i < one.checks.size(); ++i) {
    const policy::Check& a = one.checks[i];
    const policy::Check& b = other.checks[i];
    EXPECT_EQ(a.key, b.key);
    EXPECT_EQ(a.rule, b.rule) << a.key;
    EXPECT_EQ(a.severity, b.severity) << a.key;
    EXPECT_EQ(a.refs, b.refs) << a.key;
    EXPECT_EQ(a.exclude_refs, b.exclude_refs) << a.key;
    EXPECT_EQ(a.paths, b.paths) << a.key;
    EXPECT_EQ(a.exclude, b.exclude) << a.key;
    EXPECT_EQ(a.options.all(), b.options.all()) << a.key;
  }
}

TEST(PolicyText, ReadsBackAsTheSamePolicy) {
  const auto policy = load({layer(R"(rules:
  size-limit: {severity: warn, limit: 1025, count: 7, strict: false, label: "a: b # 'c' \"d\"", pattern: '^\d+$'}
  "odd: key": {rule: size-limit, paths: ["docs/**", "*.bin", "-x", "null"], exclude: "!a", limit: 500 KB}
  word-choice: {severity: off, words: [yes, "", "7", "ü", "two words"], refs: ["@default", "exp/*"]}
  tip-config:
)")});
  ASSERT_TRUE(policy) << policy.error().message;
  const auto again = load({{"show", app::policy_as_yaml(*policy), policy::Layer::Trust::full}});
  ASSERT_TRUE(again) << again.error().message << "\n" << app::policy_as_yaml(*policy);
  expect_equal(*policy, *again);
}

TEST(PolicyText, PytorchReadsBackAsItself) {
  const auto policy = policy::load({}, rules::declarations());
  ASSERT_TRUE(policy) << policy.error().message;
  const policy::Layer shown{"show", app::policy_as_yaml(*policy), policy::Layer::Trust::full};
  const auto again = policy::load({&shown, 1}, rules::declarations());
  ASSERT_TRUE(again) << again.error().message << "\n" << shown.text;
  expect_equal(*policy, *again);
  for (const std::string_view line : lines(shown.text)) EXPECT_LE(text::width(line), 100U) << line;
}

TEST(PolicyText, EverySettingHasItsOrigin) {
  const auto policy = load({layer("rules:\n  size-limit:\n    limit: 1 MiB\n")});
  ASSERT_TRUE(policy) << policy.error().message;
  const std::string text = app::policy_as_yaml(*policy);
  const auto line_of = [&](std::string_view start) {
    for (const std::string_view line : lines(text))
      if (trim(line).starts_with(start)) return std::string(line);
    return std::string();
  };
  EXPECT_TRUE(line_of("size-limit:").ends_with(" # from p.yaml")) << text;
  EXPECT_TRUE(line_of("limit: 1 MiB ").ends_with(" # p.yaml:5")) << text;
  EXPECT_TRUE(line_of("refs: [] ").ends_with(" # default: every ref")) << text;
  EXPECT_TRUE(line_of("count: 3 ").ends_with(" # default")) << text;
}

constexpr std::string_view kServerKeys =
    "mode: warn\nrepository_policy: ignore\ndelegate: [size-limit]\naudit: {file: /var/log/a.jsonl, "
    "on_error: allow}\n"
    "projects:\n  - {match: [vision/vit], mode: enforce}\n  - {match: [audio/asr], mode: warn}\n"
    "allow: [{rule: size-limit, path: '*.bin', reason: 'a test: yes', expires: 2027-01-31}]\n"
    "bypass: [{users: [alice], rules: [size-limit]}]\nrules: {size-limit: {}}\n";

Result<policy::Policy> servers_policy(std::string text) {
  policy::Layer made = layer("");
  made.text = std::move(text);
  made.trust = policy::Layer::Trust::server;
  return policy::load({&made, 1}, made_up_rules(), "vision/vit");
}

TEST(PolicyText, ShowsWhatOnlyAServerCanSay) {
  const auto policy = servers_policy(layer(kServerKeys).text);
  ASSERT_TRUE(policy) << policy.error().message;
  const std::string text = app::policy_as_yaml(*policy);
  const std::pair<const char*, const char*> cases[] = {
      {"mode: enforce", "# p.yaml:8"},
      {"repository_policy: ignore", "# p.yaml:4"},
      {"delegate: [size-limit]", "# p.yaml:5"},
      {"audit: {file: /var/log/a.jsonl, on_error: allow}", "# p.yaml:6"},
      {"# p.yaml:8: projects: applied: match [vision/vit]", ""},
      {"# p.yaml:9: projects: not applied: match [audio/asr]", ""},
      {"  - rule: size-limit", "# p.yaml:10"},
      {"    reason: \"a test: yes\"", ""},
      {"    expires: 2027-01-31", ""},
      {"  - users: [alice]", "# p.yaml:11"},
      {"    rules: [size-limit]", ""},
  };
  for (const auto& [beginning, end] : cases) {
    bool is_there = false;
    for (const std::string_view line : lines(text))
      is_there |= line.starts_with(beginning) && line.ends_with(end);
    EXPECT_TRUE(is_there) << beginning << " … " << end << "\n" << text;
  }
  const auto again = servers_policy(text);
  ASSERT_TRUE(again) << again.error().message << "\n" << text;
  expect_equal(*policy, *again);
  EXPECT_EQ(app::policy_as_yaml(*again).find("repository_policy: read"), std::string::npos);
  EXPECT_EQ(again->exceptions.size() + again->bypasses.size(), 2U);
}

TEST(PolicyText, SaysWhichLineBroughtTheMode) {
  struct Case {
    const char* about;
    const char* lines;  // the first is line 3
    std::vector<const char*> shown;
    std::vector<const char*> not_shown;
  };
  const Case cases[] = {
      {"the file's own",
       "mode: warn\nenforce_from: 2027-01-31\nrepository_policy: ignore\n",
       {"mode: warn # p.yaml:3", "enforce_from: 2027-01-31 # p.yaml:4",
        "repository_policy: ignore # p.yaml:5"},
       {}},
      {"an entry of `projects`",
       "projects:\n  - match: [vision/vit]\n    mode: warn\n    enforce_from: 2027-01-31\n"
       "    repository_policy: ignore\n",
       {"mode: warn # p.yaml:5", "enforce_from: 2027-01-31 # p.yaml:6",
        "repository_policy: ignore # p.yaml:7"},
       {}},
      {"an entry that stands over the file",
       "mode: warn\nenforce_from: 2027-01-31\nprojects:\n  - match: [vision/vit]\n    mode: warn\n"
       "    enforce_from: 2028-02-29\n",
       {"mode: warn # p.yaml:7", "enforce_from: 2028-02-29 # p.yaml:8"},
       {}},
      {"one that says the mode anew, without an end",
       "mode: warn\nenforce_from: 2027-01-31\nprojects:\n  - {match: [vision/vit], mode: warn}\n",
       {"mode: warn # p.yaml:6"},
       {"enforce_from"}},
      {"one for another project",
       "mode: warn\nenforce_from: 2027-01-31\nprojects:\n  - {match: [audio/asr], mode: enforce}\n",
       {"mode: warn # p.yaml:3", "enforce_from: 2027-01-31 # p.yaml:4"},
       {}},
      {"no mode at all", "identity: gitlab\n", {"identity: gitlab # p.yaml:3"}, {"mode:", "enforce_from"}},
  };
  for (const Case& it : cases) {
    const auto policy = servers_policy(layer(it.lines).text);
    ASSERT_TRUE(policy) << it.about << ": " << policy.error().message;
    std::string text;  // with one space where there are many
    for (const char each : app::policy_as_yaml(*policy))
      if (each != ' ' || !text.ends_with(' ')) text += each;
    for (const char* line : it.shown)
      EXPECT_NE(("\n" + text).find(std::string("\n") + line + "\n"), std::string::npos)
          << it.about << ": " << line << "\n"
          << text;
    for (const char* words : it.not_shown)
      EXPECT_EQ(text.find(words), std::string::npos) << it.about << ": " << words << "\n" << text;
    const auto origins = nlohmann::json::parse(app::policy_as_json(*policy))["server"]["origins"];
    EXPECT_EQ(origins.contains("enforce_from"), it.not_shown.empty()) << it.about;
  }
}

TEST(PolicyText, JsonHasThemToo) {
  const auto policy = servers_policy(layer(kServerKeys).text);
  ASSERT_TRUE(policy) << policy.error().message;
  const auto server = nlohmann::json::parse(app::policy_as_json(*policy))["server"];
  EXPECT_EQ(server["mode"], "enforce");
  EXPECT_EQ(server["repository_policy"], "ignore");
  EXPECT_EQ(server["audit"]["on_error"], "allow");
  EXPECT_EQ(server["projects"][0]["applies"], true);
  EXPECT_EQ(server["projects"][1]["applies"], false);
  EXPECT_EQ(server["allow"][0]["expires"], "2027-01-31");
  EXPECT_EQ(server["bypass"][0]["origin"]["line"], 11);
  EXPECT_EQ(server["origins"]["audit"]["line"], 6);
  const auto plain = load({layer("")});
  EXPECT_FALSE(nlohmann::json::parse(app::policy_as_json(*plain)).contains("server"));
}

TEST(PolicyText, NothingIsAPolicyToo) {
  const auto policy = load({layer("")});
  ASSERT_TRUE(policy);
  EXPECT_EQ(app::policy_as_yaml(*policy), "version: 1\nextends: []\nrules: {}\n");
}

TEST(PolicyText, JsonHasValuesAndOrigins) {
  const auto policy = load({layer("rules:\n  mine: {rule: size-limit, limit: 1 MiB, words: [a]}\n")});
  ASSERT_TRUE(policy) << policy.error().message;
  const auto json = nlohmann::json::parse(app::policy_as_json(*policy));
  EXPECT_EQ(json["schema"], "expgate-policy/1");
  const auto& check = json["checks"][0];
  EXPECT_EQ(check["check"], "mine");
  EXPECT_EQ(check["rule"], "size-limit");
  EXPECT_EQ(check["policy"], "p.yaml");
  EXPECT_EQ(check["settings"]["limit"]["value"], 1U << 20);
  EXPECT_EQ(check["settings"]["limit"]["origin"]["file"], "p.yaml");
  EXPECT_EQ(check["settings"]["limit"]["origin"]["line"], 4);
  EXPECT_EQ(check["settings"]["words"]["value"], nlohmann::json::array({"a"}));
  EXPECT_EQ(check["settings"]["strict"]["value"], true);
  EXPECT_TRUE(check["settings"]["strict"]["origin"].is_null());
}

TEST(PolicyText, SizesAreExact) {
  const std::pair<std::uint64_t, const char*> cases[] = {{0, "0"},
                                                         {1, "1"},
                                                         {1024, "1 KiB"},
                                                         {1025, "1025"},
                                                         {500'000, "500 KB"},
                                                         {5U << 20, "5 MiB"},
                                                         {3ULL << 30, "3 GiB"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(app::exact_size(bytes), text);
    EXPECT_EQ(parse_size(text), bytes);
  }
}

}  // namespace
}  // namespace expgate::test
