#include <random>

#include <gtest/gtest.h>

#include "support/policies.h"

namespace expgate::test {
namespace {

struct Case {
  const char* text;  // of the whole file
  const char* error;
};

void expect_errors(std::initializer_list<Case> cases) {
  for (const Case& each : cases)
    EXPECT_EQ(error_of({{"p.yaml", each.text, policy::Layer::Trust::full}}), each.error) << each.text;
}

// The inside of one check of the rule size-limit; it begins at line 4, column 15.
void expect_setting_errors(std::initializer_list<Case> cases) {
  for (const Case& each : cases)
    EXPECT_EQ(error_of({layer("rules:\n  size-limit: {" + std::string(each.text) + "}\n")}), each.error)
        << each.text;
}

TEST(PolicyErrors, TheOuterShape) {
  expect_errors({
      {"", "`p.yaml`:1:1: `version: 1` is missing"},
      {"# nothing but a comment\n", "`p.yaml`:1:1: `version: 1` is missing"},
      {"rules: {}\n", "`p.yaml`:1:1: `version: 1` is missing"},
      {"version: 2\n", "`p.yaml`:1:10: `version` is `2`, but this expgate knows version 1 only"},
      {"version: '1'\n", "`p.yaml`:1:10: `version` is the text `\"1\"`, but it must be the number 1"},
      {"version: [1]\n", "`p.yaml`:1:10: `version` is a list, but this expgate knows version 1 only"},
      {"version: 1\nverify_hosts: [minio:9000, 'https://x']\n",
       "`p.yaml`:2:28: `verify_hosts` lists hosts, as in `minio.example.com`, `minio:9000` or "
       "`*.example.com`, not `https://x`"},
      {"version: 1\nfix_messages: maybe\n",
       "`p.yaml`:2:15: `fix_messages` must be `true` or `false`, not `maybe`"},
      {"version: 1\nfix_message: true\n",
       "`p.yaml`:2:1: unknown key `fix_message`; did you mean `fix_messages`?"},
      {"version: 1.0\n", "`p.yaml`:1:10: `version` is `1.0`, but this expgate knows version 1 only"},
      {"- version: 1\n", "`p.yaml`:1:1: a policy is a mapping with `version: 1` and `rules:`, not a list"},
      {"version\n", "`p.yaml`:1:1: a policy is a mapping with `version: 1` and `rules:`, not `version`"},
      {"version: 1\nrule: {}\n", "`p.yaml`:2:1: unknown key `rule`; did you mean `rules`?"},
      {"version: 1\nextend: []\n", "`p.yaml`:2:1: unknown key `extend`; did you mean `extends`?"},
      {"version: 1\nwibble: []\n", "`p.yaml`:2:1: unknown key `wibble`"},
      {"version: 1\n? [a]\n: b\n", "`p.yaml`:2:3: a key must be a text, not a list"},
      {"version: 1\nextends: []\nrules: []\n",
       "`p.yaml`:3:8: `rules` must be a mapping of checks, not a list"},
      {"version: 1\nextends: {}\n", "`p.yaml`:2:10: `extends` must be a list of names, not a mapping"},
      {"version: 1\nextends:\n", "`p.yaml`:2:1: `extends` must be a list of names, not nothing"},
      {"version: 1\nextends: [[a]]\n",
       "`p.yaml`:2:11: `extends` must be a list of names, but a list is in it"},
      {"version: 1\nextends: [pytorhc]\n", "`p.yaml`:2:11: unknown pack `pytorhc`; did you mean `pytorch`?"},
      {"version: 1\nextends: torch/../x\n", "`p.yaml`:2:10: unknown pack `torch/../x`"},
  });
}

TEST(PolicyErrors, WhatYamlItselfRefuses) {
  expect_errors({
      {"version: 1\nversion: 1\n", "`p.yaml`:2:1: duplicate key `version`"},
      {"version: 1\nextends: []\nrules:\n  size-limit: {count: 1, count: 2}\n",
       "`p.yaml`:4:26: duplicate key `count`"},
      {"version: 1\nextends: []\nrules:\n  size-limit: {}\n  size-limit: {}\n",
       "`p.yaml`:5:3: duplicate key `size-limit`"},
      {"version: 1\nextends: []\nrules: {size-limit: !!map {}}\n",
       "`p.yaml`:3:21: the tag `tag:yaml.org,2002:map` has no meaning here"},
      {"version: 1\nextends: []\nrules: {size-limit: {label: !env HOME}}\n",
       "`p.yaml`:3:29: the tag `!env` has no meaning here"},
  });
  EXPECT_EQ(error_of({layer("rules: {size-limit: {<<: {count: 1}}}\n")}), "`p.yaml`:3:22: unknown key `<<`");
  EXPECT_EQ(error_of({layer("rules: [\n")}).substr(0, 9), "`p.yaml`:");
  EXPECT_EQ(error_of({layer("rules: {}\n---\nversion: 1\n")}),
            "`p.yaml`:4:1: a second document begins here; only one is read");
}

TEST(PolicyErrors, APolicyThatIsTooMuch) {
  EXPECT_EQ(error_of({layer(std::string((std::size_t{1} << 20) + 1, '#'))}),
            "`p.yaml`:1:1: the file is larger than 1 MiB");
  const std::string deep = "rules: " + std::string(100, '[') + std::string(100, ']') + "\n";
  EXPECT_EQ(error_of({layer(deep)}), "`p.yaml`:3:71: nested deeper than 64 levels");
  std::string bomb = "rules:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "  a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int j = 0; j < 9; ++j) bomb += ", " + last;
    bomb += "]\n";
  }
  EXPECT_NE(error_of({layer(bomb)}).find("too many values (or aliases that multiply)"), std::string::npos);
}

