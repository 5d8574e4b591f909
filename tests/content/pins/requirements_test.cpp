#include "content/pins/requirements.h"

#include <gtest/gtest.h>

namespace expgate::content {
namespace {

const std::string kCommit(40, 'a');

// What is loose in one line of pip's, or "" where nothing is.
std::string loose(std::string_view line) {
  const Requirements found = read_requirements(line);
  return found.loose.empty() ? "" : english(found.loose.front().problem);
}

TEST(Requirements, OneVersionIsPinned) {
  for (const std::string& line :
       std::vector<std::string>{"torch==2.4.0",
                                "torch ==2.4.0",
                                "torch == 2.4.0  # a comment",
                                "torch===2.4.0",
                                "Torch[extra,more]==2.4.0+cu121",
                                "torch (==2.4.0)",
                                "torch>=2,==2.4.0",
                                "torch==2.4.0; python_version < '3.12'",
                                "torch==2.4.0 ; sys_platform == 'linux'",
                                "torch==2.4.0 --hash=sha256:abc --hash=sha256:def",
                                "torch==2.4.0 \\\n    --hash=sha256:abc",
                                "https://example.org/torch-2.4.0-py3-none-any.whl",
                                "torch @ https://example.org/torch-2.4.0.whl",
                                "git+https://github.com/a/b@" + kCommit,
                                "git+https://github.com/a/b.git@" + kCommit + "#egg=b",
                                "b @ git+ssh://git@github.com/a/b.git@" + kCommit,
                                "-e git+https://github.com/a/b@" + kCommit + "#egg=b",
                                "hg+https://e.org/a@" + kCommit,
                                "svn+https://e.org/a@1234",
                                "https://github.com/a/b/archive/v1.2.zip",
                                "https://github.com/a/b/archive/" + kCommit + ".zip",
                                "https://github.com/a/b/archive/mainline-1.0.zip"})
    EXPECT_EQ(loose(line), "") << line;
}

TEST(Requirements, AnythingElseIsLoose) {
  const std::pair<std::string, const char*> cases[] = {
      {"torch", "no version"},
      {"torch[extra]", "no version"},
      {"torch  # ==2.4.0", "no version"},
      {"torch ; python_version == '3.11'", "no version"},
      {"torch>=2", "a range of versions"},
      {"torch~=2.4.0", "a range of versions"},
      {"torch!=2.4.0", "a range of versions"},
      {"torch==2.4.*", "a version with a wildcard"},
      {"torch>=2 \\\n ,<3", "a range of versions"},
      {"git+https://github.com/a/b", "no commit"},
      {"numpy @ file:///croot/numpy_1/work", "a path that one machine only has"},
      {"-e /home/ada/vit", "a path that one machine only has"},
      {"../vit[x]", "a path that one machine only has"},
      {"git+file:///a/b@" + kCommit, "a path that one machine only has"},
      {"git+ssh://git@github.com/a/b.git", "no commit"},
      {"git+https://github.com/a/b@main", "`main` instead of a full commit id"},
      {"git+https://github.com/a/b@v1.0#egg=b", "`v1.0` instead of a full commit id"},
      {"b @ git+https://github.com/a/b@4f2a9c1", "`4f2a9c1` instead of a full commit id"},
      {"-e git+https://github.com/a/b#egg=b", "no commit"},
      {"https://github.com/a/b/archive/master.zip", "an archive of a branch, which moves"},
      {"https://github.com/a/b/archive/refs/heads/x.tar.gz", "an archive of a branch, which moves"},
  };
  for (const auto& [line, what] : cases) EXPECT_EQ(loose(line), what) << line;
}

TEST(Requirements, OptionsAndLocalPathsAreNone) {
  const Requirements found = read_requirements(
      "# torch\n--index-url https://example.org\n-i "
      "https://example.org\n--extra-index-url=https://e.org\n--no-binary :all:\n"
      "-r base.txt\n-rmore.txt\n--requirement=third.txt\n-c constraints.txt\n--pre\n\n  # numpy\n");
  EXPECT_EQ(found.entries, 0U);
  EXPECT_EQ(found.includes, (std::vector<std::string>{"base.txt", "more.txt", "third.txt"}));
  EXPECT_EQ(found.constraints, (std::vector<std::string>{"constraints.txt"}));
  for (const char* line :
       {"-e .", "-e .[dev]", "--editable ./src", ".", "./a", "..", "../", "wheels/a.whl", "a.whl"})
    EXPECT_EQ(loose(line), "") << line;
}

TEST(Requirements, ProseAndTemplatesAreNoRequirements) {
  EXPECT_EQ(read_requirements("The system shall be quick.\n- and small\n{% if x %}\n* one\n").entries, 0U);
}

TEST(Requirements, LinesAreCounted) {
  const Requirements found = read_requirements("# a\r\ntorch \\\r\n  >=2\r\nnumpy==1\r\n\r\nscipy\r\n");
  ASSERT_EQ(found.loose.size(), 2U);
  EXPECT_EQ(found.entries, 3U);
  EXPECT_EQ(found.loose[0].line, 2);
  EXPECT_EQ(found.loose[0].write, "torch==<version>");
  EXPECT_EQ(found.loose[1].line, 6);
  EXPECT_EQ(found.loose[1].name, "scipy");
}

TEST(Requirements, OfPowerShellAreRead) {
  EXPECT_EQ(loose(std::string("\xFF\xFEt\0>\0=\0001\0\n\0", 12)), "a range of versions");
  EXPECT_EQ(loose(std::string("\xFF\xFEt\0=\0=\0001\0\n\0", 12)), "");
  EXPECT_EQ(loose("\xEF\xBB\xBFtorch"), "no version");
}

TEST(Requirements, AreToldByTheirNames) {
  for (const char* path :
       {"requirements.txt", "requirements-dev.txt", "a/dev_requirements.txt", "requirements/base.txt",
        "a/requirements/test.txt", "Requirements.txt", "constraints.txt"})
    EXPECT_EQ(requirements_file_of(path), RequirementsFile::pip) << path;
  for (const char* path : {"environment.yml", "env/environment.yaml", "environment-gpu.yml"})
    EXPECT_EQ(requirements_file_of(path), RequirementsFile::conda) << path;
  for (const char* path : {"requirements.in", "requirements.md", "README.txt", "environments.yml",
                           "environment.py", "requirements.txt/x.md", "{{name}}/requirements.txt", ""})
    EXPECT_EQ(requirements_file_of(path), RequirementsFile::none) << path;
}

TEST(Requirements, OfConda) {
  const auto found = read_conda_environment(
      "name: x\ndependencies:\n  - python=3.11\n  - conda-forge::numpy=1.26=py311_0\n  - scipy ==1.11\n  - "
      "pip\n"
      "  - pytorch\n  - cudatoolkit>=11\n  - mkl=2024.*\n  - pip:\n    - torch==2.4.0\n    - timm>=0.9  # "
      "new\n");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->entries, 9U);
  std::vector<std::string> said;
  for (const auto& each : found->loose)
    said.push_back(std::to_string(each.line) + " " + each.text + ": " + each.write);
  EXPECT_EQ(said, (std::vector<std::string>{"7 pytorch: pytorch=<version>",
                                            "8 cudatoolkit>=11: cudatoolkit=<version>",
                                            "9 mkl=2024.*: mkl=<version>", "12 timm>=0.9: timm==<version>"}));
  EXPECT_TRUE(read_conda_environment("dependencies: [x264=1!164.3095=h166bdaf_2, a=1!2]\n")->loose.empty())
      << "an epoch";
  EXPECT_EQ(read_conda_environment("dependencies: [a=!2, b=1!, \"c!=1\"]\n")->loose.size(), 3U);
  EXPECT_EQ(read_conda_environment("production: {url: x}\n")->entries, 0U)
      << "an environment of another kind";
  EXPECT_FALSE(read_conda_environment("dependencies: [").has_value());
}

}  // namespace
}  // namespace expgate::content
