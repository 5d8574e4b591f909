#include "support/verdict.h"

namespace expgate::test {
namespace {

constexpr std::string_view kRule = "experiment-config";

TEST(ExperimentConfig, WhereConfigsLive) {
  for (const char* path : {"conf/a.yaml", "config/a.yml", "configs/exp/vit.yaml", "cfg/a.toml",
                           "hparams/a.json", "experiments/a.yaml", "recipes/x/y/a.yaml",
                           "projects/vision/configs/a.yaml", "config.yaml", "params.yaml", "train.toml",
                           "experiment.json", "configs/tester.yaml", "configs/compositional.yaml"}) {
    const std::string name(path);
    const std::string text = name.ends_with("toml")   ? "lr = 1\n"
                             : name.ends_with("json") ? "{\"lr\": 1}"
                                                      : "lr: 1\n";
    EXPECT_TRUE(catches_not(kRule, "", tip({{name, text}}))) << path;
  }
  EXPECT_TRUE(catches_not(kRule, "", tip({{"configs/vit.py", "lr = 1\n"}})));
}

TEST(ExperimentConfig, WhereTheyDoNot) {
  for (const char* path :
       {".github/configs/a.yaml", ".github/workflows/train.yml", ".gitlab-ci.yml", ".circleci/config.yml",
        "docker-compose.yml", "configs/docker-compose.yml", "configs/compose.yaml", "docs/configs/a.yaml",
        "tests/configs/a.yaml", "configs/tests/a.yaml", "pyproject.toml", "config/package.json", "mkdocs.yml",
        ".pre-commit-config.yaml", "configs/.pre-commit-config.yaml", "configs/readme.md",
        "configs/__init__.py", "config/tsconfig.json"}) {
    EXPECT_TRUE(catches(kRule, "", tip({{path, "seed: 42\n"}}), "has no experiment config")) << path;
  }
}

TEST(ExperimentConfig, ProposesAConfig) {
  const auto proposed = [](const TipCase& made) {
    const Violation found = judge(kRule, "", made).at(0);
    EXPECT_EQ(found.remedy.commands.at(1), (Command{"git", "commit"}));
    const Command& add = found.remedy.commands.at(0);
    EXPECT_EQ(add.back(), ":/" + found.remedy.edits.at(0).path);
    const bool is_forced = add == Command{"git", "add", "-f", "--", add.back()};
    EXPECT_TRUE(is_forced || add == Command({"git", "add", "--", add.back()}));
    EXPECT_EQ(found.remedy.edits.at(0).replacement, "seed: 42");
    return found.remedy.edits.at(0).path;
  };
  constexpr const char* kReadsAConfig = R"(import random, yaml
def main():
    config = yaml.safe_load(open("configs/exp/base.yaml"))
    random.seed(config["seed"])
if __name__ == "__main__":
    main()
)";
  EXPECT_TRUE(catches(kRule, "", tip({{"train.py", kReadsAConfig}}), "has no experiment config"))
      << "a script that reads a config is none";
  EXPECT_TRUE(catches(kRule, "", tip({{"train.py", "x"}}),
                      "the tip of `exp/vit` has no experiment config; looked for `**/{conf,"));
  EXPECT_EQ(proposed(tip({{"train.py", "x"}})), "configs/exp/vit.yaml");
  EXPECT_EQ(proposed(tip({{"train.py", "x"}, {".gitignore", "# runs\n\n/configs/\n*.log\n"}})),
            "config/exp/vit.yaml")
      << "git add takes no path that is ignored";
  EXPECT_EQ(proposed(tip({{"train.py", "x"}, {".gitignore", "*.yaml\n!/conf/**\n"}})), "conf/exp/vit.yaml");
  EXPECT_EQ(proposed(tip({{"train.py", "x"}, {".gitignore", "*.yaml\n"}})), "configs/exp/vit.yaml");
  EXPECT_TRUE(catches(kRule, "configs: ['hp/*.json']", tip({{"configs/a.yaml", "a: 1"}}),
                      "a path that the option `configs` allows"));
  TipCase odd = tip({{"train.py", "x"}});
  odd.ref = "refs/heads/exp/a'b";
  EXPECT_EQ(proposed(odd), "configs/exp/a'b.yaml");
  TipCase on_main = tip({{"train.py", "x"}});
  on_main.ref = "refs/heads/main";
  EXPECT_EQ(proposed(on_main), "configs/baseline.yaml");
}

TEST(ExperimentConfig, OneThatParsesIsEnough) {
  EXPECT_TRUE(catches_not(kRule, "", tip({{"configs/a.yaml", "a: ["}, {"configs/b.yaml", "b: 1"}})));
  EXPECT_TRUE(
      catches_not(kRule, "", tip({{"configs/a.yaml", "a: [1]\nb: {c: *d}\n"}, {"configs/b.json", "{}"}})));
}

TEST(ExperimentConfig, WhatDoesNotParseIsNamedWithItsLine) {
  const Violations broken = judge(kRule, "", tip({{"configs/a.yaml", "a: 1\nb: 2\na: 3\n"}}));
  ASSERT_EQ(broken.size(), 1U);
  EXPECT_EQ(broken[0].reason->name, "unreadable");
  EXPECT_TRUE(
      catches(kRule, "", tip({{"configs/a.yaml", "a: 1\nb: 2\na: 3\n"}}),
              "`configs/a.yaml` is not an experiment config: duplicate key `a` | fix line 3, column 1"));
  EXPECT_EQ(broken[0].path, "configs/a.yaml");
  EXPECT_EQ(broken[0].line, 3);
  EXPECT_EQ(broken[0].remedy.commands,
            (std::vector<Command>{{"git", "add", "--", ":/configs/a.yaml"}, {"git", "commit"}}));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.yaml", ""}}), "the file is empty"));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.yaml", "- a\n"}}), "not a mapping"));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.json", "[]"}}), "not a mapping"));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.yaml", "a: 1\n---\nb: 1\n"}}), "second document"));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.yaml", std::string(5 << 20, '#')}}), "larger than 4 MiB"));
}

