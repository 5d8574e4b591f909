#include "base/strings.h"
#include "message/header.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr std::string_view kExample =
    "`type: what the commit does`, for example `fix(data): skip images that do not decode`";

// A message that begins with blank lines: git shows the first line that is not, our readers may not.
Violation blank_beginning(const message::Message& message) {
  for (std::size_t i = 0; i < message.lines.size(); ++i)
    if (!trim(message.lines[i]).empty())
      return {.message = "the first line is blank; the header stands on line " + std::to_string(i + 1),
              .mend = Mend::message,
              .advice = "begin with the line " + message::backticked(message.lines[i]),
              .line = 1};
  return {.message = "the message is empty",
          .mend = Mend::message,
          .advice = std::string("write ") + std::string(kExample),
          .line = 1};
}

Result<void> judge(const CommitView& view, Violations& violations) {
  const message::Message& message = view.message;
  if (message.kind != message::Kind::ordinary || message::parse_header(message.header)) return {};
  if (trim(message.header).empty()) {
    violations.push_back(blank_beginning(message));
    return {};
  }
  message::HeaderMistake mistake = message::describe_mistake(message.header);
  violations.push_back({.message = std::move(mistake.what),
                        .mend = Mend::message,
                        .advice = mistake.mended.empty() ? "write " + std::string(kExample)
                                                         : "write " + message::backticked(mistake.mended),
                        .line = 1});
  return {};
}

Result<Judge> make(const Options&) {
  return JudgeCommit{judge};
}

}  // namespace

extern const Rule commit_header;
const Rule commit_header{
    {
        .id = "commit-header",
        .scope = Scope::commit,
        .summary =
            "The first line of a message is a Conventional Commits header: `type(scope)!: description`.",
        .why = "the log, the changelog and the search for an experiment read the type and scope",
        .bad = "Added the new scheduler",
        .good = "feat(train): add a cosine schedule with warm-up",
        .mend =
            "Write a type, a scope in brackets if you like, a colon, one space, and what the commit does.",
    },
    make,
};

}  // namespace expgate::rules
