#include <algorithm>

#include <fmt/core.h>

#include "base/strings.h"
#include "message/breaking.h"
#include "message/header.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"required", OptionType::texts, "[]",
     "Trailers that every message has to have, as `Signed-off-by` or `Refs`."},
    {"breaking_needs_footer", OptionType::boolean, "false",
     "Whether `!` in a header asks for a `BREAKING CHANGE:` footer."},
};

void judge_near_misses(const message::Message& message, Violations& violations) {
  for (std::size_t i = 1; i < message.lines.size(); ++i) {
    std::string wrong = message::breaking_near_miss(message.lines[i]);
    if (wrong.empty()) continue;
    violations.push_back(
        {.message = std::move(wrong),
         .why = "no tool will see that the commit breaks something",
         .mend = Mend::message,
         .advice = "write `BREAKING CHANGE: what breaks and how to go on`, or say it in other words",
         .line = static_cast<int>(i) + 1});
    return;  // one is enough to have the message written anew
  }
}

bool has_trailer(const message::Message& message, const std::string& key) {
  return std::any_of(message.trailers.begin(), message.trailers.end(), [&](const message::Trailer& trailer) {
    return ascii_lower(trailer.key) == ascii_lower(key) && !trailer.value.empty();
  });
}

// The line, from 1, that begins as the trailer should, wherever it stands; 0: none.
int line_of(const message::Message& message, const std::string& key) {
  const std::string prefix = ascii_lower(key) + ":";
  for (std::size_t i = 1; i < message.lines.size(); ++i)
    if (ascii_lower(message.lines[i]).starts_with(prefix)) return static_cast<int>(i) + 1;
  return 0;
}

Violation missing(const message::Message& message, const std::string& key) {
  Violation violation{.message = fmt::format("the trailer `{}` is missing", key), .mend = Mend::message};
  violation.advice = fmt::format("end the message with a blank line and `{}: …`", key);
  if (ascii_lower(key) == "signed-off-by")
    violation.advice = "`git commit --amend -s --no-edit` adds it to the last commit";
  const int line = line_of(message, key);
  if (line == 0) return violation;
  violation.line = line;
  violation.message = fmt::format("git does not read the `{}` on line {} as a trailer", key, line);
  violation.advice = "trailers stand together in the last paragraph, each with a text behind its colon";
  return violation;
}

void judge_breaking(const message::Message& message, Violations& violations) {
  const auto header = message::parse_header(message.header);
  if (!header || !header->is_breaking) return;
  if (std::any_of(message.lines.begin(), message.lines.end(), message::is_breaking_footer)) return;
  violations.push_back(
      {.message = "the header says `!`, but no footer says what breaks",
       .mend = Mend::message,
       .advice = "end the message with a blank line and `BREAKING CHANGE: what breaks and how to go on`",
       .line = 1});
}

Result<Judge> make(const Options& options) {
  return JudgeCommit{
      [required = options.list("required"), breaking_needs_footer = options.boolean("breaking_needs_footer")](
          const CommitView& view, Violations& violations) -> Result<void> {
        const message::Message& message = view.message;
        if (message.kind != message::Kind::ordinary) return {};
        const std::size_t before = violations.size();
        judge_near_misses(message, violations);
        if (breaking_needs_footer && violations.size() == before) judge_breaking(message, violations);
        for (const std::string& key : required)
          if (!has_trailer(message, key)) violations.push_back(missing(message, key));
        return {};
      }};
}

}  // namespace

extern const Rule commit_footer;
const Rule commit_footer{
    {
        .id = "commit-footer",
        .scope = Scope::commit,
        .summary =
            "Footers are spelt as tools read them, `BREAKING CHANGE: text` above all; some may be required.",
        .why = "a footer with a slip in it is prose, and nobody is told",
        .bad = "feat(train): read the batch size from the config\n\nBreaking Change: `--batch-size` is gone.",
        .good =
            "feat(train): read the batch size from the config\n\nBREAKING CHANGE: `--batch-size` is gone.",
        .mend =
            "Write the key in capitals, a colon, a space and the text; trailers stand in the last paragraph.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
