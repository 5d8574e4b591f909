#include "policy/packs.h"

#include <fstream>
#include <iterator>
#include <set>

#include <gtest/gtest.h>

#include "policy/load.h"
#include "policy/options.h"
#include "rules/rule.h"
#include "text/yaml.h"

namespace expgate::test {
namespace {

TEST(Packs, AreThoseOfTheContract) {
  EXPECT_EQ(policy::pack_names(), (std::vector<std::string>{"artifacts", "branches", "conventional-commits",
                                                            "notebooks", "pytorch", "reproducibility"}));
  EXPECT_FALSE(policy::pack("none"));
}

std::string source_of(const std::string& pack) {
  std::ifstream in(EXPGATE_SOURCE_DIR "/rules/" + pack + ".yaml", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void expect_equal(const text::Node& one, const text::Node& other) {
  EXPECT_EQ(one.kind, other.kind);
  EXPECT_EQ(one.tag, other.tag);
  EXPECT_EQ(one.scalar, other.scalar);
  EXPECT_EQ(one.mark.line, other.mark.line);
  EXPECT_EQ(one.mark.column, other.mark.column);
  ASSERT_EQ(one.items.size(), other.items.size());
  ASSERT_EQ(one.entries.size(), other.entries.size());
  for (std::size_t i = 0; i < one.items.size(); ++i) expect_equal(one.items[i], other.items[i]);
  for (std::size_t i = 0; i < one.entries.size(); ++i) {
    expect_equal(one.entries[i].first, other.entries[i].first);
    expect_equal(one.entries[i].second, other.entries[i].second);
  }
}

TEST(Packs, AreTheFilesOfRules) {
  for (const std::string& name : policy::pack_names()) {
    const auto source = text::parse_yaml(source_of(name));
    ASSERT_TRUE(source) << name << source.error().what;
    expect_equal(*policy::pack(name), *source);
  }
}

// A hook takes our own packs at their word: here they are read as anybody's file is, globs and regexes
// compiled.
TEST(Packs, AreValidWordByWord) {
  for (const std::string& name : policy::pack_names()) {
    const auto loaded =
        policy::load({{{name, source_of(name), policy::Layer::Trust::full}}}, rules::declarations());
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(loaded->notes.empty()) << loaded->notes.front();
  }
}

TEST(Packs, PytorchHoldsEveryRuleOnce) {
  const auto loaded = policy::load({}, rules::declarations());
  ASSERT_TRUE(loaded) << loaded.error().message;
  std::set<std::string> keys;
  for (const policy::Check& check : loaded->checks) {
    EXPECT_EQ(check.source, "pytorch") << check.key;
    keys.insert(check.key);
  }
  for (const Declaration* rule : rules::declarations())
    EXPECT_TRUE(keys.contains(std::string(rule->id))) << "no pack has an entry for " << rule->id;
}

TEST(Declarations, DefaultsOfOptionsAreValid) {
  const std::set<std::string_view> common{"severity", "rule", "refs", "exclude_refs", "paths", "exclude"};
  for (const Declaration* rule : rules::declarations()) {
    std::set<std::string_view> names;
    for (const OptionSpec& spec : rule->options) {
      const auto value = policy::default_of(spec, policy::Author::theirs);
      EXPECT_TRUE(value) << rule->id << ": " << spec.name << ": " << value.error().what;
      EXPECT_FALSE(common.contains(spec.name))
          << rule->id << ": " << spec.name << " is a setting of every check";
      EXPECT_TRUE(names.insert(spec.name).second) << rule->id << ": " << spec.name << " twice";
      const bool has_choices = spec.type == OptionType::choice || spec.type == OptionType::choices;
      EXPECT_EQ(!spec.choices.empty(), has_choices) << rule->id << ": " << spec.name;
      EXPECT_TRUE(spec.help.english.ends_with('.')) << rule->id << ": " << spec.name;
    }
  }
}

}  // namespace
}  // namespace expgate::test
