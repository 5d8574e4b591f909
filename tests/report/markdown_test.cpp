#include "report/markdown.h"

#include <gtest/gtest.h>

#include "report/sample.h"

namespace expgate::test {
namespace {

using report::markdown;

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// The text without its code spans.
std::string without_code(const std::string& text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\\' && at + 1 < text.size()) {
      plain += text.substr(at, 2);
      at += 2;
      continue;
    }
    if (text[at] != '`') {
      plain += text[at++];
      continue;
    }
    const std::size_t end = std::min(text.find_first_not_of('`', at), text.size());
    const std::string fence = text.substr(at, end - at);
    std::size_t close = end;
    for (;;) {
      close = text.find(fence, close);
      if (close == std::string::npos) return plain + "<UNCLOSED>";
      const std::size_t after = std::min(text.find_first_not_of('`', close), text.size());
      if (after - close == fence.size()) break;
      close = after;
    }
    at = close + fence.size();
  }
  return plain;
}

TEST(MarkdownReport, LooksLikeTheContract) {
  Report report = report_of(Mode::ci, {checkpoint_finding()});
  report.counts = {.commits = 3, .files = 2};
  report.notes = {verbatim("judged `a..b`")};
  report.elapsed_ms = 4.06;
  EXPECT_EQ(markdown(report),
            "### ❌ expgate: change rejected: 1 error in 3 commits\n\n"
            "- **error** `max-file-size`: `models/best.bin` is 48.2 MiB, over the limit of 5 MiB\n"
            "  - where: `commit 4f2a9c1 \"feat: add ViT baseline\" on refs/heads/exp/vit`\n"
            "  - why: every clone carries it for ever\n"
            "  - help: keep the file in your artifact store and record it in results/\n"
            "\nTo fix this change (exp/vit, 1 error in 1 commit):\n"
            "\n```sh\ngit rm --cached -- models/best.bin && git commit --amend\n```\n"
            "\n- note: judged `a..b`\n"
            "\n3 commits, 2 files, 4.1 ms\n");
}

TEST(MarkdownReport, TheHeadingIsTheVerdict) {
  Report report = report_of(Mode::ci, {});
  EXPECT_TRUE(markdown(report).starts_with("### ✅ expgate: passed\n"));
  report.findings = {bare_finding(Severity::warn)};
  EXPECT_TRUE(markdown(report).starts_with("### ⚠️ expgate: passed with 1 warning\n"));
  report.findings = {bare_finding()};
  report.warn_only = true;
  EXPECT_TRUE(markdown(report).starts_with("### ⚠️ expgate: change would be rejected: 1 error\n"));
  report.error = Error{verbatim("object missing"), verbatim("git fsck")};
  EXPECT_TRUE(markdown(report).starts_with(
      "### 🛑 expgate: could not decide: object missing\n\nhelp: `git fsck`\n"));
}

TEST(MarkdownReport, NamesOfPeopleAndThingsLinkNowhere) {
  const Finding finding =
      saying(bare_finding(), "of @ada, #12, !3 and :smile: at www.example.com or http://example.com");
  const std::string text = markdown(report_of(Mode::ci, {finding}));
  EXPECT_TRUE(holds(text,
                    "of \\@<!-- -->ada, \\#<!-- -->12, \\!<!-- -->3 and \\:smile: at www\\.example.com or "
                    "http\\://example.com"))
      << text;
}

TEST(MarkdownReport, NoTextOfARepositoryIsMarkup) {
  const std::string text = markdown(evil_report());
  EXPECT_FALSE(holds_raw(text));
  const std::string plain = without_code(text);
  EXPECT_FALSE(holds(plain, "<UNCLOSED>")) << text;
  for (std::size_t at = plain.find('<'); at != std::string::npos; at = plain.find('<', at + 1))
    EXPECT_TRUE(plain.substr(at).starts_with("<!-- -->") || plain[at - 1] == '\\') << plain.substr(at, 40);
  EXPECT_FALSE(holds(plain, " @ada"));
  EXPECT_FALSE(holds(plain, "[a]("));
  EXPECT_FALSE(holds(plain, "\n::"));
}

TEST(MarkdownReport, AMessageThatEndsInABacktickIsClosed) {
  for (const char* message : {"`", "a `b", "``", "`a``", "```", "`a` `", "` `"}) {
    const Finding finding = saying(bare_finding(), message);
    EXPECT_FALSE(holds(without_code(markdown(report_of(Mode::ci, {finding}))), "<UNCLOSED>")) << message;
  }
}

// A summary over 1 MiB is not shown at all.
TEST(MarkdownReport, HasNoMoreThanASummaryCanHold) {
  std::vector<Finding> findings(5'000, checkpoint_finding());
  const std::string text = markdown(report_of(Mode::ci, findings));
  EXPECT_LT(text.size(), 600'000U);
  EXPECT_TRUE(holds(text, " more findings (`--report json=FILE` has all)"));
}

}  // namespace
}  // namespace expgate::test
