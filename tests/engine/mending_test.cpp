#include "engine/mending.h"

#include <gtest/gtest.h>

#include "text/shell.h"

namespace expgate::engine {
namespace {

Mending in(char digit, bool is_tip = false) {
  Mending mending;
  mending.commit = *Oid::parse(std::string(40, digit));
  mending.is_tip = is_tip;
  return mending;
}

std::string line_for(std::span<const Mending> mendings, const MendedRef& ref) {
  return text::shell_line(commands_for(mendings, ref).commands);
}

TEST(Mending, OneCommandForAllOfACommit) {
  Mending tip = in('1', true);
  tip.add(Remedy::Kind::remove, "a.pt");
  tip.add(Remedy::Kind::remove, "a.pt");
  tip.add(Remedy::Kind::remove, "b.pt");
  tip.add(Remedy::Kind::rename, "a.pt");  // it goes anyway
  tip.add(Remedy::Kind::message, "");
  EXPECT_EQ(line_for({&tip, 1}, {}), "git rm --cached -- a.pt b.pt && git commit --amend");
}

TEST(Mending, AWholeDataSetIsNotNamedFileByFile) {
  Mending tip = in('1', true);
  for (int i = 0; i < 20'000; ++i)
    for (const Remedy::Kind mend :
         {Remedy::Kind::remove, Remedy::Kind::rename, Remedy::Kind::clean, Remedy::Kind::change})
      tip.add(mend, std::to_string(i) + (mend == Remedy::Kind::remove ? ".pt" : ".txt"), tip.commit);
  constexpr std::size_t kReadable = 8'000;  // bytes of a command
  EXPECT_LT(line_for({&tip, 1}, {}).size(), kReadable);
  tip.is_tip = false;
  EXPECT_LT(line_for({&tip, 1}, {}).size(), kReadable);
  tip.is_emptied = true;
  tip.is_tip = true;
  tip.to_remove = {"data/"};
  EXPECT_EQ(line_for({&tip, 1}, {}), "git reset HEAD^") << "which takes all of them";
}

TEST(Mending, WhatHoldsNothingElseIsDropped) {
  Mending tip = in('1', true);
  tip.add(Remedy::Kind::remove, "a.pt");
  tip.is_emptied = true;
  EXPECT_EQ(line_for({&tip, 1}, {}), "git reset HEAD^");
  tip.parents = 0;
  EXPECT_EQ(line_for({&tip, 1}, {}), "git update-ref -d HEAD && git rm -r -q --cached -- a.pt");
}

TEST(Mending, WhatWasThereBeforeIsPutBack) {
  Mending tip = in('1', true);
  tip.add(Remedy::Kind::remove, "a.csv");
  tip.add(Remedy::Kind::remove, "b.pt");
  tip.put_back = {"a.csv"};
  EXPECT_EQ(line_for({&tip, 1}, {}),
            "git rm --cached -- b.pt && git restore --source=HEAD^ --staged -- a.csv && "
            "git commit --amend --no-edit");
}

TEST(Mending, AFolderStandsForItsFiles) {
  Mending tip = in('1', true);
  tip.add(Remedy::Kind::remove, "ckpt/a.pt");
  tip.to_remove = {"ckpt/"};
  EXPECT_EQ(line_for({&tip, 1}, {}), "git rm -r -q --cached -- ckpt/ && git commit --amend --no-edit");
}

// A rebase that takes a file out stops in a conflict where it is renamed later (B1).
TEST(Mending, FilesOfOlderCommitsAreTakenOutWithoutARebase) {
  std::vector<Mending> all{in('1'), in('2'), in('3', true)};
  all[0].add(Remedy::Kind::remove, "w/a.pt", Oid::parse(std::string(40, 'a')));
  all[2].add(Remedy::Kind::remove, "v/a b.pt", Oid::parse(std::string(40, 'a')));
  MendedRef ref;
  ref.outside = {"1111111^"};
  ref.at_tip = {"v/a b.pt"};
  EXPECT_EQ(
      line_for(std::vector<Mending>{all[0], all[2]}, ref),
      "sh -c 'git fast-export --no-data --use-done-feature --reencode=no --signed-tags=strip "
      "--reference-excluded-parents HEAD ^1111111^ | LC_ALL=C sed -E \"\\,M [0-7]+ "
      "(aaaaaaaaaaaa[^ ]* .?v.a.*b.pt.?|aaaaaaaaaaaa[^ ]* w.a.pt)$,{s///;/^$/d;}\" | git fast-import --quiet "
      "--force --done' && git restore --staged -- ':/v/a b.pt'");
  ref.name = "refs/tags/v1";
  EXPECT_TRUE(line_for(std::vector<Mending>{all[0]}, ref).find(" refs/tags/v1 ^1111111^ ") !=
              std::string::npos);
}

TEST(Mending, APathFromTheTopBeginsWithNoMagicOfGits) {
  const std::vector<std::string> paths{"a.pt", "-v.pt", "_v.pt", "v[1].pt", ".env"};
  EXPECT_EQ(with_paths_from_top({"git", "add"}, paths),
            (Command{"git", "add", "--", ":/a.pt", ":(top,literal)-v.pt", ":(top,literal)_v.pt",
                     ":(top,literal)v[1].pt", ":/.env"}));
}

TEST(Mending, OneRebaseForTheMessagesOfSeveralCommits) {
  std::vector<Mending> all{in('1'), in('2'), in('3', true)};
  all[0].add(Remedy::Kind::message, "");
  all[1].add(Remedy::Kind::remove, "a.pt", all[1].commit);
  all[2].add(Remedy::Kind::message, "");
  const std::string line = line_for(all, {});
  EXPECT_TRUE(line.starts_with(
      "env 'GIT_SEQUENCE_EDITOR=sed -i.bak -E \"s/^p(ick)? (1111111|3333333)/reword \\2/\"' git -c "
      "core.abbrev=40 -c rebase.abbreviateCommands=false -c rebase.updateRefs=false rebase -i "
      "--no-rebase-merges --autostash --no-autosquash 1111111^ && sh -c 'git fast-export "))
      << line;
}

TEST(Mending, ThroughAMergeNoMessageIsGivenAnew) {
  std::vector<Mending> all{in('1'), in('2', true)};
  all[0].add(Remedy::Kind::message, "");
  all[1].add(Remedy::Kind::remove, "a.pt", all[1].commit);
  MendedRef ref;
  ref.has_merges = true;
  const MendingCommands mended = commands_for(all, ref);
  EXPECT_EQ(text::shell_line(mended.commands).find("rebase"), std::string::npos);
  using Left = std::vector<std::pair<Oid, Remedy::Kind>>;
  EXPECT_EQ(mended.leaves, (Left{{all[0].commit, Remedy::Kind::message}}));
}

TEST(Mending, WhatTakesAStopInARebaseIsLeft) {
  std::vector<Mending> all{in('1'), in('2', true)};
  all[0].add(Remedy::Kind::clean, "a.ipynb");
  all[0].add(Remedy::Kind::rename, "aux.py");
  all[1].add(Remedy::Kind::message, "");
  const MendingCommands mended = commands_for(all, {});
  EXPECT_EQ(text::shell_line(mended.commands), "git commit --amend");
  using Left = std::vector<std::pair<Oid, Remedy::Kind>>;
  EXPECT_EQ(mended.leaves,
            (Left{{all[0].commit, Remedy::Kind::clean}, {all[0].commit, Remedy::Kind::rename}}));
}

TEST(Mending, FoldersWhereEverythingIsBad) {
  std::set<std::string> bad;
  std::vector<std::string> all{"a.py", "runs/good.py"};
  for (int i = 0; i < 5; ++i)
    for (const std::string folder : {"ckpt/x/", "runs/y/"}) {
      bad.insert(folder + std::to_string(i));
      all.push_back(folder + std::to_string(i));
    }
  bad.insert("two/a");
  bad.insert("two/b");
  all.insert(all.end(), {"two/a", "two/b"});
  EXPECT_EQ(by_folder(bad, std::vector<std::string_view>(all.begin(), all.end())),
            (std::vector<std::string>{"ckpt/", "runs/y/", "two/a", "two/b"}));
}

}  // namespace
}  // namespace expgate::engine
