#include "message/vague.h"

#include <gtest/gtest.h>

namespace expgate::message {
namespace {

bool is_vague(const std::string& line) {
  const std::vector<std::string> vague = {"update",   "updates", "fix", "fixes", "bug",
                                          "fixbug",   "changes", "wip", "stuff", "test",
                                          "bugfixes", "fixit",   "版本"};
  const auto header = parse_header(line);
  EXPECT_TRUE(header) << line;
  return header && says_nothing(*header, vague);
}

TEST(Vague, WordsThatAddNothingDoNotCount) {
  for (const char* line : {"fix: update", "feat: new", "feat: final", "fix: some more", "fix: the bug",
                           "fix: fix a bug in the code", "feat: new stuff", "fix: another small update",
                           "fix: final, final changes", "feat: final_v2", "chore: latest 版本"})
    EXPECT_TRUE(is_vague(line)) << line;
  for (const char* line : {"feat: new head for segmentation", "fix: final layer norm eps", "fix: update eps",
                           "feat: more heads", "fix: a", "fix: x", "feat: test time augmentation"})
    EXPECT_FALSE(is_vague(line)) << line;
}

TEST(Vague, NorDoTicketsAndNumbers) {
  for (const char* line :
       {"fix: #12", "fix: bug #12", "fix: update (#1234)", "fix: ABC-12: wip", "fix: bug (ABC-12)",
        "fix: bug !7", "fix: [#12] bug", "fix: 123", "chore: wip 3", "fix: update2", "fix: update v2"})
    EXPECT_TRUE(is_vague(line)) << line;
  for (const char* line : {"chore(release): 1.2.3", "chore: v1.2.3", "fix: update to 1.2", "feat: 2d",
                           "feat: CIFAR-10", "fix: update GPT-2", "feat: v2"})
    EXPECT_FALSE(is_vague(line)) << line;
}

TEST(Vague, SeveralThingsThatSayNothingSayNothing) {
  for (const char* line :
       {"fix: fixes and updates", "fix: bug fixes & changes", "chore: wip, test", "fix: updates / fixes"})
    EXPECT_TRUE(is_vague(line)) << line;
  for (const char* line : {"fix: updates and typos", "fix: eps, test", "feat: test and train split"})
    EXPECT_FALSE(is_vague(line)) << line;
}

TEST(Vague, TheTypeSaidAgainSaysNothingWithoutAScope) {
  for (const char* line :
       {"docs: docs", "docs: update docs", "docs: update the documentation", "test: add tests", "ci: fix ci",
        "build: fix the build", "refactor: refactor code", "test: tests", "chore: chores"})
    EXPECT_TRUE(is_vague(line)) << line;
  for (const char* line :
       {"docs(readme): update docs", "test(loader): add tests", "fix: update docs",
        "test: add tests for the loader", "feat: add features", "style: style fixes", "ci: add tests"})
    EXPECT_FALSE(is_vague(line)) << line;
}

TEST(Vague, NothingThatCanBeSeenSaysNothing) {
  for (const char* text : {"\u2800",     "\u115F",     "\u1160",     "\u3164",     "\uFFA0",     "\u034F",
                           "\u17B4",     "\u180B",     "\u200B",     "\u200D",     "\u2060",     "\u2065",
                           "\uFE0F",     "\uFEFF",     "\uFFF0",     "\U0001BCA0", "\U0001D173", "\U000E0001",
                           "\U000E0041", "\U000E0100", "\U000E0FFF", "\u00AD"}) {
    EXPECT_FALSE(parse_header("fix: " + std::string(text))) << text;  // commit-header has it
    EXPECT_TRUE(is_vague("fix: ." + std::string(text))) << text;
    EXPECT_TRUE(is_vague("fix: update" + std::string(text))) << text;
    EXPECT_TRUE(is_vague("fix: up" + std::string(text) + "date")) << text;
    EXPECT_FALSE(is_vague("fix: update" + std::string(text) + " eps")) << text;
  }
  for (const char* text : {"...", "-", "———", "✨", "🐛 🐛", "→", "？", "「」", "\u0301", "🐛 bug",
                           "ｕｐｄａｔｅ", "u\u0440d\u0430te", "𝐮𝐩𝐝𝐚𝐭𝐞", "update\u00A0🚀", "fix\u3000bug"})
    EXPECT_TRUE(is_vague("fix: " + std::string(text))) << text;
  for (const char* text :
       {"λ", "🐛 loader", "C++", "한국어 문서", "🏳️‍🌈 palette", "می‌خواهم"})
    EXPECT_FALSE(is_vague("fix: " + std::string(text))) << text;
}

TEST(Vague, ALongDescriptionIsLeftAlone) {
  std::string line = "fix:";
  for (int i = 0; i < 10'000; ++i) line += " update";
  EXPECT_FALSE(is_vague(line));
}

}  // namespace
}  // namespace expgate::message
