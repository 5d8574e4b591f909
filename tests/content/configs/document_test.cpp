#include "content/configs/document.h"

#include <gtest/gtest.h>

#include "content/configs/seed.h"

namespace expgate::content {
namespace {

Document read(std::string_view path, std::string_view source) {
  return read_document(path, source);
}

std::string error_of(std::string_view path, std::string_view source) {
  const Document document = read(path, source);
  if (document) return "none";
  const ParseError& found = document.error();
  return std::to_string(found.location.line) + ":" + std::to_string(found.location.column) + " " +
         english(found.what);
}

// The kind, tag, text and place of the value at `key` of the root.
std::string value(std::string_view path, std::string_view source, std::string_view key) {
  const Document document = read(path, source);
  if (!document) return english(document.error().what);
  const text::Node* node = document->find(key);
  if (node == nullptr) return "nothing";
  return node->tag + " " + node->scalar + " @" + std::to_string(node->mark.line) + ":" +
         std::to_string(node->mark.column);
}

TEST(Document, TheEndingNamesTheLanguage) {
  EXPECT_EQ(language_of("a/b.yaml"), Language::yaml);
  EXPECT_EQ(language_of("a/b.YML"), Language::yaml);
  EXPECT_EQ(language_of("a.b/c.json"), Language::json);
  EXPECT_EQ(language_of("c.toml"), Language::toml);
  EXPECT_EQ(language_of("c.py"), Language::python);
  EXPECT_EQ(language_of("c.pyc"), std::nullopt);
  EXPECT_EQ(language_of("json"), std::nullopt);
  EXPECT_EQ(error_of("a.ini", "seed = 42"),
            "1:1 the name ends in none of `.yaml`, `.yml`, `.json`, `.toml`, `.py`, `.gin`, `.jsonnet`");
}

TEST(Document, ScalarsCarryYamlsTagsInEveryLanguage) {
  EXPECT_EQ(value("a.yaml", "lr: 0.1\nseed: 42\n", "seed"), "? 42 @2:7");
  EXPECT_EQ(value("a.yaml", "seed: '42'\n", "seed"), "! 42 @1:7");
  EXPECT_EQ(value("a.json", "{\"lr\": 0.1,\n \"seed\": 42}", "seed"), "? 42 @2:10");
  EXPECT_EQ(value("a.json", "{\"lr\": 1\n,\"seed\":\n 42\n}", "seed"), "? 42 @3:2");
  EXPECT_EQ(value("a.json", "{\"seed\": \"42\"}", "seed"), "! 42 @1:10");
  EXPECT_EQ(value("a.json", "{\"seed\": true}", "seed"), "? true @1:10");
  EXPECT_EQ(value("a.json", "{\"seed\": -1.50}", "seed"), "? -1.50 @1:10");
  EXPECT_EQ(value("a.json", "{\"seed\": null}", "seed"), "? null @1:10");
  EXPECT_EQ(value("a.json", "{\"a\": [1, {\"b\": 2}], \"seed\": 99999999999999999999}", "seed"),
            "? 99999999999999999999 @1:30");
  EXPECT_EQ(value("a.toml", "lr = 0.1\nseed = 42\n", "seed"), "? 42 @2:8");
  EXPECT_EQ(value("a.toml", "seed = 0x2A\n", "seed"), "? 42 @1:8");
  EXPECT_EQ(value("a.toml", "seed = '42'\n", "seed"), "! 42 @1:8");
  EXPECT_EQ(value("a.toml", "seed = 42.0\n", "seed"), "? 42.0 @1:8");
  EXPECT_EQ(value("a.toml", "seed = 1979-05-27\n", "seed"), "? 1979-05-27 @1:8");
}

TEST(Document, TomlKeepsTheOrderOfTheFile) {
  const Document document = read("a.toml", "z = 1\n[b]\nx = 1\n[a]\nx = 1\n");
  ASSERT_TRUE(document);
  ASSERT_EQ(document->entries.size(), 3U);
  EXPECT_EQ(document->entries[1].first.scalar, "b");
  EXPECT_EQ(document->entries[1].first.mark.line, 2);
}

TEST(Document, ParseErrorsSayWhere) {
  EXPECT_EQ(error_of("a.yaml", "a: 1\nb: [1, 2\n").substr(0, 2), "3:");
  EXPECT_EQ(error_of("a.yaml", "a: 1\nseed: 1\na: 2\n"), "3:1 duplicate key `a`");
  EXPECT_NE(error_of("a.yaml", "a: 1\n---\na: 2\n").find("second document"), std::string::npos);
  EXPECT_EQ(error_of("a.json", "{\"a\": 1,\n \"a\": 2}"), "2:2 duplicate key `a`");
  EXPECT_EQ(error_of("a.json", "{\"a\": 1,\n}"), "2:1 `}` is not expected here");
  EXPECT_EQ(error_of("a.json", "{\"a\": 1}\n{}").substr(0, 4), "2:1 ");
  EXPECT_EQ(error_of("a.json", "{\"a\": 1 // one\n}").substr(0, 3), "1:9");
  EXPECT_NE(error_of("a.json", ""), "none");
  EXPECT_NE(error_of("a.json", "{\"a\": \"\xFF\"}"), "none");
  EXPECT_EQ(error_of("a.json", "{\"a\": 1"), "1:8 the file ends in the middle of a value");
  EXPECT_EQ(error_of("a.json", "{\"a\": NaN}"), "1:7 `NaN` is not a number in JSON");
  EXPECT_EQ(error_of("a.json", "{\"a\": \"b\n\"}"), "1:9 `\\n` is not expected here");
  EXPECT_EQ(error_of("a.json", "{\"a\": tru}"), "1:10 `}` is not expected here");
  EXPECT_EQ(error_of("a.json", "{\"a\": yes}"), "1:7 `yes` is not expected here");
  std::string tables;
  for (int at = 0; at < 20'000; ++at) tables += "[a" + std::to_string(at) + ".b]\n";
  EXPECT_EQ(error_of("a.toml", tables), "1:1 too many values");
  EXPECT_EQ(error_of("a.toml", "a = 1\na = 2\n").substr(0, 2), "2:");
  EXPECT_EQ(error_of("a.toml", "a = 1\nb = \n").substr(0, 2), "2:");
  EXPECT_EQ(error_of("a.toml", "a = 1\n[=\n").substr(0, 2), "2:");  // toml++ asserts here
  EXPECT_EQ(error_of("a.toml", "a = 1\n[.a]\n").substr(0, 2), "2:");
  EXPECT_EQ(error_of("a.toml", "a = 1\né = 2\n").substr(0, 2), "2:");  // and has undefined behaviour here
  EXPECT_EQ(error_of("a.toml", "a = 1é\n").substr(0, 2), "1:");
}

TEST(Document, EmptyIsNullAndNoError) {
  EXPECT_TRUE(read("a.yaml", "")->is_null());
  EXPECT_TRUE(read("a.yaml", "# nothing\n")->is_null());
  EXPECT_TRUE(read("a.toml", "")->is_mapping());
  EXPECT_TRUE(read("a.json", "[1]")->is_sequence());
  EXPECT_TRUE(read("a.json", "\xEF\xBB\xBF{}")->is_mapping());
}

TEST(Document, MergeKeysAreCarriedOut) {
  const char* const base = "base: &base {seed: 1, lr: 2}\nother: &other {seed: 3, wd: 4}\n";
  const auto merged = [&](const std::string& rest) {
    return read("a.yaml", base + rest)->find("run")->find("seed")->scalar;
  };
  EXPECT_EQ(merged("run: {<<: *base}\n"), "1");
  EXPECT_EQ(merged("run: {<<: *base, seed: 5}\n"), "5");
  EXPECT_EQ(merged("run: {seed: 5, <<: *base}\n"), "5");
  EXPECT_EQ(merged("run: {<<: [*other, *base]}\n"), "3");
  EXPECT_EQ(read("a.yaml", "run: {'<<': {seed: 1}}")->find("run")->find("seed"), nullptr);
  EXPECT_EQ(read("a.json", "{\"<<\": {\"seed\": 1}}")->find("seed"), nullptr);
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string all;
  for (std::size_t at = 0; at < times; ++at) all += part;
  return all;
}

TEST(Document, WhatIsTooMuchIsRefusedAndNotReadOn) {
  for (const char* path : {"a.yaml", "a.json", "a.toml"}) {
    EXPECT_EQ(error_of(path, std::string(kMostBytes + 1, ' ')), "1:1 the file is larger than 4 MiB");
  }
  EXPECT_EQ(error_of("a.json", repeated("[", 1000000)), "1:65 nested deeper than 64 levels");
  EXPECT_EQ(error_of("a.json", repeated("{\"a\":", 100000)), "1:321 nested deeper than 64 levels");
  EXPECT_NE(error_of("a.yaml", repeated("[", 1000000)), "none");
  EXPECT_NE(error_of("a.yaml", repeated("{a: ", 100000)), "none");
  EXPECT_NE(error_of("a.yaml", repeated("- ", 100000)), "none");
  EXPECT_NE(error_of("a.toml", "a = " + repeated("[", 1000000)), "none");
  EXPECT_EQ(error_of("a.toml", "\n" + repeated("a.", 1000000) + "a = 1"), "2:1 nested deeper than 64 levels");
  EXPECT_EQ(error_of("a.toml", "[" + repeated("a.", 1000000) + "a]"), "1:1 nested deeper than 64 levels");
  EXPECT_NE(error_of("a.yaml", repeated("\"", 1000000)).find("too many values"), std::string::npos);
  EXPECT_NE(error_of("a.json", "[" + repeated("1,", 1000000) + "1]").find("too many values"),
            std::string::npos);
}

TEST(Document, NearMissesOfTheLimitsAreRead) {
  EXPECT_EQ(error_of("a.json", repeated("[", 64) + repeated("]", 64)), "none");
  EXPECT_EQ(error_of("a.toml", "a = [" + repeated("0.1,", 100000) + "]"), "none");
  EXPECT_EQ(error_of("a.toml", "# " + repeated(". ", 1000) + "\na = '" + repeated(".", 1000) + "'"), "none");
  EXPECT_EQ(error_of("a.yaml", "a: " + std::string(1000000, 'x')), "none");
  EXPECT_EQ(error_of("a.json", "{\"a\": \"" + std::string(1000000, 'x') + "\"}"), "none");
  EXPECT_EQ(error_of("a.toml", "a = \"" + std::string(1000000, 'x') + "\""), "none");
}

// Neither crashes nor hangs; what it says does not matter.
TEST(Document, Garbage) {
  std::uint32_t state = 1;
  const auto next = [&] { return state = state * 1664525U + 1013904223U; };
  const std::string_view pieces[] = {"seed",
                                     ":",
                                     " ",
                                     "\n",
                                     "{",
                                     "}",
                                     "[",
                                     "]",
                                     "\"",
                                     "'",
                                     ",",
                                     "=",
                                     "&a",
                                     "*a",
                                     "<<",
                                     "-",
                                     "|",
                                     ">",
                                     "${",
                                     "}",
                                     "!ref",
                                     "<",
                                     "#",
                                     ".",
                                     "42",
                                     "\\",
                                     "\t",
                                     "\xFF",
                                     "%",
                                     "?",
                                     "\xEF\xBB\xBF",
                                     "a"};
  for (int round = 0; round < 3000; ++round) {
    std::string source;
    for (std::uint32_t length = (next() >> 16) % 40; length > 0; --length) {
      if ((next() >> 24) % 8 == 0) {
        source += static_cast<char>(next() >> 24);
      } else {
        source += pieces[(next() >> 16) % std::size(pieces)];
      }
    }
    for (const char* path : {"a.yaml", "a.json", "a.toml"}) {
      const Document document = read(path, source);
      if (document) {
        const SeedVerdict verdict = find_seed(*document);
        EXPECT_NE(verdict.seed.has_value(), !verdict.problems.empty()) << source;
      } else {
        EXPECT_FALSE(document.error().what.empty()) << path << ": " << source;
      }
    }
  }
}

}  // namespace
}  // namespace expgate::content
