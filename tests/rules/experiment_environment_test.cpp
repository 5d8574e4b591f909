#include "support/verdict.h"

namespace expgate::test {
namespace {

constexpr std::string_view kRule = "experiment-environment";
const std::string kDigest = "@sha256:" + std::string(64, 'a');

TEST(ExperimentEnvironment, ALockFileIsOne) {
  for (const char* path :
       {"uv.lock", "poetry.lock", "pixi.lock", "pdm.lock", "conda-lock.yml", "Pipfile.lock", "train/uv.lock"})
    EXPECT_TRUE(catches_not(kRule, "", tip({{path, "x"}, {"Dockerfile", "FROM python"}}))) << path;
  EXPECT_TRUE(catches(kRule, "", tip({{"uv.lock", ""}}))) << "an empty one locks nothing";
  EXPECT_TRUE(catches(kRule, "", tip({{"a/b/c/uv.lock", "x"}}))) << "too deep to be the tip's";
  EXPECT_TRUE(catches_not(kRule, "files: ['a/b/**']", tip({{"a/b/c/uv.lock", "x"}})));
  EXPECT_TRUE(catches(kRule, "", tip({{"yarn.lock", "x"}, {"Cargo.lock", "x"}})));
}

TEST(ExperimentEnvironment, APinnedImageIsOne) {
  for (const char* path : {"Dockerfile", "docker/Dockerfile.gpu", "train.Dockerfile",
                           "utils/docker/Dockerfile", ".devcontainer/Dockerfile", "Containerfile"}) {
    EXPECT_TRUE(catches_not(kRule, "", tip({{path, "FROM python:3.11"}}))) << path;
    EXPECT_TRUE(catches(kRule, "", tip({{path, "FROM python"}}), "`python` has no tag")) << path;
  }
  EXPECT_TRUE(catches_not(kRule, "", tip({{".gitlab-ci.yml", "train: {image: 'python:3.11'}"}})));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"docker-compose.yml", "services: {a: {image: 'python:3.11'}}"}})));
  EXPECT_TRUE(
      catches_not(kRule, "", tip({{".github/workflows/a.yml", "jobs: {a: {container: 'python:3.11'}}"}})));
  EXPECT_TRUE(
      catches_not(kRule, "", tip({{".devcontainer/devcontainer.json", "{\"image\": \"python:3.11\",}"}})));
}

TEST(ExperimentEnvironment, AnyImageIsNot) {
  EXPECT_TRUE(
      catches(kRule, "", tip({{".gitlab-ci.yml", "train: {image: '$IMAGE', services: ['redis:7']}"}})))
      << "a variable, and what runs beside";
  EXPECT_TRUE(catches(kRule, "", tip({{"Dockerfile", "FROM a:1 AS base\nFROM python\nCOPY --from=base / /"}}),
                      "`python`"));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"Dockerfile", "FROM a:1\nCOPY --from=uv /uv /"}})))
      << "container-pin says that";
  EXPECT_TRUE(catches(kRule, "", tip({{"Dockerfile", "FROM scratch"}})));
  EXPECT_TRUE(catches(kRule, "level: digest", tip({{"Dockerfile", "FROM python:3.11"}}), "no digest"));
  EXPECT_TRUE(catches_not(kRule, "level: digest", tip({{"Dockerfile", "FROM python" + kDigest}})));
}

TEST(ExperimentEnvironment, PinnedRequirementsAreOne) {
  EXPECT_TRUE(catches_not(kRule, "", tip({{"requirements.txt", "torch==2.4.0\n"}})));
  EXPECT_TRUE(catches(kRule, "", tip({{"requirements.txt", "torch==2.4.0\nnumpy\n"}}),
                      "1 of 2 packages has no exact version"));
  EXPECT_TRUE(catches(kRule, "", tip({{"requirements.txt", "# none\n"}})));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"requirements/train.txt", "torch==2.4.0"}})));
  EXPECT_TRUE(catches(
      kRule, "", tip({{"requirements-dev.txt", "pytest==8.0"}, {"docs/requirements.txt", "sphinx==7"}})));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"environment.yml", "dependencies: [python=3.11]"}})));
  EXPECT_TRUE(catches(kRule, "", tip({{"environment.yml", "dependencies: [python]"}}), "conda list"));
}

TEST(ExperimentEnvironment, WhatIsIncludedCounts) {
  EXPECT_TRUE(catches(kRule, "",
                      tip({{"requirements.txt", "-r deps/a.txt\ntorch==2.4.0"}, {"deps/a.txt", "numpy"}}),
                      "`numpy` (`deps/a.txt`, line 1: "));
  EXPECT_TRUE(catches_not(
      kRule, "",
      tip({{"requirements.txt", "-r deps/a.txt"}, {"deps/a.txt", "numpy==1\n-r ../requirements.txt"}})));
  EXPECT_TRUE(catches_not(kRule, "",
                          tip({{"requirements.txt", "-c deps/c.txt\nnumpy"}, {"deps/c.txt", "numpy==1"}})));
  EXPECT_TRUE(
      catches(kRule, "", tip({{"requirements.txt", "-c deps/c.txt\nnumpy"}, {"deps/c.txt", "numpy<2"}})));
  EXPECT_TRUE(catches(kRule, "", tip({{"requirements.txt", "-c deps/c.txt\nnumpy"}})))
      << "constraints that are nowhere";
}

TEST(ExperimentEnvironment, SaysWhatToDo) {
  const Violations none = judge(kRule, "", tip({{"train.py", "x"}}));
  ASSERT_EQ(none.size(), 1U);
  EXPECT_EQ(none[0].reason->name, "no-environment");
  EXPECT_TRUE(
      catches(kRule, "", tip({{"train.py", "x"}}),
              "the tip of `exp/vit` names no environment: it has no lock file, no pinned image and no pinned "
              "requirements | list the packages that the code imports in `requirements.txt`"));
  EXPECT_EQ(none[0].remedy.commands,
            (std::vector<Command>{{"git", "add", "--", ":/requirements.txt"}, {"git", "commit"}}));
  const Violations project = judge(kRule, "", tip({{"pyproject.toml", "x"}}));
  EXPECT_EQ(project.at(0).reason->name, "no-lock");
  EXPECT_EQ(project[0].remedy.commands,
            (std::vector<Command>{{"uv", "lock"}, {"git", "add", "--", ":/uv.lock"}, {"git", "commit"}}));
  const Violations image = judge(kRule, "", tip({{"Dockerfile", "# a\nFROM python\n"}}));
  EXPECT_EQ(image.at(0).reason->name, "unpinned");
  EXPECT_EQ(image[0].path, "Dockerfile");
  EXPECT_EQ(image[0].line, 2);
  EXPECT_TRUE(catches(kRule, "", tip({{"Dockerfile", "# a\nFROM python\n"}}),
                      "`Dockerfile`: the image `python` has no tag, which means `latest`"));
  EXPECT_EQ(image[0].remedy.edits.at(0).replacement, "FROM python:<version>");
  EXPECT_EQ(image[0].remedy.commands,
            (std::vector<Command>{{"git", "add", "--", ":/Dockerfile"}, {"git", "commit"}}));
  const Violations included =
      judge(kRule, "", tip({{"requirements.txt", "-r deps/a.txt\ntorch==2.4.0"}, {"deps/a.txt", "numpy"}}));
  EXPECT_EQ(included.at(0).remedy.edits.at(0).path, "deps/a.txt");
  EXPECT_EQ(included[0].remedy.commands.at(0), (Command{"git", "add", "--", ":/deps/a.txt"}));
}

}  // namespace
}  // namespace expgate::test
