#include "support/verdict.h"

namespace expgate::test {
namespace {

FileCase with_mode(std::string path, std::uint32_t mode) {
  FileCase made = file(std::move(path), 1);
  made.mode = mode;
  return made;
}

TEST(FileMode, ModesThatGitWritesPass) {
  for (const std::uint32_t mode : {0100644U, 0100755U})
    EXPECT_TRUE(catches_not("file-mode", "", with_mode("a.py", mode))) << mode;
  EXPECT_TRUE(catches("file-mode", "", with_mode("a.py", 0100664), "has the mode 100664"));
  for (const std::uint32_t mode :
       {0100600U, 0100777U, 0100444U, 0U, 0040755U, 0120777U, 0160001U, 0060000U, 0644U})
    EXPECT_TRUE(catches("file-mode", "", with_mode("a.py", mode), "which git does not write")) << mode;
}

TEST(FileMode, AModeThatWasThereIsSomebodyElsesPast) {
  FileCase edited = with_mode("a.py", 0100664);
  edited.old_mode = 0100664;
  EXPECT_TRUE(catches_not("file-mode", "", edited));
  edited.old_mode = kModeFile;
  EXPECT_TRUE(catches("file-mode", "", edited));
}

TEST(FileMode, OfAFolderTheModeAlone) {
  FileCase folder = with_mode("d", kModeTree);
  folder.is_name_only = true;
  EXPECT_TRUE(catches_not("file-mode", "", folder));
  folder.mode = 0040755;
  EXPECT_TRUE(catches("file-mode", "", folder, "has the mode 040755"));
}

TEST(FileMode, AZeroInFrontIsAWarning) {
  FileCase entry = with_mode("a.py", kModeFile);
  entry.flaw = EntryDefect::padded;
  const auto violations = judge("file-mode", "", entry);
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_TRUE(violations[0].only_warns);
  EXPECT_EQ(violations[0].reason->name, "padded-mode");
  entry.mode = 0100664;
  EXPECT_EQ(judge("file-mode", "", entry).size(), 2U);
  EXPECT_TRUE(catches_not("path-name", "", entry)) << "another rule's matter";
}

TEST(FileMode, LinksStayInTheTree) {
  struct Case {
    const char* path;
    const char* target;
  };
  for (const Case& each : {Case{"a", "/etc/passwd"},
                           {"a", "../x"},
                           {"a/b", "../../x"},
                           {"a/b", "../c/../../x"},
                           {"a", "C:\\data"},
                           {"a", "c:/data"},
                           {"a", "\\\\server\\share"},
                           {"a", "..\\x"},
                           {"a/b/c", "..\\..\\..\\x"},
                           {"a", ".."},
                           {"a", "x/../y"},
                           {"a", ".git/hooks"},
                           {"a/b", "../.GIT/config"},
                           {"a", "./../x"},
                           {"a", ".//..//x"}})
    EXPECT_TRUE(catches("file-mode", "", link(each.path, each.target), "outside of the repository's files"))
        << each.path << " -> " << each.target;
  for (const Case& each : {Case{"a", "b"},
                           {"a/b", "../c"},
                           {"a/b", ".."},
                           {"a/b/c", "../../d"},
                           {"a", "./b"},
                           {"a", "b/c/d"},
                           {"a", "..b"},
                           {"a", "b..c"},
                           {"a", ".github/x"},
                           {"a", "."},
                           {"a", "a b"},
                           {"a", "x.git"}})
    EXPECT_TRUE(catches_not("file-mode", "", link(each.path, each.target)))
        << each.path << " -> " << each.target;
}

TEST(FileMode, LinksToWhatIsNoName) {
  EXPECT_TRUE(catches("file-mode", "", link("a", ""), "a link without a target"));
  EXPECT_TRUE(catches("file-mode", "", link("a", std::string("b\0c", 3)), "a NUL"));
  EXPECT_TRUE(catches_not("file-mode", "", link("a", std::string(4096, 'b'))));
  FileCase long_link = with_mode("a", kModeSymlink);
  long_link.size = 4097;
  EXPECT_TRUE(catches("file-mode", "", long_link, "links to a name of 4 KiB")) << "which is not read";
  EXPECT_TRUE(catches("file-mode", "", link("x/.gitmodules", "b"), "which git does not follow"));
  EXPECT_TRUE(catches_not("file-mode", "", link("gitmodules", "b")));
}

TEST(FileMode, SubmodulesOnlyWhereTheyAreAllowedOrWereThere) {
  FileCase submodule = with_mode("libs/apex", kModeSubmodule);
  EXPECT_TRUE(catches("file-mode", "", submodule, "`libs/apex` is a submodule"));
  EXPECT_TRUE(catches_not("file-mode", "submodules: [libs/*]", submodule));
  EXPECT_TRUE(catches("file-mode", "submodules: [other/*]", submodule));
  submodule.old_mode = kModeSubmodule;
  EXPECT_TRUE(catches_not("file-mode", "", submodule));
  submodule.old_mode = kModeFile;
  EXPECT_TRUE(catches("file-mode", "", submodule, "is a submodule")) << "a file that becomes one";
}

}  // namespace
}  // namespace expgate::test
