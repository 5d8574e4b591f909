#include "support/verdict.h"

namespace expgate::test {
namespace {

constexpr std::string_view kRule = "dependency-pin";

FileCase requirements(std::string content) {
  return text_file("requirements.txt", std::move(content));
}

// "LINE text" of the first edit that is proposed.
std::string line_to_write(const FileCase& file) {
  const Edit edit = judge(kRule, "", file).at(0).remedy.edits.at(0);
  return std::to_string(edit.line) + " " + edit.replacement;
}

TEST(DependencyPin, NamesTheLooseLinesAndWhatToWrite) {
  const Violations found =
      judge(kRule, "", requirements("# all\ntorch>=2.0\nnumpy==1.26.4\ntimm\nyaml<6\nwandb\n"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(english({found[0].reason->text, found[0].arguments}),
            "`requirements.txt`: 4 of 5 packages have no exact version: `torch>=2.0` (line 2: a range of "
            "versions), `timm` (line 4: no version), `yaml<6` (line 5: a range of versions), and 1 more");
  EXPECT_EQ(found[0].line, 2);
  EXPECT_EQ(english({found[0].reason->help, found[0].arguments}),
            "give each of these lines an exact version or commit: no lock file here names them: `pip freeze` "
            "prints the version that you run of each");
  ASSERT_EQ(found[0].remedy.edits.size(), 4U);
  EXPECT_EQ(found[0].remedy.edits.at(3).replacement, "wandb==<version>");
  EXPECT_EQ(found[0].remedy.edits.at(0).old, "torch>=2.0");
  EXPECT_EQ(line_to_write(requirements("# all\ntorch>=2.0\n")), "2 torch==<version>");
  EXPECT_TRUE(catches(kRule, "", requirements("numpy"), "1 of 1 package has no exact version"));
  const FileCase branch = requirements("git+https://github.com/a/b@main#egg=b");
  EXPECT_EQ(line_to_write(branch), "1 git+https://github.com/a/b@<commit>#egg=b");
  EXPECT_TRUE(catches(kRule, "", branch, "`git ls-remote URL`"));
}

// `pip freeze > requirements.txt` writes whatever environment is active over what the project asks for (B8).
TEST(DependencyPin, ALockFileSaysWhatToWrite) {
  FileCase file = text_file("train/requirements.txt", "torch>=2.0\nScikit_Learn\ntimm\n");
  file.others = {{"uv.lock", "[[package]]\nname = \"timm\"\nversion = \"9.9\"\n"},
                 {"train/poetry.lock",
                  "[[package]]\nname = \"torch\"\nversion = \"2.4.0\"\n\n[[package]]\nname = "
                  "\"scikit-learn\"\nversion = \"1.5.1\"\n"}};
  const Violations found = judge(kRule, "", file);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(english({found[0].reason->help, found[0].arguments}),
            "give each of these lines an exact version or commit: write `torch==2.4.0` (line 1), "
            "`Scikit_Learn==1.5.1` (line 2), as `train/poetry.lock` has them");
  EXPECT_EQ(found[0].remedy.edits.at(1).replacement, "Scikit_Learn==1.5.1");
  EXPECT_EQ(found[0].remedy.edits.at(2).replacement, "timm==<version>") << "the nearest lock file counts";
  file.others = {{"uv.lock", "not a lock file"}};
  EXPECT_EQ(judge(kRule, "", file).at(0).remedy.edits.at(0).replacement, "torch==<version>");
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
  EXPECT_TRUE(
      catches(kRule, "", requirements("-c constraints.txt\ngit+https://github.com/a/b\n"), "no commit"));
  EXPECT_TRUE(catches(kRule, "", text_file("constraints.txt", "torch<3\n"), "`torch<3` (line 1: "));
}

TEST(DependencyPin, SomePackagesMayBeAllowed) {
  EXPECT_TRUE(catches_not(kRule, "allow: [SetupTools]", requirements("setuptools\ntorch==2\n")));
  EXPECT_TRUE(
      catches(kRule, "allow: [setuptools]", requirements("setuptools\ntorch\n"), "1 of 2 packages has"));
}

TEST(DependencyPin, OfConda) {
  const FileCase of_conda = text_file("environment.yml", "dependencies:\n- python=3.11\n- numpy\n");
  EXPECT_EQ(line_to_write(of_conda), "3 numpy=<version>");
  EXPECT_TRUE(catches(kRule, "", of_conda, "`conda list`"));
  const FileCase of_pip = text_file("environment.yml", "dependencies:\n- pip:\n  - numpy\n");
  EXPECT_EQ(line_to_write(of_pip), "3 numpy==<version>");
  EXPECT_TRUE(catches(kRule, "", of_pip, "`pip freeze`"));
  EXPECT_TRUE(catches_not(kRule, "", text_file("environment.yml", "dependencies:\n- python=3.11\n- pip\n")));
  EXPECT_TRUE(
      catches(kRule, "", text_file("environment.yml", "dependencies: [\n"), "cannot read the requirements"));
  EXPECT_TRUE(catches(kRule, "", file("requirements.txt", 5_MiB), "cannot read the requirements"));
}

}  // namespace
}  // namespace expgate::test