TEST(ExperimentConfig, ManyThatDoNotParseAreCounted) {
  std::map<std::string, std::string> files;
  for (int at = 0; at < 9; ++at) files["configs/" + std::to_string(at) + ".yaml"] = "a: [";
  const Violations broken = judge(kRule, "", tip(files));
  ASSERT_EQ(broken.size(), 3U);
  EXPECT_EQ(broken[1].reason->name, "unreadable");
  EXPECT_EQ(broken[2].reason->name, "unreadable-like-others");
  EXPECT_TRUE(
      catches(kRule, "", tip(files), "`configs/2.yaml` is not an experiment config, nor are 6 others: "));
  files["configs/vit.yaml"] = "a: [";
  EXPECT_EQ(judge(kRule, "", tip(files))[0].path, "configs/vit.yaml");  // the branch's own comes first
}

TEST(ExperimentConfig, MoreThanCanBeLookedAtIsNotGood) {
  std::map<std::string, std::string> files;
  for (int at = 0; at < 10; ++at)
    files["configs/" + std::to_string(at) + ".json"] = std::string(3 << 20, ' ');
  files["configs/a.json"] = "{}";
  for (int at = 0; at < 10; ++at)
    files["configs/0" + std::to_string(at) + ".json"] = std::string(5 << 20, ' ');
  EXPECT_TRUE(catches(kRule, "", tip(files), "others, and there are more than are read: "));
  std::map<std::string, std::string> own = files;
  own["configs/vit.json"] = "{}";  // the branch's own comes first
  EXPECT_TRUE(catches_not(kRule, "", tip(own)));
  files["configs/z.yaml"] = "{}";  // JSON last: results are in it too
  EXPECT_TRUE(catches_not(kRule, "", tip(files)));
}

TEST(ExperimentConfig, TheBranchsNameMayBeAsked) {
  const auto with = [](const char* path) { return tip({{path, "a: 1"}}); };
  constexpr std::string_view kBranch = "name: 'configs/{branch}.yaml'";
  EXPECT_TRUE(catches_not(kRule, kBranch, with("configs/exp/vit.yaml")));
  EXPECT_TRUE(catches(kRule, kBranch, with("configs/vit.yaml"),
                      "the branch `exp/vit` has no config of its name, `configs/exp/vit.yaml`"));
  EXPECT_TRUE(catches_not(kRule, "name: 'configs/{name}.yaml'", with("configs/vit.yaml")));
  EXPECT_TRUE(catches_not(kRule, "name: 'runs/{name}/{name}.yaml'",
                          with("runs/vit/vit.yaml")));  // the name says it all
  EXPECT_TRUE(catches(kRule, kBranch, tip({{"configs/exp/vit.yaml", "a: ["}, {"configs/b.yaml", "a: 1"}}),
                      "is not an experiment config"));
  for (const char* ref : {"refs/heads/main", "refs/heads/develop", "refs/tags/exp-vit"}) {
    TipCase elsewhere = with("configs/a.yaml");
    elsewhere.ref = ref;
    elsewhere.context.default_branch = "refs/heads/develop";
    EXPECT_TRUE(catches_not(kRule, kBranch, elsewhere)) << ref;
  }
}

TEST(ExperimentConfig, AChangeMayBeAsked) {
  const std::map<std::string, std::string> files = {{"configs/a.yaml", "a: 1"}, {"train.py", "x"}};
  EXPECT_TRUE(catches(kRule, "must_change: true", tip(files, {"train.py"}),
                      "the branch `exp/vit` changes no experiment config"));
  EXPECT_TRUE(catches_not(kRule, "must_change: true", tip(files, {"configs/a.yaml"})));
  EXPECT_TRUE(catches_not(kRule, "", tip(files, {"train.py"})));
  TipCase on_main = tip(files, {"train.py"});
  on_main.ref = "refs/heads/main";
  EXPECT_TRUE(catches_not(kRule, "must_change: true", on_main));
}

}  // namespace
}  // namespace expgate::test
