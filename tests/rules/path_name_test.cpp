#include "support/verdict.h"

namespace expgate::test {
namespace {

FileCase path(std::string name) {
  return file(std::move(name), 1);
}

TEST(PathName, CharactersThatNobodySeesOrThatAreNone) {
  for (const char* name : {"a\x01.py", "a\tb.py", "a\nb.py", "a\x7f", "a\u0085.py"})
    EXPECT_TRUE(catches("path-name", "", path(name), "a control character")) << name;
  for (const char* name : {"a\xff.py", "\xc3", "src/\xc3\x28.py", "a\xed\xa0\x80", "\xc0\xaf"})
    EXPECT_TRUE(catches("path-name", "", path(name), "not UTF-8")) << name;
  for (const char* name :
       {"mo\u200Bdel.py", "a\u202Etxt.py", "\uFEFFa.py", "a\u00ADb", "a\u2028b", "a\u200Db", "\u200Dx",
        "a\u2800b", "\u2800", "a\uFFF9b", "a\uFFFBb", "a\U0001D159b", "a\u3164b"})
    EXPECT_TRUE(catches("path-name", "", path(name), "an invisible character")) << name;
  EXPECT_TRUE(catches("path-name", "", path("a\\b.py"), "a backslash"));
  for (const char* name : {"data/\u00E9.txt", "data/e\u0301.txt", "a b.py", "学习率.yaml", "\u2764\uFE0F.md",
                           "\U0001F468\u200D\U0001F469.md", "نامه\u200Cای.txt", "a+b@c#d%.py", "a~b",
                           "\u2801\u28FF.txt", "a\uFFFD.txt"})
    EXPECT_TRUE(catches_not("path-name", "", path(name))) << name;
}

TEST(PathName, NamesThatWindowsChanges) {
  for (const char* name : {"a.", "a ", "dir./x.py", "dir /x.py", "x/..."})
    EXPECT_TRUE(catches("path-name", "", path(name), "Windows drops the")) << name;
  for (const char* name : {"con", "src/aux/x.py", "nul.py", "PRN.txt", "Com1", "lpt9.tar.gz", "aux .py",
                           "nul:x", "com\u00B9.log", "conin$", "CONOUT$.txt"})
    EXPECT_TRUE(catches("path-name", "", path(name), "reserves for a device")) << name;
  for (const char* name : {"context.py", "console.py", "com10", "com0", "com", "lpt", "auxiliary/x.py",
                           "null.py", "a.con", ".nul.x", "nul_.py", "a .py", ".hidden", "a..b", "x. y"})
    EXPECT_TRUE(catches_not("path-name", "", path(name))) << name;
}

TEST(PathName, CharactersThatGitForWindowsRefuses) {
  for (const char* name : {"configs/lr:1e-4.yaml", "12:00:00", "runs/12:00:00/x.txt", "a?b", "a*b", "a\"b",
                           "a<b", "a>b", "a|b", ":x", "学习率:1e-4.yaml"})
    EXPECT_TRUE(catches("path-name", "", path(name), "which Windows does not allow in a name")) << name;
  EXPECT_TRUE(catches("path-name", "", path("configs/lr:1e-4.yaml"), "`configs/lr:1e-4.yaml` contains `:`"));
  for (const char* name : {"lr=1e-4.yaml", "12-00-00", "a'b", "a;b", "a&b,c", "a！b", "学习率：1e-4.yaml",
                           "a[1].txt", "a{b}^`.py", "$x(1).md", "a∗b"})
    EXPECT_TRUE(catches_not("path-name", "", path(name))) << name;
}

TEST(PathName, LookAlikesOfDotGit) {
  for (const char* name :
       {".git", ".git/config", "a/.GIT/hooks/x", ".Git", ".g\u200Cit", ".git ", ".git.", ".git . .", "git~1",
        "GIT~1/config", ".git::$INDEX_ALLOCATION/config", ".git:x", "\uFF0Egit/config", "x/.gi\u0074\uFEFF"})
    EXPECT_FALSE(judge("path-name", "", path(name)).empty()) << name;
  EXPECT_TRUE(catches("path-name", "", path(".git ./x"), "take for git's own folder"));
  for (const char* name : {".github/x.yml", ".gitignore", ".gitattributes", ".gitmodules", "git", "git~10",
                           ".git-blame-ignore-revs", "x.git", "dot.git/x", "git.py", ".gitkeep"})
    EXPECT_TRUE(catches_not("path-name", "", path(name))) << name;
}

TEST(PathName, NamesThatAreNone) {
  for (const char* name : {"", "a/", "/a", "a//b"})
    EXPECT_TRUE(catches("path-name", "", path(name), "an empty name")) << name;
  for (const char* name : {".", "..", "a/../b", "./a"})
    EXPECT_TRUE(catches("path-name", "", path(name), "leads elsewhere")) << name;
}

TEST(PathName, Length) {
  const std::string long_path = std::string(200, 'a') + "/" + std::string(199, 'b');
  EXPECT_TRUE(catches_not("path-name", "", path(long_path)));
  EXPECT_TRUE(catches("path-name", "", path(long_path + "b"), "is 401 bytes long, over the limit of 400"));
  EXPECT_TRUE(catches_not("path-name", "max_length: 500", path(long_path + "b")));
}

TEST(PathName, EntriesThatGitDoesNotMake) {
  FileCase entry = path("a.py");
  EXPECT_TRUE(catches_not("path-name", "", entry));
  entry.flaw = EntryDefect::duplicate;
  EXPECT_TRUE(catches("path-name", "", entry, "is listed twice"));
  entry.flaw = EntryDefect::unsorted;
  EXPECT_TRUE(catches("path-name", "", entry, "in the wrong place"));
  entry.flaw = EntryDefect::slash;
  EXPECT_TRUE(catches("path-name", "", entry, "with a slash in it"));
}

TEST(PathName, ATwinIsNamed) {
  FileCase entry = path("models/vit");
  entry.old_mode = kModeTree;
  entry.is_name_only = true;
  entry.case_collision = "models/ViT";
  EXPECT_TRUE(
      catches("path-name", "", entry, "`models/vit` and `models/ViT` differ only in case or spelling"));
  entry.case_collision = "models/ｖｉｔ";
  EXPECT_TRUE(catches("path-name", "", entry, "differ only in the width of their letters"));
}

TEST(PathName, ANameThatWasThereIsSomebodyElsesPast) {
  for (const char* name : {"src/aux.py", "a\\b", "a.", ".GIT/x", "a\xff"}) {
    FileCase edited = path(name);
    EXPECT_FALSE(judge("path-name", "", edited).empty()) << name;
    edited.old_mode = kModeFile;
    EXPECT_TRUE(catches_not("path-name", "", edited)) << name;
  }
}

}  // namespace
}  // namespace expgate::test
