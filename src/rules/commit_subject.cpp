#include <fmt/core.h>

#include "base/strings.h"
#include "message/header.h"
#include "message/vague.h"
#include "message/wording.h"
#include "rules/lists/vague.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"max_width", OptionType::integer, "100",
     "Columns that the whole header may take (East Asian characters take two)."},
    {"vague", OptionType::texts, vague::kVague,
     "Descriptions that say nothing; case, blanks and punctuation do not count, nor do articles, words like "
     "`some` and `new`, numbers, tickets, and `and` between two of them."},
    {"names", OptionType::texts, "[]",
     "Names that may begin a description with their capital, beside acronyms and those of the field that are "
     "known (`Adam`, `Transformer`, `Mask R-CNN`, `Docker`)."},
};

struct Settings {
  std::uint64_t max_width = 0;
  std::vector<std::string> vague;  // folded
  std::vector<std::string> names;
};

Violation about_header(std::string message, std::string advice) {
  return {.message = std::move(message), .mend = Mend::message, .advice = std::move(advice), .line = 1};
}

// The header up to its description, and the description as it should be.
std::string with_description(std::string_view line, const message::Header& header,
                             std::string_view description) {
  return "write " + message::backticked(std::string(line.substr(0, line.size() - header.description.size())) +
                                        std::string(description));
}

void judge_subject(const std::string& line, const message::Header& header, const Settings& settings,
                   Violations& violations) {
  if (const std::size_t width = text::width(line); width > settings.max_width)
    violations.push_back(about_header(
        fmt::format("the header is {} columns wide, over the limit of {}", width, settings.max_width),
        "say it shorter, and the details in the body below a blank line"));
  const std::string_view description = header.description;
  if (message::says_nothing(header, settings.vague)) {
    violations.push_back(about_header(
        message::backticked(description) + " does not say what the commit does",
        "name the thing and what becomes of it, as in `fix(data): skip images that do not decode`"));
    return;
  }
  if (message::begins_with_plain_capital(description, settings.names)) {
    const auto word = message::first_word(description.substr(message::lead_length(description)));
    violations.push_back(about_header(
        fmt::format("the description begins with a capital: {}", message::backticked(word)),
        with_description(line, header, message::with_small_initial(description, settings.names))));
  }
  if (const std::string better = message::without_final_stop(description); better != description)
    violations.push_back(
        about_header("a full stop at the end of the header", with_description(line, header, better)));
}

Result<Judge> make(const Options& options) {
  Settings settings{options.number("max_width"), {}, options.list("names")};
  for (const std::string& vague : options.list("vague")) settings.vague.push_back(message::folded(vague));
  return JudgeCommit{[settings = std::move(settings)](const CommitView& view,
                                                      Violations& violations) -> Result<void> {
    if (view.message.kind != message::Kind::ordinary) return {};
    if (const auto header = message::parse_header(view.message.header))  // commit-header speaks of the others
      judge_subject(view.message.header, *header, settings, violations);
    return {};
  }};
}

}  // namespace

extern const Rule commit_subject;
const Rule commit_subject{
    {
        .id = "commit-subject",
        .scope = Scope::commit,
        .summary =
            "The header is short, says something, begins with a small letter and ends without a full stop.",
        .why = "the header is all that most people ever read of a commit",
        .bad = "fix: update",
        .good = "fix(data): skip images that do not decode",
        .mend = "Say in a few words what the commit does; a capital is for acronyms and names (option "
                "`names`) only.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
