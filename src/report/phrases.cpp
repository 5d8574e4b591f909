#include "report/phrases.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "catalogue/catalogue.h"
#include "text/shell.h"
#include "text/utf8.h"
#include "text/wrap.h"

namespace expgate::report {

namespace {

constexpr std::size_t kSubjectColumns = 72;

// "refs/heads/a and 2 more refs"; empty where there is none.
Text refs_of(const Finding& finding) {
  if (finding.refs.empty()) return {};
  if (finding.refs.size() == 1) return verbatim(finding.refs.front());
  return tr_n("{ref} and {count} more ref", "{ref} and {count} more refs", finding.refs.size() - 1,
              {{"ref", finding.refs.front()}});
}

// "models/vit.py:3"
Text file_of(const Finding& finding) {
  if (!finding.line) return verbatim(*finding.path);
  return tr("{path}:{line}", {{"path", *finding.path}, {"line", *finding.line}});
}

// "commit 4f2a9c1 "feat: add ViT" on refs/heads/exp/vit"
Text commit_of(const Finding& finding) {
  Arguments arguments{{"commit", finding.commit->abbreviated()},
                      {"subject", text::shortened(text::printable(finding.subject), kSubjectColumns)},
                      {"refs", refs_of(finding)}};
  if (finding.subject.empty())
    return finding.refs.empty() ? tr("commit {commit}", std::move(arguments))
                                : tr("commit {commit} on {refs}", std::move(arguments));
  return finding.refs.empty() ? tr("commit {commit} \"{subject}\"", std::move(arguments))
                              : tr("commit {commit} \"{subject}\" on {refs}", std::move(arguments));
}

// Whether the message names the finding's path itself.
bool names_path(const Finding& finding) {
  return std::ranges::any_of(finding.arguments, [&](const Argument& argument) {
    const auto* text = std::get_if<std::string>(&argument.value);
    return text != nullptr && *text == finding.path;
  });
}

Text place_in_commit(const Finding& finding) {
  Text commit = commit_of(finding);
  if (finding.path && (finding.line || !names_path(finding)))
    return tr("{file} in {commit}", {{"file", file_of(finding)}, {"commit", std::move(commit)}});
  if (!finding.path && finding.line)
    return tr("message line {line} of {commit}", {{"line", *finding.line}, {"commit", std::move(commit)}});
  return commit;
}

Text place(const Finding& finding, Mode mode) {
  if (finding.commit) return place_in_commit(finding);
  if (mode == Mode::commit_msg && !finding.path)
    return finding.line ? tr("commit message, line {line}", {{"line", *finding.line}}) : tr("commit message");
  if (mode == Mode::pre_commit && finding.path)
    return finding.is_in_head ? tr("{file} (in HEAD)", {{"file", file_of(finding)}})
                              : tr("{file} (staged)", {{"file", file_of(finding)}});
  if (finding.path)
    return finding.refs.empty()
               ? file_of(finding)
               : tr("{file} in {refs}", {{"file", file_of(finding)}, {"refs", refs_of(finding)}});
  if (finding.refs.empty() && finding.object)
    return tr("object {object}", {{"object", finding.object->hex()}});
  return refs_of(finding);
}

bool is_commit_hook(Mode mode) {
  return mode == Mode::pre_commit || mode == Mode::commit_msg;
}

// "2 errors, 1 warning in 3 commits"
Text tally_of(const Report& report) {
  std::vector<Text> parts;
  const std::uint64_t errors = report.count(Severity::error);
  const std::uint64_t warnings = report.count(Severity::warn);
  if (errors > 0) parts.push_back(tr_n("{count} error", "{count} errors", errors));
  if (warnings > 0) parts.push_back(tr_n("{count} warning", "{count} warnings", warnings));
  const std::uint64_t commits = is_commit_hook(report.mode) ? 0 : report.counts.commits;
  std::vector<Text> tally;
  if (commits > 0)
    tally.push_back(tr_n("{findings} in {count} commit", "{findings} in {count} commits", commits,
                         {{"findings", std::move(parts)}}));
  else
    tally = std::move(parts);
  if (report.counts.waived > 0)
    tally.push_back(tr_n("{count} waived", "{count} waived", report.counts.waived));
  return tr("{tally}", {{"tally", std::move(tally)}});
}

Text rejection(const Report& report) {
  Arguments arguments{{"tally", tally_of(report)}};
  if (report.warn_only) {
    if (is_commit_hook(report.mode)) return tr("commit would be rejected: {tally}", std::move(arguments));
    if (report.mode == Mode::ci) return tr("change would be rejected: {tally}", std::move(arguments));
    if (report.mode == Mode::audit) return tr("history would be rejected: {tally}", std::move(arguments));
    return tr("push would be rejected: {tally}", std::move(arguments));
  }
  if (is_commit_hook(report.mode)) return tr("commit rejected: {tally}", std::move(arguments));
  if (report.mode == Mode::ci) return tr("change rejected: {tally}", std::move(arguments));
  if (report.mode == Mode::audit) return tr("history rejected: {tally}", std::move(arguments));
  return tr("push rejected: {tally}", std::move(arguments));
}

constexpr std::array<Msgid, kBulks> kCategories = {
    msgid("weights"),  msgid("checkpoints"), msgid("data"),  msgid("logs"),
    msgid("archives"), msgid("notebooks"),   msgid("media"), msgid("code and other")};
static_assert(std::equal(kCategories.begin(), kCategories.end(), kCategoryNames.begin(),
                         [](Msgid id, std::string_view name) { return id.english == name; }));

}  // namespace

std::string shown(const Text& text) {
  return text::printable(catalogue::render(text));
}

Text text_of(ContentCategory category) {
  return {kCategories[static_cast<std::size_t>(category)], {}};
}

Text two_sentences(Text first, Text second) {
  return tr("{first} {second}", {{"first", std::move(first)}, {"second", std::move(second)}});
}

std::string message_of(const Finding& finding) {
  constexpr std::size_t kColumns = 1'000;  // it may quote what was pushed, and that has no limit
  return text::shortened(shown(finding.message()), kColumns);
}

std::string why_of(const Finding& finding) {
  return finding.why.empty() ? "" : shown(Text(finding.why, finding.arguments));
}

std::string help_of(const Finding& finding) {
  std::vector<Text> parts = finding.notes;
  if (Text help = finding.help(); !help.empty()) parts.push_back(std::move(help));
  if (parts.empty()) return "";
  if (parts.size() == 1) return shown(parts.front());
  return shown(tr("{first}; {second}", {{"first", parts[0]}, {"second", parts[1]}}));
}

std::string help_on_one_line(const Finding& finding) {
  const std::string help = help_of(finding);
  const std::string commands = text::printable(text::shell_line(finding.remedy.commands.list()));
  if (help.empty() || commands.empty()) return help.empty() ? commands : help;
  return shown(tr("{help}: {commands}", {{"help", help}, {"commands", commands}}));
}

std::string place_of(const Finding& finding, Mode mode) {
  return shown(place(finding, mode));
}

std::string headline(const Report& report) {
  if (report.error) return shown(tr("could not decide: {error}", {{"error", report.error->message}}));
  if (report.count(Severity::error) > 0) return shown(rejection(report));
  const std::uint64_t warnings = report.count(Severity::warn);
  return warnings > 0 ? shown(tr_n("passed with {count} warning", "passed with {count} warnings", warnings))
                      : shown(tr("passed"));
}

Text accepted_in_warn_mode(Mode mode) {
  if (is_commit_hook(mode)) return tr("accepted (warn mode): this commit would be rejected otherwise");
  if (mode == Mode::ci || mode == Mode::audit)
    return tr("accepted (warn mode): this would be rejected otherwise");
  return tr("accepted (warn mode): this push would be rejected otherwise");
}

Text volume_of(const Report& report) {
  return tr("{commits}, {files}, {time} ms",
            {{"commits", tr_n("{count} commit", "{count} commits", report.counts.commits)},
             {"files", tr_n("{count} file", "{count} files", report.counts.files)},
             {"time", fmt::format("{:.1f}", report.elapsed_ms)}});
}

Text fails_closed(Mode mode) {
  return is_commit_hook(mode) ? tr("expgate fails closed: this commit is rejected until it can decide")
                              : tr("expgate fails closed: this push is rejected until it can decide");
}

}  // namespace expgate::report