TEST(PolicyErrors, NamesOfChecksAndRules) {
  expect_errors({
      {"version: 1\nextends: []\nrules:\n  size-limt: {}\n",
       "`p.yaml`:4:3: unknown rule `size-limt`; did you mean `size-limit`?"},
      {"version: 1\nextends: []\nrules:\n  mine: {count: 1}\n", "`p.yaml`:4:3: unknown rule `mine`"},
      {"version: 1\nextends: []\nrules:\n  mine: {rule: word-choise}\n",
       "`p.yaml`:4:16: unknown rule `word-choise`; did you mean `word-choice`?"},
      {"version: 1\nextends: []\nrules:\n  mine: {rule: [word-choice]}\n",
       "`p.yaml`:4:16: `rule` must be the name of a rule, not a list"},
      {"version: 1\nextends: []\nrules:\n  size-limit: off\n",
       "`p.yaml`:4:15: `size-limit` must be a mapping of settings, not `off`"},
      {"version: 1\nextends: []\nrules:\n  size-limit: []\n",
       "`p.yaml`:4:15: `size-limit` must be a mapping of settings, not a list"},
      {"version: 1\nextends: []\nrules:\n  ? [a]\n  : {}\n",
       "`p.yaml`:4:5: the name of a check must be a text, not a list"},
      {"version: 1\nextends: []\nrules:\n  mine: {rule: size-limit, words: [a]}\n  yours: {rule: "
       "word-choice, limit: 1}\n",
       "`p.yaml`:5:30: unknown key `limit`"},
  });
}

TEST(PolicyErrors, CommonSettings) {
  expect_setting_errors({
      {"limt: 5 MiB", "`p.yaml`:4:16: unknown key `limt`; did you mean `limit`?"},
      {"exclude-refs: []", "`p.yaml`:4:16: unknown key `exclude-refs`; did you mean `exclude_refs`?"},
      {"severity: warning", "`p.yaml`:4:26: unknown severity `warning`; did you mean `warn`?"},
      {"severity: eror", "`p.yaml`:4:26: unknown severity `eror`; did you mean `error`?"},
      {"severity: Error", "`p.yaml`:4:26: unknown severity `Error`; did you mean `error`?"},
      {"severity: [warn]", "`p.yaml`:4:26: `severity` must be `error`, `warn` or `off`, not a list"},
      {"severity: ", "`p.yaml`:4:16: `severity` must be `error`, `warn` or `off`, not nothing"},
      {"paths: {a: b}", "`p.yaml`:4:23: `paths` must be a list of texts, not a mapping"},
      {"paths: [a, [b]]", "`p.yaml`:4:27: `paths` must be a list of texts, but a list is in it"},
      {"refs: [main, ~]", "`p.yaml`:4:29: `refs` must be a list of texts, but nothing is in it"},
      {"refs: refs/heads/main", "`p.yaml`:4:22: write a branch without `refs/heads/`; did you mean `main`?"},
      {"exclude_refs: [main, refs/tags/v1]",
       "`p.yaml`:4:37: write a ref without `refs/`; did you mean `tags/v1`?"},
      {"refs: ['!main']", "`p.yaml`:4:23: `!` has no meaning in a list of refs"},
      {"exclude_refs: [main, '!exp/*']", "`p.yaml`:4:37: `!` has no meaning in a list of refs"},
      {"refs: [/main]", "`p.yaml`:4:23: write a ref without a leading `/`; did you mean `main`?"},
      {"refs: [exp/]", "`p.yaml`:4:23: no ref ends in `/`; did you mean `exp/*`?"},
      {"paths: ['!tests/**']",
       "`p.yaml`:4:24: `paths` begins with `!tests/**`, but there is nothing to take it from"},
      {"paths: '!a'", "`p.yaml`:4:23: `paths` begins with `!a`, but there is nothing to take it from"},
      {"refs: ['@defualt']", "`p.yaml`:4:23: unknown name of a ref `@defualt`; did you mean `@default`?"},
  });
}

