#include "policy/literal.h"

#include <gtest/gtest.h>

#include "rules/rule.h"
#include "text/yaml.h"

namespace expgate::test {
namespace {

// What it reads is what a YAML reader would have read.
void expect_as_yaml(std::string_view source) {
  const auto literal = policy::read_literal(source);
  if (!literal) return;
  const auto yaml = text::parse_yaml(source);
  ASSERT_TRUE(yaml) << source;
  ASSERT_EQ(literal->kind, yaml->kind) << source;
  EXPECT_EQ(literal->tag, yaml->tag) << source;
  EXPECT_EQ(literal->scalar, yaml->scalar) << source;
  ASSERT_EQ(literal->items.size(), yaml->items.size()) << source;
  for (std::size_t i = 0; i < literal->items.size(); ++i) {
    EXPECT_EQ(literal->items[i].kind, yaml->items[i].kind) << source;
    EXPECT_EQ(literal->items[i].tag, yaml->items[i].tag) << source;
    EXPECT_EQ(literal->items[i].scalar, yaml->items[i].scalar) << source;
  }
}

TEST(Literal, ReadsWhatDefaultsLookLike) {
  for (const char* source :
       {"5 MiB", "true", "100", "[]", "[ ]", "[feat, fix]", "[a]", "[ a , b ]", "\"a: b\"", "'*.bin'",
        "[main, \"feature/*\", 'exp/*']", "[\"a, b\", '[x]']", "\"\"", "['']", "1.5", "a/b.c-d_e"}) {
    EXPECT_TRUE(policy::read_literal(source)) << source;
    expect_as_yaml(source);
  }
}

TEST(Literal, LeavesTheRestToTheYamlReader) {
  for (const char* source :
       {"",         " ",       "~",       "null",  "[null]",       "*a",   "&a b", "!x y",    "{a: b}",
        "[a, [b]]", "[a",      "[a]]",    "[a] b", "a: b",         "a #b", "- a",  "[a,, b]", "[,]",
        "\"a\\n\"", "'it''s'", "\"a\" b", "'a",    "[a b, 'c' d]", "%a",   "@a",   "`a",      "a\nb",
        "\"a\nb\"", "? a",     "| a",     "ü"}) {
    EXPECT_FALSE(policy::read_literal(source)) << source;
  }
}

TEST(Literal, ReadsAnythingAsYamlDoesOrNotAtAll) {
  constexpr std::string_view kAlphabet = "a1[], \"'.-#:";
  for (std::size_t code = 0; code < 12 * 12 * 12 * 12; ++code) {
    std::string source;
    for (std::size_t rest = code, i = 0; i < 4; ++i, rest /= kAlphabet.size())
      source += kAlphabet[rest % kAlphabet.size()];
    expect_as_yaml(source);
    if (HasFatalFailure()) return;
    expect_as_yaml("[" + source + "]");
    if (HasFatalFailure()) return;
  }
}

// A default that takes the slow way costs every hook.
TEST(Literal, ReadsTheDefaultsOfAllRules) {
  for (const Declaration* rule : rules::declarations()) {
    for (const OptionSpec& spec : rule->options) {
      if (spec.default_value.empty()) continue;
      EXPECT_TRUE(policy::read_literal(spec.default_value)) << rule->id << ": " << spec.name;
      expect_as_yaml(spec.default_value);
    }
  }
}

}  // namespace
}  // namespace expgate::test
