#include "message/clean.h"

#include <algorithm>
#include <vector>

#include "base/strings.h"

namespace expgate::message {

namespace {

constexpr std::string_view kCommentCharacters =
    "#;@!$%^&|:";  // those that core.commentChar=auto chooses from, in this order
constexpr std::string_view kConflicts = " Conflicts:";

bool is_line(std::string_view line, std::string_view comment, std::string_view rest) {
  return line.starts_with(comment) && line.substr(comment.size()) == rest;
}

// Whether the comment character stands there as git writes its own lines: alone, or in front of a blank.
bool is_help_line(std::string_view line, char comment) {
  return line.starts_with(comment) && (line.size() == 1 || line[1] == ' ' || line[1] == '\t');
}

// With core.commentChar=auto git takes a character that begins no line of the message, before it adds its own
// lines at the end: the scissors, or a last run of comment lines with an empty one, a file of the status or
// the list of conflicts among them. Where it has added none (commit.status=false), no line is a comment.
std::string inferred_comment(std::string_view file) {
  std::vector<std::string_view> all = lines(file);
  for (const std::string_view line : all)
    if (!line.empty() && line.substr(1) == kScissors &&
        kCommentCharacters.find(line[0]) != std::string_view::npos)
      return std::string(1, line[0]);
  while (!all.empty() && trim(all.back()).empty()) all.pop_back();
  if (all.empty() || kCommentCharacters.find(all.back()[0]) == std::string_view::npos) return "";
  const char comment = all.back()[0];
  for (auto line = all.rbegin(); line != all.rend() && is_help_line(*line, comment); ++line)
    if (line->size() == 1 || (*line)[1] == '\t' || line->substr(1) == kConflicts)
      return std::string(1, comment);
  return "";
}

bool lists_conflicts(std::string_view file, std::string_view comment) {
  const auto all = lines(file);
  return std::any_of(all.begin(), all.end(),
                     [&](std::string_view line) { return is_line(line, comment, kConflicts); });
}

// `file` up to the scissors line; all of it if there is none.
std::string_view before_scissors(std::string_view file, std::string_view comment) {
  const std::string scissors = std::string(comment) + std::string(kScissors);
  for (std::size_t at = file.find(scissors); at != std::string_view::npos; at = file.find(scissors, at + 1)) {
    const std::size_t end = at + scissors.size();
    if ((at == 0 || file[at - 1] == '\n') && end < file.size() && file[end] == '\n')
      return file.substr(0, at);
  }
  return file;
}

// Whether the scissors line is one that git wrote (`commit -v`): below it, behind its own comment lines, a
// diff begins. Git cuts at no other, unless it was told to.
bool shows_diff(std::string_view file, std::string_view comment) {
  bool is_in_its_comment = false;
  for (const std::string_view line : lines(file.substr(before_scissors(file, comment).size()))) {
    if (is_in_its_comment && !line.starts_with(comment))
      return line.starts_with("diff --") || line.starts_with("Submodule ");
    is_in_its_comment = true;
  }
  return false;
}

// The line without blanks at its end, as git knows blanks: VT and FF are none.
std::string_view without_trailing_blanks(std::string_view line) {
  return line.substr(0, line.find_last_not_of(" \t\r") + 1);
}

}  // namespace

Cleanup cleanup_for(const Situation& situation, std::string_view file) {
  Cleanup cleanup;
  if (situation.comment == "auto")
    cleanup.comment = inferred_comment(file);
  else if (!situation.comment.empty())
    cleanup.comment = situation.comment;
  cleanup.cuts_at_scissors =
      situation.has_editor &&
      (situation.cleanup == "scissors" || situation.is_verbose || shows_diff(file, cleanup.comment));
  if (situation.cleanup == "verbatim") cleanup.mode = CleanupMode::verbatim;
  if (situation.cleanup == "whitespace" || situation.cleanup == "scissors")
    cleanup.mode = CleanupMode::whitespace;
  const bool is_default = situation.cleanup != "strip" && cleanup.mode == CleanupMode::strip;
  if (is_default && !situation.has_editor) cleanup.mode = CleanupMode::whitespace;
  // `cherry-pick --continue` without a terminal asks for `--cleanup=strip`, whatever the configuration says.
  if (!situation.has_editor && situation.resumes && lists_conflicts(file, cleanup.comment))
    cleanup.mode = CleanupMode::strip;
  return cleanup;
}

std::string clean(std::string_view file, const Cleanup& cleanup) {
  if (cleanup.cuts_at_scissors) file = before_scissors(file, cleanup.comment);
  if (cleanup.mode == CleanupMode::verbatim) return std::string(file);
  std::string cleaned;
  const bool drops_comments = cleanup.mode == CleanupMode::strip && !cleanup.comment.empty();
  bool owes_blank_line = false;
  for (const std::string_view raw : lines(file)) {
    if (drops_comments && raw.starts_with(cleanup.comment)) continue;
    const std::string_view line = without_trailing_blanks(raw);
    if (line.empty()) {
      owes_blank_line = !cleaned.empty();
      continue;
    }
    if (owes_blank_line) cleaned += '\n';
    owes_blank_line = false;
    cleaned += line;
    cleaned += '\n';
  }
  return cleaned;
}

}  // namespace expgate::message
