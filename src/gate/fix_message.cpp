#include "gate/fix_message.h"

#include <algorithm>

#include "base/files.h"
#include "engine/active_check.h"
#include "engine/evaluate.h"
#include "input/commit_msg.h"
#include "message/charset.h"
#include "message/header.h"
#include "message/message.h"
#include "message/repair.h"
#include "text/utf8.h"

namespace expgate::gate {

namespace {

// The columns that a line of the body may take on that branch, by the strictest check.
Result<std::size_t> body_width(const policy::Policy& policy, const ChangeSet& changes) {
  std::uint64_t width = message::kMaxText;
  for (const policy::Check& check : policy.checks) {
    if (check.rule->id != "commit-body" || check.severity == Severity::off) continue;
    TRY_ASSIGN(const bool is_for, engine::covers(check, changes.draft->ref, changes.context.default_branch));
    if (is_for) width = std::min(width, check.options.number("max_width"));
  }
  return static_cast<std::size_t>(width);
}

std::string proposed_header(const Report& report) {
  for (const Finding& finding : report.findings)
    if (!finding.remedy.header.empty()) return finding.remedy.header;
  return {};
}

bool is_plain_text(const Commit& commit) {
  return commit.message.size() <= message::kMaxText && !text::first_invalid(commit.message) &&
         message::charset_of(commit.encoding).kind == message::Charset::Kind::utf8;
}

// What was changed, for people.
std::vector<Text> notes_about(const std::string& before, const std::string& after) {
  std::vector<Text> notes;
  const auto header_of = [](const std::string& text) { return text.substr(0, text.find('\n')); };
  const std::string old_header = header_of(before);
  const std::string new_header = header_of(after);
  if (old_header != new_header)
    notes.push_back(tr(
        "fixed the header: `{old}` is now `{new}`",
        {{"old", message::shortened(text::printable(old_header))}, {"new", message::shortened(new_header)}}));
  if (before.substr(old_header.size()) != after.substr(new_header.size()))
    notes.push_back(tr("fixed the body: blank lines, line ends, wide lines and footers"));
  return notes;
}

}  // namespace

Result<void> fix_message(git::Repository& repository, const policy::Policy& policy, const ChangeSet& changes,
                         Report& report) {
  if (!changes.draft || !changes.draft->commit || !is_plain_text(*changes.draft->commit)) return {};
  const std::string& before = changes.draft->commit->message;
  if (message::parse(*changes.draft->commit).kind != message::Kind::ordinary) return {};
  const std::string& path = changes.draft->message_file;
  const auto text = read_file(path);
  if (!text) return {};  // it was there a moment ago: the report stands
  TRY_ASSIGN(const message::Cleanup cleanup, input::cleanup_of(repository, *text));
  TRY_ASSIGN(const std::size_t width, body_width(policy, changes));
  std::string after = message::repaired(
      before, {.header = proposed_header(report), .body_width = width, .comment = cleanup.comment});
  if (after == before || after.empty()) return {};

  ChangeSet fixed = changes;
  fixed.draft->commit->message = after;
  std::vector<Text> notes = notes_about(before, after);
  fixed.notes.insert(fixed.notes.end(), notes.begin(), notes.end());
  TRY_ASSIGN(Report judged, engine::evaluate(policy, fixed, repository));
  if (judged.count(Severity::error) > 0) return {};
  TRY_ASSIGN(const bool is_written, input::rewrite_message(repository, path, *text, after));
  if (is_written) report = std::move(judged);
  return {};
}

}  // namespace expgate::gate
