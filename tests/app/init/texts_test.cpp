#include "app/init/texts.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "policy/load.h"
#include "rules/rule.h"
#include "text/glob.h"

namespace expgate::test {
namespace {

Result<policy::Policy> load(const std::string& text) {
  const policy::Layer layer{".expgate.yaml", text, policy::Layer::Trust::full};
  return policy::load({&layer, 1}, rules::declarations());
}

TEST(InitTexts, TheFirstPolicyIsPytorch) {
  const auto first = load(app::first_policy({}));
  ASSERT_TRUE(first) << first.error().message;
  const auto pytorch = policy::load({}, rules::declarations());
  ASSERT_TRUE(pytorch);
  EXPECT_EQ(first->checks.size(), pytorch->checks.size());
  EXPECT_TRUE(first->notes.empty());
}

TEST(InitTexts, TheFirstPolicyAllowsTheBranchesThatThereAre) {
  const auto first = load(app::first_policy({.branches = {"release/*", "team_1/*"}}));
  ASSERT_TRUE(first) << first.error().message;
  for (const policy::Check& check : first->checks) {
    if (check.key != "branch-name") continue;
    EXPECT_EQ(check.options.list("also"), (std::vector<std::string>{"release/*", "team_1/*"}));
  }
}

// Each example is a comment: without its `#` it must be valid as well.
TEST(InitTexts, TheExamplesAreValid) {
  const std::string first = app::first_policy({});
  std::string text;
  int examples = 0;
  for (const std::string_view line : lines(first)) {
    const bool is_example = line.starts_with("  # ") && line.ends_with('}');
    examples += is_example ? 1 : 0;
    text += (is_example ? "  " + std::string(line.substr(4)) : std::string(line)) + "\n";
  }
  EXPECT_GE(examples, 6);
  const auto loaded = load(text);
  EXPECT_TRUE(loaded) << loaded.error().message << "\n" << text;
}

TEST(InitTexts, ThePolicySaysWhatWasFound) {
  const app::Proposal all{.branches = {"ablation/*"},
                          .experiments = {"ablation/*"},
                          .configs = {"/options/**/*.yml", "!.*"},
                          .asks_main_for_config = false,
                          .asks_main_for_seed = false,
                          .remarks = {"configs: none"}};
  const auto first = load(app::first_policy(all));
  ASSERT_TRUE(first) << first.error().message;
  for (const policy::Check& check : first->checks) {
    if (check.key != "experiment-config" && check.key != "experiment-seed") continue;
    EXPECT_EQ(check.refs, (std::vector<std::string>{"exp/*", "ablation/*"})) << check.key;
    EXPECT_EQ(check.options.list("configs"), all.configs) << check.key;
  }
  EXPECT_NE(app::first_policy(all).find("# - configs: none\n"), std::string::npos);
}

TEST(InitTexts, FoldersInUseAreNotIgnored) {
  EXPECT_NE(app::ignore_block().find("\n/logs/\n"), std::string::npos);
  const std::vector<std::string> tracked = {"logs/writer.py", "best.pt"};
  const std::string block = app::ignore_block(tracked);
  EXPECT_EQ(block.find("\n/logs/\n"), std::string::npos) << "there is code in it";
  EXPECT_NE(block.find(" *.pt\n") != std::string::npos || block.find("\n*.pt\n") != std::string::npos, false)
      << "one that slipped in asks for no more";
}

TEST(InitTexts, WhatIsIgnored) {
  std::vector<std::string> globs;
  const std::string block = app::ignore_block();
  for (const std::string_view line : lines(block))
    if (!line.empty() && !line.starts_with('#')) globs.emplace_back(line);
  const auto ignored = text::GlobSet::compile(globs);
  ASSERT_TRUE(ignored) << ignored.error().message;
  for (const char* path :
       {"best.pt", "models/best.pth", "wandb/run-1/logs", "data/train.csv", "a/__pycache__/x.pyc", ".env",
        "runs/exp1/events.out.tfevents.1", "notebooks/.ipynb_checkpoints/a.ipynb"})
    EXPECT_TRUE(ignored->matches(path)) << path;
  for (const char* path :
       {"models/vit.py", "datasets/cifar.py", "src/data/load.py", "src/logs/writer.py", "results/a.json",
        "configs/vit.yaml", ".env.example", "docs/figures/a.png", ".gitignore", "weights.py"})
    EXPECT_FALSE(ignored->matches(path)) << path;
}

}  // namespace
}  // namespace expgate::test
