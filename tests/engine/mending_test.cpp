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
      tip.add(mend, std::to_string(i) + (mend == Remedy::Kind::remove ? ".pt" : ".txt"));
  constexpr std::size_t kReadable = 8'000;  // bytes of a command
  EXPECT_LT(line_for({&tip, 1}, {}).size(), kReadable);
  tip.is_tip = false;
  EXPECT_LT(line_for({&tip, 1}, {}).size(), kReadable);
  tip.is_emptied = true;
  tip.is_tip = true;
  EXPECT_EQ(line_for({&tip, 1}, {}), "git reset HEAD^") << "which takes all of them";
}

TEST(Mending, WhatHoldsNothingElseIsDropped) {
  Mending tip = in('1', true);
  tip.add(Remedy::Kind::remove, "a.pt");
  tip.is_emptied = true;
  EXPECT_EQ(line_for({&tip, 1}, {}), "git reset HEAD^");
  tip.parents = 0;
  EXPECT_EQ(line_for({&tip, 1}, {}), "git update-ref -d HEAD && git rm -q --cached -- a.pt");
}

TEST(Mending, OneRebaseForSeveralCommits) {
  std::vector<Mending> all{in('1'), in('2'), in('3', true)};
  all[0].add(Remedy::Kind::message, "");
  all[1].add(Remedy::Kind::remove, "a.pt");
  all[2].add(Remedy::Kind::message, "");
  EXPECT_EQ(line_for(all, {}),
            "env 'GIT_SEQUENCE_EDITOR=sed -i.bak '\\''s/^pick 1111111/reword 1111111/; s/^pick 2222222/edit "
            "2222222/; "
            "s/^pick 3333333/reword 3333333/'\\''' git rebase -i -r --autostash --empty=drop 1111111^ && "
            "git rm --cached -- a.pt && git commit --amend --no-edit && git rebase --continue");
}

TEST(Mending, FilesOfSeveralCommitsAreTakenOutAtOnce) {
  std::vector<Mending> all{in('1'), in('2'), in('3', true)};
  all[0].add(Remedy::Kind::remove, "a.pt");
  all[1].add(Remedy::Kind::message, "");
  all[2].add(Remedy::Kind::remove, "a.pt");
  all[2].add(Remedy::Kind::remove, "b c.pt");
  MendedRef ref;
  ref.tip = *Oid::parse(std::string(40, '3'));
  ref.at_tip = {"a.pt", "b c.pt"};
  const MendingCommands mended = commands_for(all, ref);
  EXPECT_EQ(text::shell_line(mended.commands),
            "env FILTER_BRANCH_SQUELCH_WARNING=1 git filter-branch -f --prune-empty --index-filter 'git rm "
            "-q --cached "
            "--ignore-unmatch -- a.pt '\\''b c.pt'\\''' 1111111^..HEAD && git restore -s 3333333 -W -- a.pt "
            "'b c.pt'");
  EXPECT_EQ(mended.leaves, std::vector<Oid>{all[1].commit});
}

TEST(Mending, BetterPaths) {
  EXPECT_EQ(better_path("src/aux.py"), "src/aux_file.py");
  EXPECT_EQ(better_path("a\\b.txt"), "a_b.txt");
  EXPECT_EQ(better_path("a\xFF\t.txt"), "a__.txt");
  EXPECT_EQ(better_path("tail. ."), "tail");
  EXPECT_EQ(better_path("\xC3\xA9.txt"), "\xC3\xA9-2.txt");
  EXPECT_EQ(better_path("a/Train.py"), "a/Train-2.py");
  EXPECT_EQ(better_path("a.b/README"), "a.b/README-2");
  EXPECT_EQ(better_path(".git/config"), "_.git/config");
}

}  // namespace
}  // namespace expgate::engine
