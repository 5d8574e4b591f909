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
     msgid("Columns that the whole header may take (East Asian characters take two).")},
    {"vague", OptionType::texts, vague::kVague,
     msgid("Descriptions that say nothing; case, blanks and punctuation do not count, nor do articles, words "
           "like "
           "`some` and `new`, numbers, tickets, and `and` between two of them.")},
    {"names", OptionType::texts, "[]",
     msgid("Names that may begin a description with their capital, beside acronyms and those of the field "
           "that are "
           "known (`Adam`, `Transformer`, `Mask R-CNN`, `Docker`).")},
};

struct Settings {
  std::uint64_t max_width = 0;
  std::vector<std::string> vague;  // folded
  std::vector<std::string> names;
};

constexpr ExampleArgument kWidthExample[] = {{"width", "112"}, {"limit", "100"}};
constexpr ExampleArgument kVagueExample[] = {{"description", "update"}};
constexpr ExampleArgument kCapitalExample[] = {{"word", "Add"}, {"header", "feat: add a cosine schedule"}};
constexpr ExampleArgument kStopExample[] = {{"header", "feat: add a cosine schedule"}};

constexpr Reason kTooWide{
    .name = "too-wide",
    .text = msgid("the header is {width} columns wide, over the limit of {limit}"),
    .help = msgid("shorten it, and put the details in the body, after a blank line"),
    .example = kWidthExample,
};
constexpr Reason kVagueSubject{
    .name = "vague",
    .text = msgid("`{description}` does not say what the commit does"),
    .help = msgid("name the thing and what happens to it, as in `fix(data): skip images that do not decode`"),
    .example = kVagueExample,
};
constexpr Reason kCapital{
    .name = "capital",
    .text = msgid("the description begins with a capital letter: `{word}`"),
    .help = msgid("write `{header}`"),
    .example = kCapitalExample,
};
constexpr Reason kFullStop{
    .name = "full-stop",
    .text = msgid("the header ends with a full stop"),
    .help = msgid("write `{header}`"),
    .example = kStopExample,
};
constexpr const Reason* kReasons[] = {&kTooWide, &kVagueSubject, &kCapital, &kFullStop};

Violation about_header(const Reason& reason, Arguments arguments, std::string header = {}) {
  if (!header.empty()) arguments.emplace_back("header", message::shortened(header));
  return {.reason = &reason,
          .arguments = std::move(arguments),
          .remedy = {.kind = Remedy::Kind::message, .header = std::move(header)},
          .line = 1};
}

// The header with another description.
std::string with_description(std::string_view line, const message::Header& header,
                             std::string_view description) {
  return std::string(line.substr(0, line.size() - header.description.size())) + std::string(description);
}

void judge_subject(const std::string& line, const message::Header& header, const Settings& settings,
                   Violations& violations) {
  if (const std::size_t width = text::width(line); width > settings.max_width)
    violations.push_back(about_header(kTooWide, {{"width", width}, {"limit", settings.max_width}}));
  const std::string_view description = header.description;
  if (message::says_nothing(header, settings.vague)) {
    violations.push_back(about_header(kVagueSubject, {{"description", message::shortened(description)}}));
    return;
  }
  if (message::begins_with_plain_capital(description, settings.names)) {
    const auto word = message::first_word(description.substr(message::lead_length(description)));
    violations.push_back(about_header(
        kCapital, {{"word", message::shortened(word)}},
        with_description(line, header, message::with_small_initial(description, settings.names))));
  }
  if (const std::string better = message::without_final_stop(description); better != description)
    violations.push_back(about_header(kFullStop, {}, with_description(line, header, better)));
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
        .summary = msgid(
            "The header is short, says something, begins with a small letter and ends without a full stop."),
        .why = msgid("the header is all that most people ever read of a commit"),
        .bad = msgid("fix: update"),
        .good = msgid("fix(data): skip images that do not decode"),
        .mend = msgid("Say in a few words what the commit does; a capital is for acronyms and names (option "
                      "`names`) only."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
