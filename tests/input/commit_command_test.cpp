#include "input/commit_command.h"

#include <gtest/gtest.h>

#include "base/strings.h"

namespace expgate::input {
namespace {

// The command that makes the same commit again; words are separated by blanks.
std::string again(std::string_view line) {
  std::vector<std::string> words;
  for (const std::string_view word : split(line, ' ')) words.emplace_back(word);
  return join(without_message(words,
                              [](const std::string& name) -> std::string {
                                if (name == "ci") return "commit -a";
                                if (name == "cm") return "!git commit -a";
                                return name == "quoted" ? "commit -m 'a b'" : "";
                              }),
              " ");
}

TEST(CommitCommand, KeepsWhatDecidesWhichCommitIsMade) {
  EXPECT_EQ(again("git commit -m did"), "git commit");
  EXPECT_EQ(again("/usr/bin/git commit --allow-empty -m did"), "git commit --allow-empty");
  EXPECT_EQ(again("git commit --amend --message=did"), "git commit --amend");
  EXPECT_EQ(again("git commit -am did"), "git commit -a");
  EXPECT_EQ(again("git commit -amdid"), "git commit -a");
  EXPECT_EQ(again("git commit -pqF message"), "git commit -p");
  EXPECT_EQ(again("git commit -sSkey -u no -m did"), "git commit -s -Skey -- no")
      << "-u has no word of its own";
  EXPECT_EQ(again("git commit --author Ada --date=now -m did"), "git commit --author=Ada --date=now");
}

TEST(CommitCommand, KeepsPathsBehindTheOptions) {
  EXPECT_EQ(again("git commit train.py -m did"), "git commit -- train.py");
  EXPECT_EQ(again("git commit -o -m did -- -a b.py"), "git commit -o -- -a b.py");
  EXPECT_EQ(again("git -C sub -c a.b=c --no-pager commit -i x -m did"),
            "git -C sub -c a.b=c --no-pager commit -i -- x");
}

TEST(CommitCommand, ReadsAliases) {
  EXPECT_EQ(again("git ci x.py -m did"), "git commit -a -- x.py");
  EXPECT_EQ(again("git cm -m did"), "") << "git runs the program, which runs git";
  EXPECT_EQ(again("git quoted"), "");
  EXPECT_EQ(again("git gui"), "");
}

TEST(CommitCommand, IsNotGuessed) {
  EXPECT_EQ(again("git commit --fixup=HEAD"), "") << "the message is made of another one";
  EXPECT_EQ(again("git commit -C HEAD"), "");
  EXPECT_EQ(again("git commit --ame -m did"), "") << "git knows what that is short for";
  EXPECT_EQ(again("git commit --pathspec-from-file=- -m did"), "");
  EXPECT_EQ(again("git commit -m"), "");
  EXPECT_EQ(again("git"), "");
  EXPECT_EQ(again("git commit -m did 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21"), "");
}

TEST(CommitCommand, AMergeThatStoppedIsCommitted) {
  EXPECT_EQ(again("git merge --no-ff side"), "git commit");
  EXPECT_EQ(again("git cherry-pick -x side"), "git commit");
}

}  // namespace
}  // namespace expgate::input
