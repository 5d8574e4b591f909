#include "base/strings.h"
#include "message/header.h"
#include "message/vague.h"
#include "message/wording.h"
#include "rules/lists/vague.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr std::string_view kCases[] = {"lower", "sentence", "any"};

constexpr OptionSpec kOptions[] = {
    {"max_width", OptionType::integer, "100",
     msgid("Columns that the whole header may take (East Asian characters take two); the number that a forge "
           "adds, `(#12)` or `(!12)`, does not count.")},
    {"case", OptionType::choice, "lower",
     msgid("How the description begins: `lower`, with a small letter; `sentence`, with a capital; `any`."),
     kCases},
    {"vague", OptionType::texts, vague::kVague,
     msgid("Descriptions that say nothing; case, blanks and punctuation do not count, nor do articles, words "
           "like "
           "`some` and `new`, numbers, tickets, and `and` between two of them.")},
    {"names", OptionType::texts, "[]",
     msgid("Names that begin a description as they are written, beside acronyms and those of the field that "
           "are known (`Adam`, `Transformer`, `Mask R-CNN`, `Docker`).")},
};

struct Settings {
  std::uint64_t max_width = 0;
  std::vector<std::string> vague;  // folded
  std::vector<std::string> names;
  std::string letter_case;
};

constexpr ExampleArgument kWidthExample[] = {{"width", "112"}, {"limit", "100"}};
constexpr ExampleArgument kVagueExample[] = {{"description", "update"}};
constexpr ExampleArgument kCapitalExample[] = {{"word", "Add"},
                                               {"advice", "write `feat: add a cosine schedule`"}};
constexpr ExampleArgument kSmallExample[] = {{"word", "add"},
                                             {"advice", "write `feat: Add a cosine schedule`"}};
constexpr ExampleArgument kStopExample[] = {{"advice", "write `feat: add a cosine schedule`"}};

constexpr Msgid kHelp = msgid("{advice}");  // a sentence of its own: the mended header, or how to begin it

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
    .help = kHelp,
    .example = kCapitalExample,
};
constexpr Reason kSmallLetter{
    .name = "small-letter",
    .text = msgid("the description begins with a small letter: `{word}`"),
    .help = kHelp,
    .example = kSmallExample,
};
constexpr Reason kFullStop{
    .name = "full-stop",
    .text = msgid("the header ends with a full stop"),
    .help = kHelp,
    .example = kStopExample,
};
constexpr const Reason* kReasons[] = {&kTooWide, &kVagueSubject, &kCapital, &kSmallLetter, &kFullStop};

Violation about_header(const Reason& reason, Arguments arguments, std::string header = {}) {
  return {.reason = &reason,
          .arguments = std::move(arguments),
          .remedy = {.kind = Remedy::Kind::message, .header = std::move(header)},
          .line = 1};
}

std::string first_word_of(std::string_view description) {
  return message::shortened(message::first_word(description.substr(message::lead_length(description))));
}

// What is wrong with the letter that the description begins with; `better` is the whole header put right.
void judge_case(std::string_view description, const Settings& settings, const std::string& better,
                Violations& violations) {
  if (settings.letter_case == "lower" && message::begins_with_plain_capital(description, settings.names))
    violations.push_back(about_header(
        kCapital,
        {{"word", first_word_of(description)},
         {"advice", tr("begin with a small letter; acronyms and names (option `names`) keep their capital")}},
        better));
  if (settings.letter_case == "sentence" &&
      message::begins_with_plain_small_letter(description, settings.names))
    violations.push_back(about_header(
        kSmallLetter,
        {{"word", first_word_of(description)},
         {"advice", tr("begin with a capital letter; the option `names` lists words that have none")}},
        better));
}

// The description with the case that is wanted, and without a full stop.
std::string tidied(std::string_view description, const Settings& settings) {
  std::string tidy(description);
  if (settings.letter_case == "lower") tidy = message::with_small_initial(description, settings.names);
  if (settings.letter_case == "sentence") tidy = message::with_large_initial(description, settings.names);
  return message::without_final_stop(tidy);
}

void judge_subject(const std::string& line, const message::Header& header, const Settings& settings,
                   Violations& violations) {
  const std::string_view counted =
      std::string_view(line).substr(0, line.size() - message::forge_suffix_length(line));
  if (const std::size_t width = text::width(counted); width > settings.max_width)
    violations.push_back(about_header(kTooWide, {{"width", width}, {"limit", settings.max_width}}));
  const std::string_view description = header.description;
  if (message::says_nothing(header, settings.vague)) {
    violations.push_back(about_header(kVagueSubject, {{"description", message::shortened(description)}}));
    return;
  }
  const std::string better = line.substr(0, line.size() - description.size()) + tidied(description, settings);
  judge_case(description, settings, better, violations);
  if (message::without_final_stop(description) != description)
    violations.push_back(
        about_header(kFullStop, {{"advice", tr("end the header without a full stop")}}, better));
}

Result<Judge> make(const Options& options) {
  Settings settings{options.number("max_width"), {}, options.list("names"), options.text("case")};
  settings.vague.reserve(options.list("vague").size());
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
