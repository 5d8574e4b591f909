#include "engine/help.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "engine/mending.h"
#include "text/shell.h"

namespace expgate::engine {

namespace {

std::string joined(const std::string& command, const std::string& advice) {
  if (command.empty()) return advice;
  return advice.empty() ? command + "\n" : command + ";\n" + advice;
}

std::string draft_command(const Violation& violation, const std::string& path, const Place& place) {
  const std::string pattern = text::pathspec_word(path);
  const std::string word = text::path_word(path);
  switch (violation.mend) {
    case Mend::message:
      return fmt::format("git commit {}--edit --file={}", place.is_passing_index ? "-a " : "",
                         text::shell_word(place.message_file));
    case Mend::remove:  // what git staged for this commit alone, it would stage again as long as it knows the
                        // file
      return (place.has_head && !place.is_passing_index ? "git restore --staged " : "git rm --cached ") +
             pattern;
    case Mend::change:
      return fmt::format("$(git var GIT_EDITOR) {} && git add {}", word, pattern);
    case Mend::clean:
      return (place.is_passing_index ? "expgate fix " : "expgate fix --staged ") + word;
    case Mend::rename:
      return fmt::format("git mv {} {}", word, text::path_word(better_path(path)));
    case Mend::none:
      break;
  }
  return "";
}

// Where the first part of an advice ends that can be pasted into a shell; 0: it is all prose.
std::size_t command_length(std::string_view advice) {
  constexpr std::array<std::string_view, 6> kPrograms = {"git ",    "expgate ", "mkdir ",
                                                         "printf ", "pip ",     "uv "};
  if (std::none_of(kPrograms.begin(), kPrograms.end(),
                   [&](auto program) { return advice.starts_with(program); }))
    return 0;
  bool is_quoted = false;
  for (std::size_t at = 0; at < advice.size(); ++at) {
    if (advice[at] == '\'') is_quoted = !is_quoted;
    if (is_quoted) continue;
    const std::string_view rest = advice.substr(at);
    if (rest.starts_with("; ")) return at;
    if (rest.starts_with(", ") || rest.starts_with(" (") || rest.starts_with("…") || rest.starts_with('`'))
      return 0;
  }
  return advice.size();
}

std::string with_own_command(const std::string& advice) {
  const std::size_t length = command_length(advice);
  if (length == 0) return advice;
  return joined(advice.substr(0, length), length == advice.size() ? "" : advice.substr(length + 2));
}

}  // namespace

std::string help_with(std::string command, const std::string& advice, const Place& place) {
  if (place.mode != Mode::ci || command.empty()) return joined(command, advice);
  // In CI the commit has been pushed already, and has to be replaced there too.
  command += " && git push --force-with-lease";
  if (place.shared.empty()) return joined(command, advice);
  return joined(command, fmt::format("others have `{}` already: agree with them first{}{}", place.shared,
                                     advice.empty() ? "" : "; ", advice));
}

std::string help_for(const Violation& violation, const std::string& path, const Place& place) {
  // In an audit everybody has the commit already: what to do about the past as a whole is said once.
  if (violation.mend == Mend::none || place.mode == Mode::audit) return with_own_command(violation.advice);
  if (place.commit == nullptr) return joined(draft_command(violation, path, place), violation.advice);
  Mending mending{place.commit->oid, place.commit->parents.size(), place.is_tip};
  mending.add(violation.mend, path);
  return help_with(command_for({&mending, 1}, {}).text, violation.advice, place);
}

}  // namespace expgate::engine
