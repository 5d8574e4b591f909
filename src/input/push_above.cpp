#include "input/push_above.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/strings.h"
#include "git/command.h"
#include "input/git_above.h"
#include "input/pre_push.h"

namespace expgate::input {

namespace {

constexpr std::chrono::seconds kMostForRehearsal{10};

bool is_any_of(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Whether the name is `push`, or an alias of it.
Result<bool> is_push(const std::string& name) {
  if (name == "push") return true;
  TRY_ASSIGN(const git::CommandOutput alias, git::run({"git", "config", "--get", "alias." + name}));
  const std::string_view said = trim(alias.out);
  return alias.ok() && (said == "push" || said.starts_with("push "));
}

// Whether settings of git make a push of one ref one of more.
Result<bool> settings_add_refs(const GitCommand& push) {
  if (!push.settings().empty()) return true;
  TRY_ASSIGN(const git::CommandOutput found,
             git::run({"git", "config", "--get-regexp",
                       R"(^(push\.(default|followtags)|remote\..*\.(push|mirror))$)"}));
  constexpr std::array<std::string_view, 6> kHarmless{"push.default simple",   "push.default current",
                                                      "push.default upstream", "push.default nothing",
                                                      "push.followtags false", "push.default tracking"};
  return std::ranges::any_of(lines(found.out),
                             [&](std::string_view line) { return !is_any_of(line, kHarmless); });
}

}  // namespace

bool pushes_one_ref(std::span<const std::string> words) {
  constexpr std::array<std::string_view, 13> kHarmless{
      "-u", "--set-upstream", "-f",         "--force",     "--force-with-lease", "-q",      "--quiet",
      "-v", "--verbose",      "--progress", "--porcelain", "--no-progress",      "--atomic"};
  std::size_t names = 0;  // the remote, and refs
  for (const std::string& word : words) {
    if (is_any_of(word, kHarmless)) continue;
    const bool is_one = ++names < 2 || word.find_first_of("*+:") == std::string::npos ||
                        (word.find('*') == std::string::npos && word != ":" && word != "+:");
    if (word.starts_with('-') || !is_one || names > 2) return false;
  }
  return true;
}

std::optional<std::vector<std::string>> rehearsal_of(const GitCommand& push, std::size_t oid_digits) {
  // git sends push options in a rehearsal too, where nobody reads them: if the other side is gone by then,
  // git dies of it and lists nothing.
  const std::vector<std::string> ours{"--dry-run", "--porcelain", "--no-verify", "--no-recurse-submodules",
                                      "--no-push-option"};
  std::vector<std::string> argv{"git"};
  for (std::string& setting : push.settings()) argv.push_back(std::move(setting));
  argv.insert(argv.end(), {"-c", "core.abbrev=" + std::to_string(oid_digits), "-c", "push.gpgSign=false",
                           "-c", "push.pushOption="});
  argv.push_back(push.name);
  // Before the words and behind them: an option may want a value and take one of ours, and the last one
  // counts.
  argv.insert(argv.end(), ours.begin(), ours.end());
  const auto end_of_options = std::find(push.words.begin(), push.words.end(), "--");
  for (auto word = push.words.begin(); word != end_of_options; ++word) {
    if (word->starts_with("--no-d")) return std::nullopt;
    argv.push_back(*word);
  }
  argv.insert(argv.end(), ours.begin(), ours.end());
  argv.emplace_back("--verbose");  // with --quiet, nothing is listed
  argv.insert(argv.end(), end_of_options, push.words.end());
  return argv;
}

std::optional<std::vector<RehearsedRef>> parse_rehearsal(std::string_view listing) {
  std::optional<std::vector<RehearsedRef>> refs;
  for (const std::string_view line : lines(listing)) {
    if (line.starts_with("To ")) {
      if (!refs) refs.emplace();
      continue;
    }
    const std::vector<std::string_view> fields = split(line, '\t');
    const bool is_change = fields.size() >= 3 && fields[0].size() == 1 &&
                           std::string_view(" +-*").find(fields[0][0]) != std::string_view::npos;
    const std::size_t colon = is_change ? fields[1].rfind(':') : std::string_view::npos;
    if (!refs || colon == std::string_view::npos) continue;
    RehearsedRef ref{std::string(fields[1].substr(0, colon)), std::string(fields[1].substr(colon + 1)), {}};
    const bool had_value = fields[0] == " " || fields[0] == "+";
    if (had_value) ref.old = fields[2].substr(0, fields[2].find(".."));  // old..new, or old...new
    refs->push_back(std::move(ref));
  }
  return refs;
}

Result<std::optional<std::vector<RehearsedRef>>> rehearse_push(git::Repository& repository,
                                                               const std::string& shown,
                                                               std::size_t oid_digits) {
  const auto command = parse_git_command(git_above());
  if (!command) return std::nullopt;
  TRY_ASSIGN(const bool is_a_push, is_push(command->name));
  if (!is_a_push) return std::nullopt;
  if (command->name == "push" && pushes_one_ref(command->words)) {
    TRY_ASSIGN(const bool may_be_more, settings_add_refs(*command));
    if (!may_be_more) return std::optional(std::vector<RehearsedRef>{{{}, shown, {}}});
  }
  const auto rehearsal = rehearsal_of(*command, oid_digits);
  if (!rehearsal) return std::nullopt;
  TRY_ASSIGN(std::vector<std::string> argv, without_questions(repository));
  argv.insert(argv.end(), rehearsal->begin(), rehearsal->end());
  TRY_ASSIGN(const std::optional<git::CommandOutput> said, git::run_for(kMostForRehearsal, std::move(argv)));
  return said ? parse_rehearsal(said->out) : std::nullopt;
}

}  // namespace expgate::input
