#include <algorithm>

#include "base/strings.h"
#include "message/body.h"
#include "message/header.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"max_width", OptionType::integer, "100", msgid("Columns that a line of the body may take.")},
    {"required_for", OptionType::texts, "[]", msgid("Types whose commits need a body.")},
};

constexpr ExampleArgument kNoBlankLineExample[] = {{"text", "The schedule is the one of the paper."}};
constexpr ExampleArgument kWideLineExample[] = {{"number", "3"}, {"width", "112"}, {"limit", "100"}};
constexpr ExampleArgument kWideLinesExample[] = {
    {"lines", "3 lines"}, {"number", "3"}, {"width", "112"}, {"limit", "100"}};
constexpr ExampleArgument kNoBodyExample[] = {{"type", "feat"}};

constexpr Reason kNoBlankLine{
    .name = "no-blank-line",
    .text = msgid("no blank line between the header and the body: line 2 is `{text}`"),
    .help = msgid("leave line 2 empty; git and every viewer read it as part of the subject"),
    .example = kNoBlankLineExample,
};
constexpr Reason kWideLine{
    .name = "wide-line",
    .text = msgid("line {number} is {width} columns wide, over the limit of {limit}"),
    .help = msgid("break it, or put code in a fenced block; a line with a URL may be wider"),
    .example = kWideLineExample,
};
constexpr Reason kWideLines{
    .name = "wide-lines",
    .text = msgid("{lines} are over the limit of {limit} columns; line {number} is the first, with {width}"),
    .help = msgid("break them, or put code in a fenced block; a line with a URL may be wider"),
    .example = kWideLinesExample,
};
constexpr Reason kNoBody{
    .name = "no-body",
    .text = msgid("a commit of type `{type}` needs a body"),
    .help = msgid("after a blank line, say why this is done and how it was tested"),
    .example = kNoBodyExample,
};
constexpr const Reason* kReasons[] = {&kNoBlankLine, &kWideLine, &kWideLines, &kNoBody};

Violation about_line(const Reason& reason, Arguments arguments, int line) {
  return {.reason = &reason,
          .arguments = std::move(arguments),
          .remedy = {.kind = Remedy::Kind::message},
          .line = line};
}

bool may_be_wide(message::LineKind kind, std::string_view line) {
  using Kind = message::LineKind;
  return kind == Kind::fenced || kind == Kind::trailer || kind == Kind::table ||
         message::is_unbreakable(line);
}

// One violation for all wide lines, at the first.
void judge_width(const message::Message& message, std::uint64_t max_width, Violations& violations) {
  std::uint64_t wide_lines = 0;
  int first = 0;
  std::size_t first_width = 0;
  std::vector<message::LineKind> kinds;  // only asked for if a line is wide
  for (std::size_t i = 1; i < message.lines.size(); ++i) {
    if (message.lines[i].size() <= max_width) continue;  // a column takes one byte at least
    const std::size_t width = text::width(message.lines[i]);
    if (width <= max_width) continue;
    if (kinds.empty()) kinds = message::line_kinds(message.lines);
    if (may_be_wide(kinds[i], message.lines[i])) continue;
    if (++wide_lines > 1) continue;
    first = static_cast<int>(i) + 1;
    first_width = width;
  }
  if (wide_lines == 0) return;
  Arguments arguments{{"number", first}, {"width", first_width}, {"limit", max_width}};
  if (wide_lines > 1) arguments.emplace_back("lines", tr_n("{count} line", "{count} lines", wide_lines));
  violations.push_back(about_line(wide_lines > 1 ? kWideLines : kWideLine, std::move(arguments), first));
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
      violations.push_back(about_line(kNoBlankLine, {{"text", message::shortened(message.lines[1])}}, 2));
    judge_width(message, max_width, violations);
    const auto header = message::parse_header(message.header);
    if (header && std::find(required_for.begin(), required_for.end(), header->type) != required_for.end() &&
        !has_body(message))
      violations.push_back(about_line(kNoBody, {{"type", header->type}}, 1));
    return {};
  }};
}

}  // namespace

extern const Rule commit_body;
const Rule commit_body{
    {
        .id = "commit-body",
        .scope = Scope::commit,
        .summary = msgid("A blank line stands between header and body, and no line is too wide to read."),
        .why = msgid(
            "without the blank line git takes the body for the subject; wide lines are cut off or wrapped "
            "badly by `git log`"),
        .bad = msgid("feat: add a ViT baseline\nThe schedule is the one of the paper."),
        .good = msgid("feat: add a ViT baseline\n\nThe schedule is the one of the paper."),
        .mend = msgid("Leave line 2 empty and break the lines; lines with a URL, trailers, tables and fenced "
                      "code may be wider."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
