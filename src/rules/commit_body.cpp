#include <algorithm>

#include <fmt/core.h>

#include "base/strings.h"
#include "message/header.h"
#include "message/trailers.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"max_width", OptionType::integer, "100", "Columns that a line of the body may take."},
    {"required_for", OptionType::texts, "[]", "Types whose commits need a body."},
};

// Whether scripts are in the line that need no blanks and may be broken anywhere.
bool has_wide_letters(std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t length = text::decode(line, at).length;
    if (length > 2 && text::width(line.substr(at, length)) == 2) return true;
    at += length;
  }
  return false;
}

// Whether nothing can be done about the line's width: a URL alone (in a list, as a footnote, with a label),
// or anything else that cannot be broken.
bool is_unbreakable(std::string_view line) {
  line = trim(line);
  if (const std::size_t blank = line.find_first_of(" \t"); blank != std::string_view::npos) {
    const std::string_view mark = line.substr(0, blank);
    if (mark == "-" || mark == "*" || mark == ">" || mark.starts_with('[') || mark.ends_with('.') ||
        mark.ends_with(':'))
      line = trim(line.substr(blank));
  }
  if (line.find_first_of(" \t") != std::string_view::npos) return false;
  return line.find("://") != std::string_view::npos || !has_wide_letters(line);
}

bool may_be_wide(const message::Message& message, std::size_t index) {
  const std::string& line = message.lines[index];
  if (line.starts_with("BREAKING CHANGE: ") || line.starts_with("BREAKING-CHANGE: ")) return true;
  const bool is_in_trailers =
      message.trailers_line > 0 && static_cast<int>(index) + 1 >= message.trailers_line;
  return (is_in_trailers && message::trailer_of(line)) || is_unbreakable(line);
}

// One violation for all wide lines, at the first.
void judge_width(const message::Message& message, std::uint64_t max_width, Violations& violations) {
  std::uint64_t wide_lines = 0;
  int first = 0;
  std::size_t first_width = 0;
  for (std::size_t i = 1; i < message.lines.size(); ++i) {
    if (message.lines[i].size() <= max_width) continue;  // a column takes one byte at least
    const std::size_t width = text::width(message.lines[i]);
    if (width <= max_width || may_be_wide(message, i)) continue;
    if (++wide_lines > 1) continue;
    first = static_cast<int>(i) + 1;
    first_width = width;
  }
  if (wide_lines == 0) return;
  const std::string more =
      wide_lines == 1 ? "" : fmt::format(" (and {} more)", count_of(wide_lines - 1, "line"));
  violations.push_back({.message = fmt::format("line {} is {} columns wide, over the limit of {}{}", first,
                                               first_width, max_width, more),
                        .mend = Mend::message,
                        .advice = "break it; a URL may stand alone on its line",
                        .line = first});
}

bool has_body(const message::Message& message) {
  const auto end =
      message.trailers_line > 0 ? static_cast<std::size_t>(message.trailers_line) - 1 : message.lines.size();
  return std::any_of(message.lines.begin() + 1,
                     message.lines.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(end, 1)),
                     [](const std::string& line) { return !trim(line).empty(); });
}

Result<Judge> make(const Options& options) {
  return JudgeCommit{[max_width = options.number("max_width"), required_for = options.list("required_for")](
                         const CommitView& view, Violations& violations) -> Result<void> {
    const message::Message& message = view.message;
    if (message.kind != message::Kind::ordinary || message.lines.empty()) return {};
    if (message.lines.size() > 1 && !trim(message.header).empty() && !trim(message.lines[1]).empty())
      violations.push_back(
          {.message = "no blank line between the header and the body: line 2 is " +
                      message::backticked(message.lines[1]),
           .mend = Mend::message,
           .advice = "leave line 2 empty; git and every viewer take what stands there for the subject",
           .line = 2});
    judge_width(message, max_width, violations);
    const auto header = message::parse_header(message.header);
    if (header && std::find(required_for.begin(), required_for.end(), header->type) != required_for.end() &&
        !has_body(message))
      violations.push_back({.message = fmt::format("a commit of type `{}` needs a body", header->type),
                            .mend = Mend::message,
                            .advice = "say below a blank line why this is done and how it was tried",
                            .line = 1});
    return {};
  }};
}

}  // namespace

extern const Rule commit_body;
const Rule commit_body{
    {
        .id = "commit-body",
        .scope = Scope::commit,
        .summary = "A blank line stands between header and body, and no line is too wide to read.",
        .why = "without the blank line git takes the body for the subject; wide lines are cut off or wrapped "
               "badly by `git log`",
        .bad = "feat: add a ViT baseline\nThe schedule is the one of the paper.",
        .good = "feat: add a ViT baseline\n\nThe schedule is the one of the paper.",
        .mend = "Leave line 2 empty and break the lines; a lone URL and trailers may be wider.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
