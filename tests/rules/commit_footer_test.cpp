#include "support/verdict.h"

namespace expgate::test {
namespace {

Commit with_footer(const std::string& footer) {
  return message("feat: a\n\nBody.\n\n" + footer + "\n");
}

struct FooterCase {
  const char* footer;
  const char* part;
};

TEST(CommitFooter, NearMissesOfBreakingChange) {
  for (const FooterCase& c : {
           FooterCase{"Breaking change: a", "`Breaking change:` is not `BREAKING CHANGE: `"},
           FooterCase{"breaking change: a", "is not `BREAKING CHANGE: `"},
           FooterCase{"BREAKING CHANGES: a", "is not"},
           FooterCase{"Breaking changes: a", "is not"},
           FooterCase{"BREAKING_CHANGE: a", "is not"},
           FooterCase{"Breaking-Change: a", "is not"},
           FooterCase{"BREAKING: a", "`BREAKING:` is not"},
           FooterCase{"**BREAKING CHANGE**: a", "is not"},
           FooterCase{"- BREAKING CHANGE: a", "is not"},
           FooterCase{"## BREAKING CHANGE", "is not"},
           FooterCase{"## Breaking changes", "is not"},
           FooterCase{"  BREAKING CHANGE: a", "is not"},
           FooterCase{"BREAKING  CHANGE: a", "is not"},
           FooterCase{"BREAKING CHANGE a", "`BREAKING CHANGE` has no colon after it"},
           FooterCase{"BREAKING CHANGE", "`BREAKING CHANGE` has no colon after it"},
           FooterCase{"BREAKING CHANGE:a", "`BREAKING CHANGE` has no space after its colon"},
           FooterCase{"BREAKING CHANGE : a", "`BREAKING CHANGE` has a space before its colon"},
           FooterCase{"BREAKING CHANGE:", "`BREAKING CHANGE:` has no text after it"},
           FooterCase{"BREAKING CHANGE:\na", "`BREAKING CHANGE:` has no text after it"},
           FooterCase{"BREAKING CHANGE：a", "a full-width `：` instead of a colon"},
           FooterCase{"BREAKING CHANGES", "is not"},
           FooterCase{"BREAKING CHANGE #5", "`BREAKING CHANGE` has no colon after it"},
           FooterCase{"BREAKING CHANGE #5 is gone", "has no colon after it"},
           FooterCase{"Refs: 1\nBREAKING CHANGE the key is gone", "has no colon after it"},
           FooterCase{"BREAKING CHNAGE: a", "`BREAKING CHNAGE:` is not `BREAKING CHANGE: `"},
           FooterCase{"BRAEKING CHANGE: a", "is not"},
           FooterCase{"Breaking Chnages: a", "is not"},
           FooterCase{"BREAKING CHANGE(api): a", "`BREAKING CHANGE` has a scope in brackets"},
           FooterCase{"Breaking change (api): a", "is not"},
           FooterCase{"BREAKING CHANGE(api)!: a", "has a scope"},
           FooterCase{"BREAKING CHANGE; a", "`BREAKING CHANGE` is followed by `;` instead of a colon"},
           FooterCase{"BREAKING CHANGE!: a", "is followed by `!`"},
           FooterCase{"BREAKING CHANGE - a", "is followed by `-`"},
           FooterCase{"BREAKING CHANGE — a", "is followed by `—`"},
           FooterCase{"Prose.\nBreaking change: a", "is not"},
           FooterCase{"Breaking changes：a", "is not"},
           FooterCase{"Breaking changes: none", "is not"},
       })
    EXPECT_TRUE(catches("commit-footer", "", with_footer(c.footer), c.part)) << c.footer;
  EXPECT_EQ(judge("commit-footer", "", with_footer("Breaking change: a")).at(0).line, 5);
}

TEST(CommitFooter, TheFooterAndProsePass) {
  for (const char* footer : {"BREAKING CHANGE: a",
                             "BREAKING-CHANGE: a",
                             "BREAKING CHANGE: a\nb\nRefs: 1",
                             "breaking change in the API",
                             "Breaking changes are listed below",
                             "This is a breaking change: it breaks",
                             "breaking",
                             "Breaking news",
                             "BREAKING CHANGELOG.md",
                             "Refs: 1",
                             "breaking changes",
                             "BREAKING CHANGE was discussed but left out",
                             "This might have been a\nBREAKING CHANGE in the end.",
                             "This is not a\nBREAKING CHANGE",
                             "It says that the\nBREAKING CHANGE footer is read",
                             "This was no\nbreaking change: nobody called it.",
                             "> Breaking Changes: none",
                             "> BREAKING CHANGE:a",

                             "```\nBreaking change: a\n```",
                             "Breaking chance: a",
                             "Breaking charges: a",
                             "Braking is a change: a",
                             "BREAKING CHANGE(s) may follow",
                             "BREAKING CHANGE, as we said",
                             "Making changes: a",
                             "That is one\nBREAKING CHANGE - the other is not",
                             "BREAKING CHANGES are listed below"})
    EXPECT_TRUE(catches_not("commit-footer", "", with_footer(footer))) << footer;
  EXPECT_TRUE(catches_not("commit-footer", "", message("Breaking change: a")));
}

TEST(CommitFooter, ASignOffOfTheAuthor) {
  const std::string_view options = "dco: true";
  EXPECT_TRUE(catches_not("commit-footer", "", message("feat: a")));
  EXPECT_TRUE(catches("commit-footer", options, message("feat: a"), "is missing | `git commit --amend -s"));
  EXPECT_TRUE(
      catches_not("commit-footer", options, with_footer("Signed-off-by: Ada Lovelace <ada@example.org>")));
  EXPECT_TRUE(
      catches_not("commit-footer", options, with_footer("signed-off-by: ada lovelace <Ada@Example.org>")));
  EXPECT_TRUE(
      catches_not("commit-footer", options,
                  with_footer("Signed-off-by: Eve <e@x>\nSigned-off-by: Ada Lovelace <ada@example.org>")));
  for (const char* footer : {"Signed-off-by: Eve <eve@example.org>", "Signed-off-by: Ada Lovelace",
                             "Signed-off-by: <ada@example.org>", "Signed-off-by: Ada <ada@example.org>",
                             "Signed-off-by: Ada Lovelace <ada@example.org.evil>"})
    EXPECT_TRUE(catches("commit-footer", options, with_footer(footer), "by the author, `Ada Lovelace <ada@"))
        << footer;
  Commit commit = with_footer("Signed-off-by: Eve <eve@example.org>");
  commit.committer = {"Eve", "eve@example.org"};
  EXPECT_TRUE(catches_not("commit-footer", options, commit)) << "whoever carries it further";
  commit.committer = commit.author = {};
  EXPECT_TRUE(catches_not("commit-footer", options, commit)) << "commit-msg may know neither";
  EXPECT_EQ(judge("commit-footer", "dco: true, required: [Signed-off-by]", message("feat: a")).size(), 1U);
  EXPECT_TRUE(catches_not("commit-footer", options, merge("Merge x")));
}

TEST(CommitFooter, TrailersCanBeRequired) {
  const std::string_view options = "required: [Signed-off-by]";
  EXPECT_TRUE(catches_not("commit-footer", options, with_footer("Refs: 1\nSigned-off-by: A <a@b>")));
  EXPECT_TRUE(catches_not("commit-footer", options, with_footer("signed-off-by: A <a@b>")));
  EXPECT_TRUE(catches_not("commit-footer", "required: [Refs]", with_footer("Refs #12")));
  EXPECT_TRUE(catches("commit-footer", options, message("feat: a"),
                      "the trailer `Signed-off-by` is missing | `git commit --amend -s"));
  EXPECT_TRUE(
      catches("commit-footer", "required: [Refs]", with_footer("Fixes: 1"), "a blank line and `Refs: …`"));
  EXPECT_TRUE(catches("commit-footer", options, with_footer("Signed-off-by: A <a@b>\n\nMore."),
                      "does not read the `Signed-off-by` on line 5"));
  EXPECT_TRUE(catches("commit-footer", options, with_footer("Signed-off-by:"), "does not read"));
  EXPECT_EQ(judge("commit-footer", "required: [Refs, Signed-off-by]", message("feat: a")).size(), 2U);
}

TEST(CommitFooter, TheExclamationMarkCanAskForOne) {
  const std::string_view options = "breaking_needs_footer: true";
  EXPECT_TRUE(catches("commit-footer", options, message("feat!: a\n\nb\n"), "no footer says what breaks"));
  EXPECT_TRUE(catches_not("commit-footer", options, message("feat!: a\n\nBREAKING CHANGE: b\n")));
  EXPECT_TRUE(catches_not("commit-footer", options, message("feat!: a\n\nBREAKING CHANGE: b\n\nRefs: 1\n")));
  EXPECT_TRUE(catches_not("commit-footer", options, message("feat: a\n")));
  EXPECT_TRUE(catches_not("commit-footer", "", message("feat!: a\n")));
  EXPECT_EQ(judge("commit-footer", options, message("feat!: a\n\nBreaking: b\n")).size(), 1U)
      << "one mistake, one finding";
}

constexpr const char* kCredits[] = {"Co-Authored-By: Claude <noreply@anthropic.com>",
                                    "Co-authored-by: Claude Opus 4.1 <noreply@anthropic.com>",
                                    "Co-authored-by: Copilot <198982749+Copilot@users.noreply.github.com>",
                                    "Co-authored-by: Cursor <cursoragent@cursor.com>",
                                    "Co-authored-by: aider (gpt-4o) <noreply@aider.chat>",
                                    "Signed-off-by: ChatGPT <none@example.org>",
                                    "Co-authored-by: GitHub Copilot <copilot@github.com>",
                                    "🤖 Generated with [Claude Code](https://claude.com/claude-code)",
                                    "Generated by ChatGPT.",
                                    "_Generated using Gemini 2.5 Pro_"};
constexpr const char* kNoCredits[] = {"Co-authored-by: Claude Monet <claude@example.org>",
                                      "Co-authored-by: Devina Shah <devina@example.org>",
                                      "Signed-off-by: Gemini Ortiz <g@example.org>",
                                      "Generated with protoc 3.21.",
                                      "Generated by the script in tools/",
                                      "The table was generated with Copilot in mind",
                                      "Reviewed-by: Ada <ada@example.org>",
                                      "```\nGenerated with Copilot\n```"};

TEST(CommitFooter, CreditsOfAiToolsCanBeForbidden) {
  for (const char* line : kCredits) {
    EXPECT_TRUE(catches("commit-footer", "ai_attribution: forbid", with_footer(line), "names an AI tool"))
        << line;
    EXPECT_TRUE(catches_not("commit-footer", "", with_footer(line))) << line;
  }
  for (const char* line : kNoCredits)
    EXPECT_TRUE(catches_not("commit-footer", "ai_attribution: forbid", with_footer(line))) << line;
  EXPECT_TRUE(catches("commit-footer", "ai_attribution: forbid", with_footer("Assisted-by: Codex:gpt-5"),
                      "line 5 names an AI tool: `Assisted-by: Codex:gpt-5` | delete the line"));
  EXPECT_TRUE(catches_not("commit-footer", "ai_attribution: forbid", with_footer("Assisted-by: none")));
  EXPECT_EQ(
      judge("commit-footer", "ai_attribution: forbid", with_footer("Generated-by: A\nAssisted-by: B")).size(),
      1U);
}

TEST(CommitFooter, ATrailerForAiToolsCanBeRequired) {
  const std::string_view options = "ai_attribution: require";
  for (const char* footer : {"Assisted-by: Claude:claude-opus-4-1", "Assisted-by: none",
                             "Generated-by: Codex", "assisted-by: GitHub Copilot\nSigned-off-by: A <a@b>"})
    EXPECT_TRUE(catches_not("commit-footer", options, with_footer(footer))) << footer;
  EXPECT_TRUE(catches("commit-footer", options, message("feat: a\n"),
                      "the trailer `Assisted-by` is missing | end the message with `Assisted-by: TOOL`, or "
                      "`Assisted-by: none`"));
  EXPECT_TRUE(catches("commit-footer", options, with_footer("Assisted-by:"), "`Assisted-by` is missing"));
  for (const char* line : kCredits)
    EXPECT_TRUE(catches("commit-footer", options, with_footer(line),
                        "in another place than the trailer `Assisted-by`"))
        << line;
  EXPECT_TRUE(catches("commit-footer", "ai_attribution: require, ai_trailers: [AI-Tool]",
                      message("feat: a\n"), "the trailer `AI-Tool` is missing"));
  EXPECT_TRUE(catches_not("commit-footer", options, message("fixup! feat: a\n")));
}

TEST(CommitFooter, GeneratedOnesAreFree) {
  EXPECT_TRUE(catches_not("commit-footer", "required: [Refs]", merge("a\n\nBreaking change: b\n")));
  EXPECT_TRUE(catches_not("commit-footer", "required: [Refs]", message("fixup! a\n\nBreaking change: b\n")));
}

}  // namespace
}  // namespace expgate::test
