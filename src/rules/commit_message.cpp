#include <memory>

#include "rules/rule.h"
#include "text/regex.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"pattern", OptionType::regex, "",
     msgid("What has to be found somewhere in a message; `^` and `$` stand for the ends of a line. Empty: "
           "nothing. Merges, reverts and fixups pass without it.")},
    {"forbidden", OptionType::regex, "",
     msgid("What must not be found anywhere in a message; merges, reverts and fixups are searched as well. "
           "Empty: nothing.")},
};

constexpr ExampleArgument kPatternExample[] = {{"pattern", "^Refs: [A-Z]+-\\d+$"}};
constexpr ExampleArgument kForbiddenExample[] = {{"pattern", "(?i)do not merge"}, {"number", "3"}};
constexpr ExampleArgument kSpanExample[] = {{"pattern", "a\\nb"}};
constexpr ExampleArgument kTooLongExample[] = {{"limit", "64 KiB"}};

constexpr Reason kNoMatch{
    .name = "does-not-match",
    .text = msgid("nothing in the message matches `{pattern}`"),
    .help = msgid("write it as the pattern asks"),
    .example = kPatternExample,
};
constexpr Reason kForbidden{
    .name = "forbidden",
    .text = msgid("line {number} matches `{pattern}`, which the policy forbids"),
    .help = msgid("write the line in other words, or delete it"),
    .example = kForbiddenExample,
};
constexpr Reason kForbiddenSpan{
    .name = "forbidden-lines",
    .text = msgid("the message matches `{pattern}` over several lines, which the policy forbids"),
    .help = msgid("write these lines in other words, or delete them"),
    .example = kSpanExample,
};
constexpr Reason kTooLong{
    .name = "too-long",
    .text = msgid("only the first {limit} of the message are searched for what the policy forbids"),
    .help = msgid("keep logs and tables in files"),
    .example = kTooLongExample,
};
constexpr const Reason* kReasons[] = {&kNoMatch, &kForbidden, &kForbiddenSpan, &kTooLong};

struct LinePattern {
  std::string source;
  std::shared_ptr<const text::Regex> regex;  // null: there is none

  [[nodiscard]] bool is_in(std::string_view text) const { return regex && regex->found_in(text); }
};

// `^` and `$` at every line, as GitLab has it.
Result<LinePattern> compile_lines(const std::string& pattern) {
  LinePattern made{pattern, nullptr};
  if (pattern.empty()) return made;
  TRY_ASSIGN(text::Regex regex, text::Regex::compile("(?m:" + pattern + ")"));
  made.regex = std::make_shared<const text::Regex>(std::move(regex));
  return made;
}

Violation about_text(const Reason& reason, Arguments arguments, std::optional<int> line) {
  return {.reason = &reason,
          .arguments = std::move(arguments),
          .remedy = {.kind = Remedy::Kind::message},
          .line = line};
}

void judge_forbidden(const CommitView& view, const LinePattern& forbidden, Violations& violations) {
  const message::Message& message = view.message;
  if (!forbidden.regex) return;
  if (!forbidden.is_in(message.text)) {
    const std::uint64_t size = view.commit.message.size() + view.commit.message_left_out;
    if (size > message::kMaxText)
      violations.push_back(about_text(kTooLong, {{"limit", Bytes{message::kMaxText}}}, std::nullopt));
    return;
  }
  for (std::size_t i = 0; i < message.lines.size(); ++i) {
    if (!forbidden.is_in(message.lines[i])) continue;
    const int line = static_cast<int>(i) + 1;
    violations.push_back(about_text(kForbidden, {{"pattern", forbidden.source}, {"number", line}}, line));
    return;
  }
  violations.push_back(about_text(kForbiddenSpan, {{"pattern", forbidden.source}}, std::nullopt));
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(const LinePattern pattern, compile_lines(options.text("pattern")));
  TRY_ASSIGN(const LinePattern forbidden, compile_lines(options.text("forbidden")));
  return JudgeCommit{[pattern, forbidden](const CommitView& view, Violations& violations) -> Result<void> {
    const message::Message& message = view.message;
    const bool is_owed = pattern.regex && message.kind == message::Kind::ordinary;
    if (is_owed && !pattern.is_in(message.text))
      violations.push_back(about_text(kNoMatch, {{"pattern", pattern.source}}, std::nullopt));
    judge_forbidden(view, forbidden, violations);
    return {};
  }};
}

}  // namespace

extern const Rule commit_message;
const Rule commit_message{
    {
        .id = "commit-message",
        .scope = Scope::commit,
        .summary = msgid("A message matches a pattern of the team's, and none that it forbids."),
        .why = msgid("the team finds commits by it, and its tools read it"),
        .bad = msgid("feat(train): add cosine schedule\n\nDO NOT MERGE before the review."),
        .good = msgid("feat(train): add cosine schedule\n\nRefs: EXP-12"),
        .mend = msgid("Write the message as the pattern asks: `git commit --amend` for the last commit."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
