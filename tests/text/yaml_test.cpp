#include "text/yaml.h"

#include <chrono>

#include <gtest/gtest.h>

namespace expgate::text {
namespace {

Node yaml(std::string_view source) {
  auto node = parse_yaml(source);
  if (!node) throw std::runtime_error(english(node.error().what));
  return *std::move(node);
}

std::string error_of(std::string_view source) {
  const auto node = parse_yaml(source);
  if (node) return "no error";
  const ParseError& error = node.error();
  return std::to_string(error.location.line) + ":" + std::to_string(error.location.column) + ": " +
         english(error.what);
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Yaml, ReadsAPolicy) {
  const Node root = yaml("version: 1\nextends: [pytorch, \"x\"]\nrules:\n  max-file-size: {limit: 5 MiB}\n");
  ASSERT_TRUE(root.is_mapping());
  ASSERT_EQ(root.entries.size(), 3U);
  EXPECT_EQ(root.entries[1].first.scalar, "extends");
  EXPECT_EQ(root.find("version")->scalar, "1");
  EXPECT_EQ(root.find("extends")->items.at(1).scalar, "x");
  const Node* limit = root.find("rules")->find("max-file-size")->find("limit");
  ASSERT_NE(limit, nullptr);
  EXPECT_EQ(limit->scalar, "5 MiB");
  EXPECT_EQ(limit->mark.line, 4);
  EXPECT_EQ(limit->mark.column, 26);
  EXPECT_EQ(root.find("rule"), nullptr);
  EXPECT_EQ(root.find("version")->find("x"), nullptr);
}

TEST(Yaml, NullHasSeveralForms) {
  for (const char* source :
       {"", "\n\n", "# a comment\n", "---\n", "null", "Null", "NULL", "~", "--- ~\n...\n", "\xEF\xBB\xBF"})
    EXPECT_TRUE(yaml(source).is_null()) << source;
  for (const char* source : {"a:", "a: ~", "a: null", "{a: , b: 1}", "a: # nothing\nb: 1"})
    EXPECT_TRUE(yaml(source).find("a")->is_null()) << source;
  for (const char* source : {"'null'", "\"~\"", "!!str null", "none", "''"})
    EXPECT_TRUE(yaml(source).is_scalar()) << source;
  EXPECT_TRUE(yaml("[]").is_sequence());
  EXPECT_TRUE(yaml("{}").is_mapping());
}

TEST(Yaml, AValueLeftOutStandsWhereItsKeyDoes) {
  EXPECT_EQ(yaml("a: 1\nb:\n\n\n").find("b")->mark.line, 2);
  EXPECT_EQ(yaml("a: {b: }\n").find("a")->find("b")->mark.column, 5);
  EXPECT_EQ(yaml("# nothing\n\n").mark.line, 1);
  for (const char* source : {"b: \nnull: 1\n", "  b:\n  ~: 1\n", "? b\nnull: 1\n", "{b: , null: 1}",
                             "{b, null: 1}", "b: # null\n"}) {
    EXPECT_TRUE(yaml(source).find("b")->is_left_out()) << source;
  }
  EXPECT_TRUE(yaml("b:\n-\nnull: 1\n").find("b")->items.at(0).is_left_out());
  for (const char* source : {"b:\n  null\n", "{b:\nnull}", "{b: null, null: 1}"})
    EXPECT_EQ(yaml(source).find("b")->scalar, "null") << source;
}

TEST(Yaml, AWrittenNullKeepsItsWordAndItsPlace) {
  for (const char* word : {"null", "Null", "NULL", "~"}) {
    for (const char* before :
         {"", "\xEF\xBB\xBF", "# \xC3\xA9\xE6\xA8\xA1\r\n", "\xC3\xA9: \"\xF0\x9F\x98\x80\"\n"}) {
      const Node root = yaml(before + std::string("seed:   ") + word + "  # none\nx: 1\n");
      EXPECT_EQ(root.find("seed")->scalar, word) << before;
      EXPECT_TRUE(root.find("seed")->is_null());
      EXPECT_FALSE(root.find("seed")->is_left_out());
      EXPECT_EQ(root.find("seed")->mark.column, 9);
    }
  }
}

TEST(Yaml, PlainQuotedAndTaggedAreToldApart) {
  const Node root = yaml("- 5\n- \"5\"\n- '5'\n- !include a.yaml\n- !!int 5\n- |\n  text\n");
  const std::pair<const char*, bool> expected[] = {
      {"?", false}, {"!", true}, {"!", true}, {"!include", false}, {"tag:yaml.org,2002:int", false},
      {"!", true}};
  ASSERT_EQ(root.items.size(), std::size(expected));
  for (std::size_t i = 0; i < root.items.size(); ++i) {
    EXPECT_EQ(root.items[i].tag, expected[i].first) << i;
    EXPECT_EQ(root.items[i].is_quoted(), expected[i].second) << i;
  }
  EXPECT_EQ(root.items[3].scalar, "a.yaml");
  EXPECT_EQ(yaml("a: !ref {b: 1}").find("a")->tag, "!ref");
  EXPECT_EQ(yaml("seed: 0x2A").find("seed")->scalar, "0x2A");
}

TEST(Yaml, AliasesAreCopiesAndMergeKeysStay) {
  const Node root =
      yaml("base: &base\n  lr: 0.1\n  seed: 1\nvit:\n  <<: *base\n  seed: 2\nlist: [&x one, *x, *x]\n");
  const Node* vit = root.find("vit");
  ASSERT_EQ(vit->entries.size(), 2U);
  EXPECT_EQ(vit->find("<<")->find("seed")->scalar, "1");
  EXPECT_EQ(vit->find("<<")->mark.line, 1);  // the anchor's place
  EXPECT_EQ(vit->find("seed")->scalar, "2");
  EXPECT_EQ(root.find("list")->items.at(2).scalar, "one");
  EXPECT_EQ(yaml("[&a 1, &a 2, *a]").items.at(2).scalar, "2");
}

TEST(Yaml, TheEndMayBeWrittenInSeveralWays) {
  for (const char* source :
       {"a: 1", "a: 1\n", "a: 1\n\n# end", "a: 1\n...", "a: 1\n...\n", "a: 1\n...\n...\n# end\n", "a: 1 ",
        "a: '1'", "a: |\n  1", "a: >-\n  1\n", "%YAML 1.2\n---\na: 1\n"}) {
    const Node root = yaml(source);
    EXPECT_EQ(root.entries.size(), 1U) << source;
    EXPECT_EQ(root.find("a")->scalar.substr(0, 1), "1") << source;
  }
}

TEST(Yaml, AKeyStandsOnce) {
  EXPECT_EQ(error_of("a: 1\nb: 2\na: 3\n"), "3:1: duplicate key `a`");
  EXPECT_EQ(error_of("x:\n  - {a: 1, 'a': 2}\n"), "2:12: duplicate key `a`");
  EXPECT_EQ(error_of("~: 1\n~: 2\n"), "2:1: duplicate key `~`");
  EXPECT_EQ(error_of("a: {a: {a: 1}}\nb: {a: 1}\n"), "no error");
  EXPECT_EQ(error_of("[{a: 1}, {a: 1}]"), "no error");
  EXPECT_EQ(error_of("a: 1\n\"a\\e\": 2\n\"a\\e\": 3\n"), "3:1: duplicate key `a\\x1B`");
}

TEST(Yaml, ErrorsNameTheirPlace) {
  const std::pair<const char*, const char*> cases[] = {
      {"a: 1\n b: 2\n", "2:"},
      {"a: [1, 2\n", "2:"},
      {"a: 1\n\tb: 2\n", "2:1: a tab in the indentation; YAML takes spaces only"},
      {"a:\n  b: 1\n \tc: [\n", "3:2: a tab in the indentation"},
      {"a:\tb: 1\n", "1:5: illegal map value"},
      {"a: 'open\n", "2:1: a quote is not closed"},
      {"a: 'open\nb: 1\n", "3:"},
      {"a: \"open", "2:"},
      {"a: [\"open\n# b]", "3:"},
      {"a: *nowhere\n", "1:4: "},
      {"a: &x [1, *x]\n", "1:11: an alias inside its own anchor"},
      {"a: 1\n---\nb: 2\n", "2:1: a second document begins here"},
      {"a\n---\n", "2:1: a second document begins here"},
      {"a: 1\n...\n---\n!x b\n", "3:1: a second document"},
      {"a: \"\\q\"\n", "1:"},
      {"a: b: c\n", "1:"},
      {"- a\nb: c\n", "2:"},
      {"}", "1:1: "},
  };
  for (const auto& [source, part] : cases) {
    const std::string error = error_of(source);
    EXPECT_NE(error, "no error") << source;
    EXPECT_TRUE(error.starts_with(part)) << source << error;
    EXPECT_TRUE(error[0] >= '1' && error[0] <= '9') << error;
  }
}

TEST(Yaml, WhatIsNoTextIsRefused) {
  EXPECT_EQ(error_of(std::string("a: 1\nb: \0x\n", 11)), "2:4: a control character: `\\x00`");
  EXPECT_EQ(error_of("a: 1\n\x04\nb: 2\n"), "2:1: a control character: `\\x04`");  // yaml-cpp would end here
  EXPECT_EQ(error_of("a: \x1B[2J"), "1:4: a control character: `\\x1B`");
  EXPECT_EQ(error_of("\xC3\xA9: 1\n# caf\xE9\n"), "2:6: a byte that is not UTF-8: `\\xE9`");
  EXPECT_EQ(error_of(std::string("\xFF\xFE"
                                 "a\0:\0",
                                 6)),
            "1:1: a byte that is not UTF-8: `\\xFF`");
  EXPECT_EQ(error_of("\x80\x02}q\x01(X\x05"), "1:1: a byte that is not UTF-8: `\\x80`");  // a pickle
  EXPECT_EQ(yaml("a: caf\xC3\xA9 \xE6\xA8\xA1\r\nb: \"\xF0\x9F\x98\x80\"\r\n").find("a")->scalar,
            "caf\xC3\xA9 \xE6\xA8\xA1");
}

TEST(Yaml, NestingHasALimit) {
  EXPECT_EQ(error_of(repeated("[", 64) + repeated("]", 64)), "no error");
  EXPECT_EQ(error_of(repeated("[", 65) + repeated("]", 65)), "1:65: nested deeper than 64 levels");
  EXPECT_NE(error_of(repeated("[", 3'000)).find("nested deeper than 64 levels"), std::string::npos);
  EXPECT_NE(error_of(repeated("{a: ", 3'000)).find("nested deeper than 64 levels"), std::string::npos);
  EXPECT_NE(error_of(repeated("- ", 3'000) + "a").find("nested deeper than 64 levels"), std::string::npos);
  // aliases do not get around it
  const std::string deep = "- &a " + repeated("[", 40) + repeated("]", 40) + "\n";
  EXPECT_EQ(error_of(deep + "- " + repeated("[", 23) + "*a" + repeated("]", 23)), "no error");
  EXPECT_NE(error_of(deep + "- " + repeated("[", 24) + "*a" + repeated("]", 24)).find("nested deeper"),
            std::string::npos);
}

std::string bomb(int levels) {
  std::string source = "a0: &a0 [x]\n";
  for (int i = 1; i <= levels; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    source +=
        "a" + std::to_string(i) + ": &a" + std::to_string(i) + " {l: " + before + ", r: " + before + "}\n";
  }
  return source;
}

TEST(Yaml, BombsOfAliasesEndQuickly) {
  const std::string long_text(500'000, 'x');
  std::string wide = "[";
  for (int i = 0; i < 100'000; ++i) wide += "1,";
  const std::pair<std::string, const char*> cases[] = {
      {bomb(60), "aliases that multiply"},
      {bomb(30), "aliases that multiply"},
      {"a: &a \"" + long_text + "\"\nb: [" + repeated("*a,", 100'000) + "]\n", "aliases that multiply"},
      {"a: &a " + long_text + "\nb: [" + repeated("*a,", 40) + "]\n", "aliases that multiply"},
      {repeated("&x [", 60) + wide + "]" + repeated("]", 60), "aliases that multiply"},
      {"[" + repeated("1,", 300'000) + "]", "too many values"},
  };
  for (const auto& [source, part] : cases) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_NE(error_of(source).find(part), std::string::npos) << error_of(source).substr(0, 200);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  }
  EXPECT_EQ(error_of(bomb(8)), "no error");
  EXPECT_EQ(error_of("a: &a " + long_text + "\nb: [*a, *a]\n"), "no error");
}

TEST(Yaml, SizeHasALimit) {
  const std::string comment = "#" + std::string((1 << 20) - 2, ' ') + "\n";
  EXPECT_EQ(error_of(comment), "no error");
  EXPECT_EQ(error_of(comment + "\n"), "1:1: the file is larger than 1 MiB");
  const auto small = parse_yaml("[1, 2, 3]", {.bytes = 100, .depth = 1, .nodes = 3});
  ASSERT_FALSE(small);
  EXPECT_EQ(small.error().location.column, 8);
  EXPECT_EQ(small.error().what, tr("too many values (or aliases that multiply)"));
}

}  // namespace
}  // namespace expgate::text
