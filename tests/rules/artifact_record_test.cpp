#include "rules/record_seed.h"
#include "support/fake_oid.h"
#include "support/verdict.h"

namespace expgate::test {
namespace {

constexpr std::string_view kRule = "artifact-record";

std::string message_of(const Violation& violation) {
  return english({violation.reason->text, violation.arguments});
}

std::string record(const std::string& seed = "42", const std::string& config = "configs/x.yaml",
                   const std::string& commit = fake_oid("run").hex()) {
  return "{\"schema\": \"exp-result/1\",\n\"commit\": \"" + commit + "\",\n\"config\": \"" + config +
         "\",\n\"seed\": " + seed + ",\n\"metrics\": {\"acc@1\": 87.3}}\n";
}

// The record, introduced by a push that leads to a commit with a config of that text.
FileCase introduced(std::string text, std::string config = "seed: 42",
                    std::string path = "results/vit.json") {
  FileCase made = text_file(std::move(path), std::move(text));
  made.commits[fake_oid("run")] = {{"configs/x.yaml", std::move(config)}, {"configs/base.yaml", "seed: 7"}};
  return made;
}

TEST(ArtifactRecord, WhatLeadsToARunIsGood) {
  EXPECT_TRUE(catches_not(kRule, "", introduced(record())));
  EXPECT_TRUE(catches_not(kRule, "", introduced(record("7"), "_base_: base.yaml")));
  EXPECT_TRUE(catches_not(kRule, "", introduced(record("43"), "seeds: [42, 43]")));
  EXPECT_TRUE(catches_not(kRule, "", introduced(record("[42, 43]"), "seeds: [42, 43, 44]")));
  EXPECT_TRUE(catches_not(kRule, "", introduced(record("42"), "seed: 0x2A")));
}

TEST(ArtifactRecord, InFoldersBelowItIsWhatNamesTheSchema) {
  EXPECT_TRUE(catches_not(kRule, "", introduced(record(), "seed: 42", "results/vit/best.json")));
  EXPECT_TRUE(
      catches(kRule, "", introduced(record("43"), "seed: 42", "results/vit/best.json"), "`seed` is not"));
  EXPECT_TRUE(catches_not(kRule, "", introduced("{\"acc\": 0.9}", "seed: 42", "results/vit/metrics.json")));
  EXPECT_TRUE(catches_not(kRule, "", introduced("[NaN]", "seed: 42", "results/vit/metrics.json")));
  EXPECT_TRUE(catches_not(kRule, "", introduced(record("43"), "seed: 42", "docs/results/vit.json")));
}

// timm keeps the labels of ImageNet there.
TEST(ArtifactRecord, LargeJsonThatIsNoRecordIsNotRefused) {
  const Violations found = judge(kRule, "", introduced("[" + std::string(300'000, '1') + "]"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].only_warns);
  EXPECT_TRUE(catches(kRule, "", introduced(record() + std::string(300'000, ' ')),
                      "over the limit of 250 KiB for a record"));
}

TEST(ArtifactRecord, NumbersThatJsonDoesNotKnowAreNamed) {
  for (const std::string word : {"NaN", "Infinity", "-Infinity", "nan"}) {
    std::string text = record();
    text.replace(text.find("87.3"), 4, word);
    const Violations found = judge(kRule, "", introduced(text));
    ASSERT_EQ(found.size(), 1U) << word;
    const std::string shown = word.starts_with('-') ? word.substr(1) : word;
    EXPECT_EQ(found[0].reason->name, "not-json");
    EXPECT_NE(message_of(found[0]).find("`" + shown + "`"), std::string::npos) << message_of(found[0]);
    EXPECT_EQ(found[0].line, 5);
  }
}

TEST(ArtifactRecord, TheCommitMustBeLedTo) {
  const std::string other = fake_oid("elsewhere").hex();
  EXPECT_TRUE(catches(kRule, "", introduced(record("42", "configs/x.yaml", other)),
                      "`commit` is " + other + ", which is in neither this push nor a branch or tag"));
  EXPECT_TRUE(catches(kRule, "", introduced(record("42", "configs/x.yaml", std::string(40, '0'))),
                      "in neither this push"));
  EXPECT_TRUE(catches(kRule, "", introduced(record("42", "configs/x.yaml", std::string(64, 'a'))),
                      "in neither this push"));
}

TEST(ArtifactRecord, TheConfigMustResolveToTheSeed) {
  EXPECT_TRUE(catches(kRule, "", introduced(record("42", "configs/y.yaml")), "has no `configs/y.yaml`"));
  const Violations other = judge(kRule, "", introduced(record("43")));
  ASSERT_EQ(other.size(), 1U);
  EXPECT_EQ(message_of(other[0]), "`results/vit.json`: `seed` is not that of `configs/x.yaml` in commit " +
                                      fake_oid("run").abbreviated() + ", which says `seed: 42`");
  EXPECT_EQ(other[0].line, 4);
  EXPECT_TRUE(catches(kRule, "", introduced(record("8"), "_base_: base.yaml"), "`seed: 7`"));
  EXPECT_TRUE(catches(kRule, "", introduced(record(), "seed: null"), "does not resolve to a seed"));
  EXPECT_TRUE(catches(kRule, "", introduced(record(), "a: ["), "does not resolve to a seed"));
}

TEST(ArtifactRecord, FaultsOfTheFile) {
  const Violations found = judge(kRule, "", introduced(record("42", "/abs.yaml")));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(message_of(found[0]),
            "`results/vit.json`: `config` is not a path from the top of the repository");
  EXPECT_EQ(found[0].line, 3);
  EXPECT_TRUE(catches(kRule, "", introduced("{"), "is not valid JSON"));
  EXPECT_TRUE(catches(kRule, "", introduced("{\"metrics\": {}, \"seed\": 1, \"commit\": \"x\"}"),
                      "`\"schema\": \"exp-result/1\"` is missing"));
  std::string many = "{\"schema\": \"exp-result/1\", \"artifacts\": [1, 2, 3, 4, 5, 6, 7]}";
  EXPECT_TRUE(catches(kRule, "", introduced(many), "(and 6 more)"));
}

TEST(ArtifactRecord, OtherJsonIsOnlyTold) {
  const Violations told = judge(kRule, "", introduced("{\"acc\": 0.9}"));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(told[0].only_warns);
  EXPECT_TRUE(catches_not(kRule, "", introduced("{\"acc\": 0.9}", "", "data/vit.json")));
  EXPECT_TRUE(catches_not(kRule, "", introduced("{", "", "results/plots/vit.json")));
  EXPECT_TRUE(catches(kRule, "records: ['runs/**/*.json']", introduced("{", "", "runs/a/vit.json"),
                      "not valid JSON"));
}

TEST(ArtifactRecord, LargeOnesAreNotRead) {
  EXPECT_TRUE(catches_not(kRule, "", file("results/vit.json", 17_MiB))) << "that is for max-file-size";
  EXPECT_TRUE(catches_not(kRule, "", introduced(record() + std::string(200'000, ' '))));
}

TEST(ArtifactRecord, PointersAreLeftAlone) {
  EXPECT_TRUE(catches_not(kRule, "",
                          introduced("version https://git-lfs.github.com/spec/v1\noid sha256:" +
                                     std::string(64, 'a') + "\nsize 12345\n")));
  EXPECT_TRUE(catches_not(kRule, "", introduced("outs:\n- md5: x\n", "", "results/vit.json.dvc")));
  EXPECT_TRUE(catches_not(kRule, "", link("results/vit.json", "latest.json")));
}

TEST(SeedNumbers, AsConfigsWriteThem) {
  using Numbers = std::vector<std::uint64_t>;
  EXPECT_EQ(rules::seed_numbers("42"), (Numbers{42}));
  EXPECT_EQ(rules::seed_numbers("0x2A"), (Numbers{42}));
  EXPECT_EQ(rules::seed_numbers("0o52"), (Numbers{42}));
  EXPECT_EQ(rules::seed_numbers("1_000"), (Numbers{1000}));
  EXPECT_EQ(rules::seed_numbers("[1, 2, 3]"), (Numbers{1, 2, 3}));
  EXPECT_EQ(rules::seed_numbers("{torch: 1, numpy: 2}"), (Numbers{1, 2}));
  EXPECT_TRUE(rules::is_seed_of({9}, "[1, 2, 3, 4, …]"));
  EXPECT_FALSE(rules::is_seed_of({1, 9}, "[1, 2]"));
}

}  // namespace
}  // namespace expgate::test
