#include "support/verdict.h"

namespace expgate::test {
namespace {

constexpr std::string_view kRule = "dependency-pin";

FileCase requirements(std::string content) {
  return text_file("requirements.txt", std::move(content));
}

TEST(DependencyPin, NamesTheLooseLinesAndWhatToWrite) {
  const Violations found =
      judge(kRule, "", requirements("# all\ntorch>=2.0\nnumpy==1.26.4\ntimm\nyaml<6\nwandb\n"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].message,
            "`requirements.txt`: 4 of 5 requirements are not pinned: `torch>=2.0` (line 2) has a range of "
            "versions, "
            "`timm` (line 4) has no version, `yaml<6` (line 5) has a range of versions, and 1 more");
  EXPECT_EQ(found[0].line, 2);
  EXPECT_EQ(found[0].advice, "write `torch==<version>` in line 2; `pip freeze` names the versions you have");
  EXPECT_TRUE(catches(kRule, "", requirements("numpy"), "1 of 1 requirement is not pinned"));
  EXPECT_TRUE(catches(kRule, "", requirements("git+https://github.com/a/b@main#egg=b"),
                      "write `git+https://github.com/a/b@<commit>#egg=b` in line 1; `git ls-remote URL`"));
}

TEST(DependencyPin, PinnedFilesPass) {
  EXPECT_TRUE(catches_not(kRule, "", requirements("torch==2.4.0\nnumpy==1.26.4 ; python_version > '3.8'\n")));
  EXPECT_TRUE(catches_not(kRule, "", requirements("")));
  EXPECT_TRUE(catches_not(kRule, "", requirements("-r requirements/base.txt\n-e .\n")));
  EXPECT_TRUE(catches_not(kRule, "", requirements("git+https://github.com/a/b@" + std::string(40, '1'))));
  EXPECT_TRUE(catches_not(kRule, "", text_file("requirements.in", "torch")));
  EXPECT_TRUE(catches_not(kRule, "", text_file("README.md", "torch")));
  EXPECT_TRUE(catches_not(kRule, "", link("requirements.txt", "a/requirements.txt")));
}

TEST(DependencyPin, AFileOfConstraintsMayPin) {
  EXPECT_TRUE(catches_not(kRule, "", requirements("-c constraints.txt\ntorch\nnumpy>=1\n")));
  EXPECT_TRUE(catches(kRule, "", requirements("-c constraints.txt\ngit+https://github.com/a/b\n"),
                      "names no commit"));
  EXPECT_TRUE(catches(kRule, "", text_file("constraints.txt", "torch<3\n"), "`torch<3` (line 1)"));
}

TEST(DependencyPin, SomePackagesMayBeAllowed) {
  EXPECT_TRUE(catches_not(kRule, "allow: [SetupTools]", requirements("setuptools\ntorch==2\n")));
  EXPECT_TRUE(
      catches(kRule, "allow: [setuptools]", requirements("setuptools\ntorch\n"), "1 of 2 requirements is"));
}

TEST(DependencyPin, OfConda) {
  EXPECT_TRUE(catches(kRule, "", text_file("environment.yml", "dependencies:\n- python=3.11\n- numpy\n"),
                      "write `numpy=<version>` in line 3; `conda list`"));
  EXPECT_TRUE(catches(kRule, "", text_file("environment.yml", "dependencies:\n- pip:\n  - numpy\n"),
                      "write `numpy==<version>` in line 3; `pip freeze`"));
  EXPECT_TRUE(catches_not(kRule, "", text_file("environment.yml", "dependencies:\n- python=3.11\n- pip\n")));
  EXPECT_TRUE(catches(kRule, "", text_file("environment.yml", "dependencies: [\n"), "cannot be judged"));
  EXPECT_TRUE(catches(kRule, "", file("requirements.txt", 5_MiB), "larger than 4 MiB"));
}

}  // namespace
}  // namespace expgate::test
