#include "report/text.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/strings.h"
#include "report/sample.h"
#include "text/utf8.h"

namespace expgate::test {
namespace {

using report::text;
using report::TextStyle;

// The line that says where the finding is.
std::string place(const Finding& finding, Mode mode) {
  const std::string whole = text(report_of(mode, {finding}), {.width = 200});
  for (const std::string_view line : lines(whole))
    if (line.starts_with("  --> ")) return std::string(line.substr(6));
  return "";
}

std::string last_line(const Report& report, const TextStyle& style = {}) {
  const std::string whole = text(report, style);
  return whole.empty() ? "" : std::string(lines(whole).back());
}

TEST(TextReport, LooksLikeTheContract) {
  Report report = report_of(Mode::pre_receive, {checkpoint_finding()});
  report.counts.commits = 3;
  EXPECT_EQ(text(report, {}),
            "error[max-file-size]: `models/best.bin` is 48.2 MiB, over the limit of 5 MiB\n"
            "  --> commit 4f2a9c1 \"feat: add ViT baseline\" on refs/heads/exp/vit\n"
            "  = why: every clone carries it for ever\n"
            "  = help: keep the file in your artifact store and record it in results/\n"
            "\n"
            "To fix this push (exp/vit, 1 error in 1 commit):\n"
            "  expgate mend\n"
            "or without expgate:\n"
            "  git rm --cached -- models/best.bin && git commit --amend\n"
            "\n"
            "expgate: push rejected: 1 error in 3 commits\n");
}

// Behind git's `remote: ` nobody can paste a command of several lines.
TEST(TextReport, ACommandIsNeverWrapped) {
  Finding finding = checkpoint_finding();
  const std::string longest(300, 'x');
  finding.remedy.commands = {{"git", "rm", "--cached", "--", longest}, {"git", "commit", "--amend"}};
  const std::string whole = text(report_of(Mode::pre_receive, {finding}), {.width = 40});
  EXPECT_NE(whole.find("\n  git rm --cached -- " + longest + " && git commit --amend\n"), whole.npos)
      << whole;
}

TEST(TextReport, NoWordIsBrokenHoweverNarrowItIs) {
  const std::string words =
      " error[max-file-size]: `models/best.bin` is 48.2 MiB, over the limit of 5 MiB --> commit 4f2a9c1 "
      "\"feat: "
      "add ViT baseline\" on refs/heads/exp/vit = why: every clone carries it for ever = help: keep the file "
      "in "
      "your artifact store and record it in results/ To fix this push (exp/vit, 1 error in 1 commit): "
      "expgate mend "
      "or without expgate: expgate: push rejected: 1 error in 3 commits ";
  Report report = report_of(Mode::pre_receive, {checkpoint_finding()});
  report.counts.commits = 3;
  for (const std::size_t width : {20U, 40U, 60U, 79U}) {
    const std::string whole = text(report, {.width = width});
    for (const std::string_view line : lines(whole)) {
      if (line.starts_with("  git ")) continue;
      for (const std::string_view word : split(line, ' '))
        EXPECT_NE(words.find(" " + std::string(word) + (word.empty() ? "" : " ")), words.npos) << word;
    }
  }
}

// The block of the report, each line without its indent.
std::vector<std::string> block_of(const Report& report) {
  std::vector<std::string> block;
  bool is_in = false;
  const std::string whole = text(report, {.width = 400});
  for (const std::string_view line : lines(whole)) {
    is_in = (is_in && !line.empty()) || line.starts_with("To fix");
    if (is_in) block.emplace_back(line);
  }
  return block;
}
using Block = std::vector<std::string>;

TEST(TextReport, OneBlockForEachRef) {
  Finding other = checkpoint_finding();
  other.refs = {"refs/heads/main"};
  other.remedy.commands = {};
  EXPECT_EQ(block_of(report_of(Mode::pre_push, {checkpoint_finding(), checkpoint_finding(), other})),
            (Block{"To fix this push (exp/vit, 2 errors in 1 commit):", "  expgate mend",
                   "or without expgate:", "  git rm --cached -- models/best.bin && git commit --amend",
                   "To fix this push (main, 1 error in 1 commit):", "  expgate mend",
                   "or by hand: stop at commit 4f2a9c1 in a rebase, and fix it there"}));
  EXPECT_EQ(block_of(report_of(Mode::ci, {other})),
            (Block{"To fix this change (main, 1 error in 1 commit):",
                   "  stop at commit 4f2a9c1 in a rebase, and fix it there"}))
      << "what CI judges is on the remote, and mend leaves that alone";
}

TEST(TextReport, ATagIsNotMended) {
  Finding finding = checkpoint_finding();
  finding.refs = {"refs/tags/v1"};
  EXPECT_EQ(block_of(report_of(Mode::pre_push, {finding})),
            (Block{"To fix this push (v1, 1 error in 1 commit):",
                   "  git rm --cached -- models/best.bin && git commit --amend"}));
}

TEST(TextReport, WhatIsLeftByTheLineIsSaid) {
  Finding left = checkpoint_finding();
  left.remedy.commands = {};
  EXPECT_EQ(block_of(report_of(Mode::pre_push, {checkpoint_finding(), left})).back(),
            "  this leaves commit 4f2a9c1: push again to see what to do about it");
}

TEST(TextReport, EditsComeBeforeTheirCommit) {
  Finding seed = bare_finding();
  seed.scope = Scope::tip;
  seed.refs = {"refs/heads/exp/vit"};
  seed.remedy = {.commands = {{"git", "add", "--", "a.yaml"}, {"git", "commit"}},
                 .edits = {{"a.yaml", 3, "", "seed: 42"}, {"b.txt", 4, "torch", "torch==2.4.0"}}};
  EXPECT_EQ(block_of(report_of(Mode::pre_receive, {seed})),
            (Block{"To fix this push (exp/vit, 1 error):", "  in `a.yaml`, add the line `seed: 42`",
                   "  in `b.txt`, line 4, write `torch==2.4.0`", "  git add -- a.yaml && git commit"}));
  EXPECT_EQ(block_of(report_of(Mode::pre_receive, {checkpoint_finding(), seed})),
            (Block{"To fix this push (exp/vit, 2 errors in 1 commit):", "  expgate mend",
                   "or without expgate:", "  git rm --cached -- models/best.bin && git commit --amend",
                   "and in any case:", "  in `a.yaml`, add the line `seed: 42`",
                   "  in `b.txt`, line 4, write `torch==2.4.0`", "  git add -- a.yaml && git commit"}));
}

// It would leave people without the binary in the middle of something.
TEST(TextReport, NoLineOfGitNeedsExpgate) {
  Finding notebook = checkpoint_finding();
  notebook.remedy = {.kind = Remedy::Kind::clean,
                     .commands = {{"expgate", "fix", "--", "a.ipynb"}, {"git", "add", "--", "a.ipynb"}}};
  EXPECT_EQ(
      block_of(report_of(Mode::pre_push, {notebook})),
      (Block{"To fix this push (exp/vit, 1 error in 1 commit):", "  expgate mend", "or without expgate:",
             "  clear the outputs of the notebooks in Jupyter, then:", "  git add -- a.ipynb"}));
}

TEST(TextReport, AWarningAndAWebPageNeedNoCommands) {
  EXPECT_EQ(block_of(report_of(Mode::pre_push, {bare_finding(Severity::warn)})), Block{});
  Report report = report_of(Mode::pre_receive, {checkpoint_finding()});
  report.is_web = true;
  EXPECT_EQ(block_of(report), (Block{"To fix this push (exp/vit, 1 error in 1 commit):",
                                     "  leave the named files out of the upload", "  then commit again"}));
  report.warn_only = true;
  EXPECT_EQ(block_of(report), Block{});
  const std::string whole = text(report, {});
  EXPECT_TRUE(
      whole.starts_with("expgate: accepted (warn mode): this push would be rejected otherwise\n\nerror["))
      << whole;
}

TEST(TextReport, WhatIsStagedHasABlockOfItsOwn) {
  Finding finding = checkpoint_finding();
  finding.commit.reset();
  finding.refs.clear();
  finding.remedy.commands = {{"git", "restore", "--staged", "--", "models/best.bin"}};
  EXPECT_EQ(block_of(report_of(Mode::pre_commit, {finding})),
            (Block{"To fix this commit:", "  expgate fix --staged",
                   "or without expgate:", "  git restore --staged -- models/best.bin"}));
}

TEST(TextReport, OneEntryForAFolder) {
  std::vector<Finding> findings(6, checkpoint_finding());
  for (std::size_t i = 1; i < findings.size(); ++i) findings[i].path = "models/" + std::to_string(i) + ".bin";
  findings[5].path = "other/5.bin";
  const std::string whole = text(report_of(Mode::pre_receive, findings), {});
  EXPECT_NE(whole.find("  = also: 4 more in `models/`: `1.bin`, `2.bin`, `3.bin`, …\n"), whole.npos) << whole;
  EXPECT_EQ(std::count(whole.begin(), whole.end(), '>'), 2) << "two entries";
  EXPECT_NE(whole.find("push rejected: 6 errors"), whole.npos) << "each is counted";
}

TEST(TextReport, EveryLineHasThePrefixAndKeepsToTheWidth) {
  Finding finding = checkpoint_finding();
  finding.why = msgid(
      "every clone carries it for ever, and so does every mirror, every runner and every colleague's laptop, "
      "for years");
  Report report = report_of(Mode::pre_receive, {finding, bare_finding(Severity::warn)});
  report.notes = {verbatim(
      "`.expgate.yaml` may not switch `max-file-size` off: the server's policy locks it, and that is "
      "how it stays")};
  report.error =
      Error{verbatim("the object 00000000000000000000000000000000000000ab is missing from the repository"),
            verbatim("run git fsck")};
  for (const std::size_t width : {60U, 80U, 100U}) {
    const std::string whole = text(report, {.width = width, .prefix = "GL-HOOK-ERR: "});
    for (const std::string_view line : lines(whole)) {
      EXPECT_TRUE(line.starts_with("GL-HOOK-ERR: ")) << line;
      EXPECT_LE(text::width(line), width) << line;
    }
  }
}

TEST(TextReport, PlacesInCommits) {
  Finding finding = checkpoint_finding();
  EXPECT_EQ(place(finding, Mode::pre_receive),
            "commit 4f2a9c1 \"feat: add ViT baseline\" on refs/heads/exp/vit");
  finding.refs = {"refs/heads/a", "refs/heads/b"};
  EXPECT_EQ(place(finding, Mode::pre_receive),
            "commit 4f2a9c1 \"feat: add ViT baseline\" on refs/heads/a and 1 more ref");
  finding.refs.push_back("refs/heads/c");
  EXPECT_EQ(place(finding, Mode::pre_receive),
            "commit 4f2a9c1 \"feat: add ViT baseline\" on refs/heads/a and 2 more refs");
  finding.refs.clear();
  EXPECT_EQ(place(finding, Mode::ci), "commit 4f2a9c1 \"feat: add ViT baseline\"");
  finding = saying(finding, "a checkpoint");  // does not name the file: the place does
  EXPECT_EQ(place(finding, Mode::ci), "models/best.bin in commit 4f2a9c1 \"feat: add ViT baseline\"");
  finding.path = "train.py";
  finding.line = 12;
  EXPECT_EQ(place(finding, Mode::ci), "train.py:12 in commit 4f2a9c1 \"feat: add ViT baseline\"");
  finding.path.reset();
  finding.line = 3;
  EXPECT_EQ(place(finding, Mode::ci), "message line 3 of commit 4f2a9c1 \"feat: add ViT baseline\"");
  finding.subject.clear();
  EXPECT_EQ(place(finding, Mode::ci), "message line 3 of commit 4f2a9c1");
}

TEST(TextReport, PlacesWithoutACommit) {
  Finding finding = bare_finding();
  EXPECT_EQ(place(finding, Mode::pre_push), "");
  EXPECT_EQ(place(finding, Mode::commit_msg), "commit message");
  finding.line = 3;
  EXPECT_EQ(place(finding, Mode::commit_msg), "commit message, line 3");
  finding.line.reset();
  finding.object = Oid::parse("00000000000000000000000000000000000000ab");
  EXPECT_EQ(place(finding, Mode::pre_receive), "object 00000000000000000000000000000000000000ab");
  finding.refs = {"refs/heads/exp/vit"};
  EXPECT_EQ(place(finding, Mode::pre_receive), "refs/heads/exp/vit");
  finding.path = "configs/vit.yaml";
  EXPECT_EQ(place(finding, Mode::pre_receive), "configs/vit.yaml in refs/heads/exp/vit");
  EXPECT_EQ(place(finding, Mode::pre_commit), "configs/vit.yaml (staged)");
  finding.line = 4;
  EXPECT_EQ(place(finding, Mode::pre_receive), "configs/vit.yaml:4 in refs/heads/exp/vit");
  EXPECT_EQ(place(finding, Mode::pre_commit), "configs/vit.yaml:4 (staged)");
}

TEST(TextReport, NothingFromTheRepositoryReachesTheTerminalRaw) {
  Finding finding = checkpoint_finding();
  const std::string evil = "\x1B[2J\n::error::\xE2\x80\xAE\xFF";
  finding.reason = &kAllQuoted;
  finding.arguments = {{"text", evil}};
  finding.why = msgid("{text}");
  finding.remedy = {};
  finding.subject = evil;
  finding.refs = {"refs/heads/" + evil};
  finding.path = evil;
  finding.line = 1;
  Report report = report_of(Mode::pre_receive, {finding});
  report.notes = {verbatim(evil)};
  report.error = Error{verbatim(evil), verbatim(evil)};
  const std::string whole = text(report, {.width = 1000});
  EXPECT_EQ(whole.find('\x1B'), whole.npos);
  EXPECT_EQ(whole.find("\xE2\x80\xAE"), whole.npos);
  EXPECT_EQ(whole.find('\xFF'), whole.npos);
  EXPECT_EQ(whole.find("\n::error"), whole.npos);
  std::size_t shown = 0;
  for (std::size_t at = whole.find("\\x1B[2J\\n::error::\\u{202E}\\xFF"); at != whole.npos;
       at = whole.find("\\x1B[2J", at + 1))
    ++shown;
  EXPECT_EQ(shown, 9U);
}

TEST(TextReport, ALongSubjectIsCut) {
  Finding finding = checkpoint_finding();
  finding.subject = std::string(70'000, 'x');
  EXPECT_LT(text(report_of(Mode::ci, {saying(finding, std::string(70'000, 'y'))}), {}).size(), 2'000U);
}

TEST(TextReport, WhyIsSaidOnce) {
  Finding other = checkpoint_finding();
  other.path = "runs/last.bin";
  const std::string whole = text(report_of(Mode::ci, {checkpoint_finding(), other}), {});
  EXPECT_EQ(whole.find("= why"), whole.rfind("= why"));
  EXPECT_NE(whole.find("= help"), whole.rfind("= help"));
}

TEST(TextReport, AfterTheMostACount) {
  std::vector<Finding> findings(5, bare_finding(Severity::warn));
  findings.push_back(bare_finding());
  findings.push_back(bare_finding());
  const std::string whole = text(report_of(Mode::ci, findings), {.most = 3});
  EXPECT_EQ(whole,
            "warning[some-rule]: something is wrong\n\n"
            "error[some-rule]: something is wrong\n\n"
            "error[some-rule]: something is wrong\n\n"
            "… and 4 more findings (--format json has all)\n\n"
            "expgate: change rejected: 2 errors, 5 warnings\n");
  EXPECT_EQ(text(report_of(Mode::ci, findings), {.most = 7}).find("(--format"), std::string::npos);
}

TEST(TextReport, TheLastLineIsTheVerdict) {
  Report report = report_of(Mode::pre_push, {bare_finding(), bare_finding(), bare_finding(Severity::warn)});
  report.counts = {.commits = 1, .files = 2};
  EXPECT_EQ(last_line(report), "expgate: push rejected: 2 errors, 1 warning in 1 commit");
  report.counts.waived = 3;
  EXPECT_EQ(last_line(report), "expgate: push rejected: 2 errors, 1 warning in 1 commit, 3 waived");
  report.counts.waived = 0;
  report.warn_only = true;
  EXPECT_EQ(last_line(report), "expgate: push would be rejected: 2 errors, 1 warning in 1 commit");
  report.warn_only = false;
  const std::pair<Mode, const char*> modes[] = {
      {Mode::pre_commit, "expgate: commit rejected: 2 errors, 1 warning"},
      {Mode::commit_msg, "expgate: commit rejected: 2 errors, 1 warning"},
      {Mode::pre_receive, "expgate: push rejected: 2 errors, 1 warning in 1 commit"},
      {Mode::update, "expgate: push rejected: 2 errors, 1 warning in 1 commit"},
      {Mode::ci, "expgate: change rejected: 2 errors, 1 warning in 1 commit"},
      {Mode::audit, "expgate: history rejected: 2 errors, 1 warning in 1 commit"},
  };
  for (const auto& [mode, line] : modes) {
    report.mode = mode;
    EXPECT_EQ(last_line(report), line);
  }
  report.findings = {bare_finding(Severity::warn)};
  EXPECT_EQ(last_line(report), "expgate: passed with 1 warning");
}

TEST(TextReport, ACleanPassSaysNothingUnlessAsked) {
  Report report = report_of(Mode::ci, {});
  report.counts = {.commits = 3, .files = 9};
  report.elapsed_ms = 4.06;
  EXPECT_EQ(text(report, {}), "");
  EXPECT_EQ(text(report, {.verbose = true}), "expgate: passed: 3 commits, 9 files, 4.1 ms\n");
  report.notes = {verbatim("the baseline has 2 entries that match nothing")};
  EXPECT_EQ(text(report, {}), "note: the baseline has 2 entries that match nothing\n");
  report.findings = {bare_finding(Severity::warn)};
  EXPECT_EQ(last_line(report, {.verbose = true}),
            "expgate: passed with 1 warning: 3 commits, 9 files, 4.1 ms");
}

TEST(TextReport, QuietLeavesErrorsOnly) {
  Report report = report_of(Mode::pre_push, {bare_finding(Severity::warn)});
  report.notes = {verbatim("a note")};
  EXPECT_EQ(text(report, {.quiet = true}), "");
  report.findings.push_back(bare_finding());
  EXPECT_EQ(text(report, {.quiet = true}),
            "error[some-rule]: something is wrong\n\n"
            "expgate: push rejected: 1 error, 1 warning\n");
}

TEST(TextReport, AnErrorSaysThatItFailsClosed) {
  Report report = report_of(Mode::pre_receive, {});
  report.error = Error{verbatim("`/etc/expgate/policy.yaml`:3:1: unknown key `ruls`, did you mean `rules`?"),
                       verbatim("expgate policy check FILE")};
  EXPECT_EQ(
      text(report, {}),
      "expgate: could not decide: `/etc/expgate/policy.yaml`:3:1: unknown key `ruls`, did you mean `rules`?\n"
      "  = help: expgate policy check FILE\n"
      "  = note: expgate fails closed: this push is rejected until it can decide\n");
  report.mode = Mode::commit_msg;
  EXPECT_EQ(last_line(report), "  = note: expgate fails closed: this commit is rejected until it can decide");
  report.mode = Mode::ci;
  EXPECT_EQ(last_line(report), "  = help: expgate policy check FILE");
  EXPECT_EQ(text(Error{verbatim("no such file"), {}}, {}), "expgate: could not decide: no such file\n");
  EXPECT_EQ(report::plain_text(
                Error{verbatim("unknown option `--formt`"), verbatim("`expgate help` lists them")}, {}),
            "expgate: unknown option `--formt`\n  = help: `expgate help` lists them\n");
}

TEST(TextReport, ColourPaintsLabelsOnly) {
  Report report = report_of(Mode::pre_receive, {checkpoint_finding(), bare_finding(Severity::warn)});
  const std::string plain = text(report, {});
  std::string painted = text(report, {.color = true});
  EXPECT_TRUE(painted.starts_with("\x1B[1;31merror[max-file-size]: \x1B[0m`models/best.bin`"));
  EXPECT_NE(painted.find("\x1B[1;33mwarning[some-rule]: \x1B[0m"), painted.npos);
  for (std::size_t at = painted.find('\x1B'); at != painted.npos; at = painted.find('\x1B'))
    painted.erase(at, painted.find('m', at) + 1 - at);
  EXPECT_EQ(painted, plain);
}

}  // namespace
}  // namespace expgate::test