TEST(PolicyErrors, OptionsOfEveryType) {
  expect_setting_errors({
      {"strict: yes", "`p.yaml`:4:24: `strict` must be `true` or `false`, not `yes`; did you mean `true`?"},
      {"strict: Off", "`p.yaml`:4:24: `strict` must be `true` or `false`, not `Off`; did you mean `false`?"},
      {"strict: 'true'",
       "`p.yaml`:4:24: `strict` must be `true` or `false`, not `true`; did you mean `true`?"},
      {"strict: 7", "`p.yaml`:4:24: `strict` must be `true` or `false`, not `7`"},
      {"strict: [true]", "`p.yaml`:4:24: `strict` must be `true` or `false`, not a list"},
      {"count: -1", "`p.yaml`:4:23: `count` must be a whole number, not `-1`"},
      {"count: 1.5", "`p.yaml`:4:23: `count` must be a whole number, not `1.5`"},
      {"count: 0x10", "`p.yaml`:4:23: `count` must be a whole number, not `0x10`"},
      {"count: 017", "`p.yaml`:4:23: `count` must be a whole number, not `017`"},
      {"count: 1_000", "`p.yaml`:4:23: `count` must be a whole number, not `1_000`"},
      {"count: '1'", "`p.yaml`:4:23: `count` must be a whole number, not `1`"},
      {"count: 9223372036854775808",
       "`p.yaml`:4:23: `count` must be a whole number, not `9223372036854775808`"},
      {"count: ~", "`p.yaml`:4:23: `count` must be a whole number, not nothing"},
      {"limit: five", "`p.yaml`:4:23: `limit` must be a size such as `5 MiB`, not `five`"},
      {"limit: -5 MiB", "`p.yaml`:4:23: `limit` must be a size such as `5 MiB`, not `-5 MiB`"},
      {"limit: 5 MIB!", "`p.yaml`:4:23: `limit` must be a size such as `5 MiB`, not `5 MIB!`"},
      {"limit: [5 MiB]", "`p.yaml`:4:23: `limit` must be a size such as `5 MiB`, not a list"},
      {"limit: 99999999999 TiB",
       "`p.yaml`:4:23: `limit` must be a size such as `5 MiB`, not `99999999999 TiB`"},
      {"label: [a]", "`p.yaml`:4:23: `label` must be a text, not a list"},
      {"label: ~", "`p.yaml`:4:23: `label` must be a text, not nothing"},
      {"colour: gren", "`p.yaml`:4:24: unknown value `gren`; did you mean `green`?"},
      {"colours: [red, bleu]", "`p.yaml`:4:31: unknown value `bleu`; did you mean `blue`?"},
      {"colours: purple", "`p.yaml`:4:25: unknown value `purple`"},
      {"words: {}", "`p.yaml`:4:23: `words` must be a list of texts, not a mapping"},
  });
}

TEST(PolicyErrors, GlobsAndRegexesThatDoNotCompile) {
  const auto starts = [](const char* setting, const std::string& start) {
    const std::string error = error_of({layer("rules:\n  size-limit: {" + std::string(setting) + "}\n")});
    EXPECT_EQ(error.substr(0, start.size()), start);
  };
  starts("pattern: 'a('", "`p.yaml`:4:25: `pattern`: ");
  starts("patterns: [a, 'b[']", "`p.yaml`:4:30: `patterns`: ");
  starts("files: ['*.bin', 'a[']", "`p.yaml`:4:33: `files`: ");
  starts("paths: ['a[']", "`p.yaml`:4:24: `paths`: ");
  starts("refs: 'a['", "`p.yaml`:4:22: `refs`: ");
}

TEST(PolicyErrors, TextOfTheFileIsPrintedSafely) {
  EXPECT_EQ(error_of({layer("rules: {\"a\\e[31mb\": {}}\n")}), "`p.yaml`:3:9: unknown rule `a\\x1B[31mb`");
  const std::string error = error_of({layer("rules: {" + std::string(1000, 'x') + ": {}}\n")});
  EXPECT_EQ(error, "`p.yaml`:3:9: unknown rule `" + std::string(60, 'x') + "…`");
}

// Whatever is in the file: an error with a place, or a policy; never a crash, never an exception.
TEST(PolicyErrors, GarbageIsAnErrorWithAPlace) {
  const std::string good =
      "version: 1\nextends: []\nrules:\n  size-limit: {limit: 5 MiB, files: ['*.bin'], pattern: 'a+', "
      "strict: true}\n"
      "  mine: {rule: word-choice, refs: [main, '@default'], words: [&a x, *a]}\ndelegate: [mine]\n";
  ASSERT_EQ(error_of({{"p.yaml", good, policy::Layer::Trust::full}}), "loads");
  std::mt19937 random(7);  // the same garbage each time
  constexpr std::string_view kBytes = "{}[]:,-&*!|>'\"%@`#? \n\t~\\abc019\x00\xff\xc3";
  int errors = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string text = good;
    for (int change = 0; change < 1 + round % 4; ++change) {
      const std::size_t at = random() % text.size();
      if (random() % 3 == 0)
        text.erase(at, 1 + random() % 5);
      else
        text.insert(at, 1, kBytes[random() % kBytes.size()]);
    }
    const std::string error = error_of({{"p.yaml", text, policy::Layer::Trust::full}});
    if (error == "loads") continue;
    ++errors;
    EXPECT_EQ(error.rfind("`p.yaml`:", 0), 0U) << error << "\n" << text;
  }
  EXPECT_GT(errors, 1000);
}

}  // namespace
}  // namespace expgate::test
