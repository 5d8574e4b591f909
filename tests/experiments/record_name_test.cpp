#include "experiments/record_name.h"

#include <gtest/gtest.h>

namespace expgate::experiments {
namespace {

std::string name_or_better(const char* given) {
  const auto name = record_name(given);
  return name ? *name : "better: " + english(name.error().help);
}

TEST(RecordName, IsThatOfTheTag) {
  EXPECT_EQ(name_or_better("vit"), "vit");
  EXPECT_EQ(name_or_better("exp-vit"), "vit");
  EXPECT_EQ(name_or_better("exp/vit/b16.v2"), "vit/b16.v2");
  EXPECT_EQ(name_or_better("0-x_1"), "0-x_1");
}

TEST(RecordName, OfTagsAndPaths) {
  for (const char* named : {"vit", "exp-vit", "exp/vit", "results/vit.json", "results/exp-vit.json"})
    EXPECT_EQ(experiment_name(named), "vit") << named;
  EXPECT_EQ(experiment_name("results/a/b.json"), "a/b");
  EXPECT_EQ(experiment_name("x.json"), "x.json");
  EXPECT_EQ(record_path("a/b"), "results/a/b.json");
}

TEST(RecordName, ABetterOneIsNamed) {
  const std::pair<const char*, const char*> cases[] = {
      {"ViT B", "vit-b"}, {"../x", "x"},   {"a..b", "a.b"}, {"a//b", "a/b"},      {"a.lock", "a"},
      {"x.json", "x"},    {"", "vit"},     {"exp-", "vit"}, {"--force", "force"}, {"a/", "a"},
      {"视觉", "vit"},    {"a/.b", "a/b"}, {"a b\n", "a-b"}};
  for (const auto& [given, better] : cases) {
    EXPECT_EQ(name_or_better(given), "better: call it `" + std::string(better) + "`") << given;
    EXPECT_TRUE(record_name(better)) << better;
  }
  EXPECT_FALSE(record_name(std::string(81, 'a')));
}

}  // namespace
}  // namespace expgate::experiments
