#include "report/phrases.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "base/strings.h"
#include "text/utf8.h"
#include "text/wrap.h"

namespace expgate::report {

namespace {

constexpr std::size_t kSubjectColumns = 72;

// "refs/heads/a and 2 more refs"; empty where there is none.
std::string refs_of(const Finding& finding) {
  if (finding.refs.empty()) return "";
  const std::string first = text::printable(finding.refs.front());
  if (finding.refs.size() == 1) return first;
  return fmt::format("{} and {} more ref{}", first, finding.refs.size() - 1,
                     finding.refs.size() == 2 ? "" : "s");
}

// "models/vit.py:3" or, where the message names the file already and there is no line, nothing.
std::string file_of(const Finding& finding) {
  if (!finding.path) return "";
  const std::string path = text::printable(*finding.path);
  return finding.line ? fmt::format("{}:{}", path, *finding.line) : path;
}

// Where a finding about a commit lies: "commit 4f2a9c1 "feat: add ViT" on refs/heads/exp/vit".
std::string place_in_commit(const Finding& finding) {
  std::string place = "commit " + finding.commit->abbreviated();
  if (!finding.subject.empty())
    place += fmt::format(" \"{}\"", text::shortened(text::printable(finding.subject), kSubjectColumns));
  if (!finding.refs.empty()) place += " on " + refs_of(finding);
  const bool is_named = finding.path && finding.message.find(*finding.path) != std::string::npos;
  if (finding.path && (finding.line || !is_named)) return file_of(finding) + " in " + place;
  if (!finding.path && finding.line) return fmt::format("message line {} of {}", *finding.line, place);
  return place;
}

bool is_commit_hook(Mode mode) {
  return mode == Mode::pre_commit || mode == Mode::commit_msg;
}

// "2 errors, 1 warning in 3 commits"
std::string tally_of(const Report& report) {
  std::vector<std::string> parts;
  const std::uint64_t errors = report.count(Severity::error);
  const std::uint64_t warnings = report.count(Severity::warn);
  if (errors > 0) parts.push_back(count_of(errors, "error"));
  if (warnings > 0) parts.push_back(count_of(warnings, "warning"));
  std::string tally = join(parts, ", ");
  if (report.counts.commits > 0 && !is_commit_hook(report.mode))
    tally += " in " + count_of(report.counts.commits, "commit");
  if (report.counts.waived > 0) tally += fmt::format(", {} waived", report.counts.waived);
  return tally;
}

}  // namespace

std::string message_of(const Finding& finding) {
  constexpr std::size_t kColumns = 1'000;  // it may quote what was pushed, and that has no limit
  return text::shortened(text::printable(finding.message), kColumns);
}

std::string place_of(const Finding& finding, Mode mode) {
  if (finding.commit) return place_in_commit(finding);
  if (mode == Mode::commit_msg && !finding.path)
    return finding.line ? fmt::format("commit message, line {}", *finding.line) : "commit message";
  if (mode == Mode::pre_commit && finding.path) return file_of(finding) + " (staged)";
  const std::string refs = refs_of(finding);
  if (finding.path) return refs.empty() ? file_of(finding) : fmt::format("{} in {}", file_of(finding), refs);
  if (refs.empty() && finding.object) return "object " + finding.object->hex();
  return refs;
}

std::string help_on_one_line(const std::string& help) {
  std::string line(trim(help));
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

std::string_view subject_of(Mode mode) {
  if (is_commit_hook(mode)) return "commit";
  if (mode == Mode::ci) return "change";
  return mode == Mode::audit ? "history" : "push";
}

std::string headline(const Report& report) {
  if (report.error) return "could not decide: " + text::printable(report.error->message);
  if (report.count(Severity::error) > 0)
    return fmt::format("{} {}: {}", subject_of(report.mode),
                       report.warn_only ? "would be refused" : "refused", tally_of(report));
  const std::uint64_t warnings = report.count(Severity::warn);
  return warnings > 0 ? "passed with " + count_of(warnings, "warning") : "passed";
}

}  // namespace expgate::report
