#include <algorithm>

#include <fmt/core.h>

#include "base/strings.h"
#include "message/header.h"
#include "message/wording.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

// Only what says nothing at all: `fix typo` and `clean up` say what was done.
constexpr std::string_view kVague =
    "[update, updates, updated, updating, update code, code update, update file, update files, "
    "some updates, minor update, minor updates, small update, fix, fixes, fixed, fixing, fix it, "
    "fix this, fix bug, fix bugs, fixed bug, fixed bugs, bug, bugs, bug fix, bug fixes, bugfixes, "
    "fix a bug, fix some bugs, fix issue, fix issues, fix error, fix errors, fix problem, small fix, "
    "small fixes, minor fix, minor fixes, quick fix, hotfix, more fixes, misc fixes, various fixes, "
    "wip, work in progress, tmp, temp, temporary, misc, miscellaneous, misc changes, various, "
    "various changes, new, final, new version, final version, change, changes, changed, some changes, small "
    "changes, minor changes, "
    "more changes, minor, modify, modified, modifications, edit, edits, stuff, fix stuff, new stuff, more "
    "stuff, things, test, tests, "
    "testing, try, try again, retry, again, debug, oops, commit, save, done, ok, asdf, '更新', '修改', "
    "'修复', '修复bug', '修改bug', '测试', '提交', '修正', 'правки', 'фикс', 'исправления']";

constexpr OptionSpec kOptions[] = {
    {"max_width", OptionType::integer, "100",
     "Columns that the whole header may take (East Asian characters take two)."},
    {"vague", OptionType::texts, kVague,
     "Descriptions that say nothing; case, blanks and punctuation do not count."},
    {"names", OptionType::texts,
     "[Adam, Adagrad, Docker, Dockerfile, Gaussian, Git, Hydra, Jupyter, Kubernetes, Linux, Makefile, "
     "Python, Windows]",
     "Words beside acronyms that may begin a description with their capital."},
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
  const std::string folded = message::folded(description);
  if (folded.empty() ||
      std::find(settings.vague.begin(), settings.vague.end(), folded) != settings.vague.end()) {
    violations.push_back(about_header(
        message::backticked(description) + " does not say what the commit does",
        "name the thing and what becomes of it, as in `fix(data): skip images that do not decode`"));
    return;
  }
  const std::string_view word = message::first_word(description);
  if (message::begins_with_plain_capital(description) &&
      std::find(settings.names.begin(), settings.names.end(), word) == settings.names.end())
    violations.push_back(
        about_header(fmt::format("the description begins with a capital: {}", message::backticked(word)),
                     with_description(line, header, message::with_small_initial(description))));
  if (const std::size_t stop = message::final_stop(description); stop > 0)
    violations.push_back(
        about_header("a full stop at the end of the header",
                     with_description(line, header, description.substr(0, description.size() - stop))));
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
