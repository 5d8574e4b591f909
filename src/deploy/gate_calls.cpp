#include "deploy/gate_calls.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/strings.h"

namespace expgate::deploy {

namespace {

constexpr std::string_view kOfWords = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

template <std::size_t Size>
bool is_one_of(std::string_view word, const std::array<std::string_view, Size>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A line of a script without its comment; empty if it says nothing.
std::string_view code_of(std::string_view line) {
  line = trim(line);
  if (line.starts_with('#')) return {};
  return trim(line.substr(0, line.find(" #")));
}

// What follows a call of the gate on that line; nothing where there is none.
struct CallOnLine {
  bool is_there = false;
  std::string_view before;
  std::string_view after;
};

CallOnLine call_on(std::string_view code, std::string_view name) {
  if (code.starts_with("echo ") || code.starts_with("printf ")) return {};
  // A command, perhaps with a quoted path, or an id of our manifest for pre-commit.
  for (const char* program : {"expgate ", "expgate\" ", "expgate' ", "expgate-"}) {
    const std::string call = program + std::string(name);
    const std::size_t at = code.find(call);
    const std::size_t end = at + call.size();
    if (at != std::string_view::npos && (end == code.size() || kOfWords.find(code[end]) == kOfWords.npos))
      return {true, code.substr(0, at), code.substr(end)};
  }
  return {};
}

// Whether `exit` or `return` with what follows it ends in success.
bool succeeds(std::string_view ending) {
  const std::string_view code = trim(ending.substr(
      ending.find_first_of(" \t;})") == ending.npos ? ending.size() : ending.find_first_of(" \t;})")));
  return code.starts_with('0');
}

// Whether what runs after `||` stops the hook.
bool stops(std::string_view fallback) {
  fallback = trim(fallback);
  for (const char* word : {"exit", "return"})
    if (const std::size_t at = fallback.find(word); at != std::string_view::npos)
      return !succeeds(fallback.substr(at));
  return fallback.starts_with("false");
}

// Whether the rest of its line makes the hook go on whatever the gate said.
bool goes_on(std::string_view after, CallSite site, bool has_pipefail) {
  if (const std::size_t at = after.find("||"); at != std::string_view::npos)
    return !stops(after.substr(at + 2));
  if (after.find("&&") != std::string_view::npos) return false;
  const std::size_t end = after.find_first_of(";|&");
  if (end == std::string_view::npos) return false;
  const bool is_redirection =
      after[end] == '&' && end > 0 && (after[end - 1] == '>' || after[end - 1] == '<');
  if (is_redirection) return goes_on(after.substr(end + 1), site, has_pipefail);
  if (after[end] == '|') return !has_pipefail;
  if (after[end] == '&') return true;  // in the background
  const std::string_view next = trim(after.substr(end + 1));
  return site != CallSite::strict_shell && !next.empty() && !next.starts_with("then") &&
         !next.starts_with("exit $?") && !next.starts_with('}') && !next.starts_with('"');
}

// How much deeper a line leads into `if`, `case`, loops and functions.
int depth_of(std::string_view code) {
  constexpr std::array<std::string_view, 8> kOpen{"if", "case", "for", "while", "until", "select", "{", "("};
  constexpr std::array<std::string_view, 5> kClose{"fi", "esac", "done", "}", ")"};
  int depth = 0;
  std::string words(code);
  std::replace(words.begin(), words.end(), ';', ' ');
  for (const std::string_view word : split(words, ' ')) {
    if (is_one_of(word, kOpen) || word.ends_with("(){")) ++depth;
    if (is_one_of(word, kClose)) --depth;
  }
  return depth;
}

// Whether the line ends the script whatever came before: `exit 0`, `exec other`.
bool ends_script(std::string_view code) {
  for (const std::string_view part : split(code, ';')) {
    const std::string_view command = trim(part);
    if (command == "exit" || (command.starts_with("exit ") && command.find_first_of("&|") == command.npos))
      return true;
    if (command.starts_with("exec ") && command.find_first_of("<>0123456789") != 5 &&
        command.find_first_of("&|") == command.npos)
      return true;
  }
  return false;
}

bool is_strict(const std::vector<std::string_view>& all) {
  if (!all.empty() && all.front().starts_with("#!") && all.front().find(" -e") != std::string_view::npos)
    return true;
  return std::ranges::any_of(all, [](std::string_view line) {
    const std::string_view code = code_of(line);
    if (!code.starts_with("set -")) return false;
    const std::string_view flags = code.substr(5, code.find(' ', 5) - 5);
    return flags.find('e') != std::string_view::npos || code.find("errexit") != std::string_view::npos;
  });
}

// The line after the call that decides how the hook ends instead of it; empty: there is none.
std::string_view what_follows(const std::vector<std::string_view>& all, std::size_t call) {
  constexpr std::array<std::string_view, 5> kEnds{"fi", "}", "esac", "done", ")"};
  for (std::size_t at = call + 1; at < all.size(); ++at) {
    const std::string_view code = code_of(all[at]);
    if (code.empty() || is_one_of(code, kEnds)) continue;
    const bool asks =
        code.find("$?") != std::string_view::npos || code.starts_with("&&") || code.starts_with("||");
    const bool is_other_branch = code.starts_with("el") || code.starts_with(";;");
    return asks || is_other_branch ? std::string_view() : code;
  }
  return {};
}

}  // namespace

GateCall find_gate_call(std::string_view text, std::string_view name, CallSite site) {
  const std::vector<std::string_view> all = lines(text);
  const bool is_script = site != CallSite::settings_file;
  if (site == CallSite::shell && is_strict(all)) site = CallSite::strict_shell;
  const bool has_pipefail = text.find("pipefail") != std::string_view::npos;
  GateCall found;
  std::string_view ending;  // a line that ends the script
  int depth = 0;
  for (std::size_t at = 0; at < all.size(); ++at) {
    const std::string_view code = code_of(all[at]);
    const CallOnLine call = call_on(code, name);
    depth = std::max(0, depth + depth_of(code));
    if (is_script && !call.is_there && depth == 0 && ending.empty() && ends_script(code)) ending = code;
    if (!call.is_there) continue;
    const std::string_view before = trim(call.before);
    const bool is_asked = before.starts_with("if") || before.starts_with('!') || before.ends_with('!');
    std::string_view cause;
    if (!is_asked && goes_on(call.after, site, has_pipefail)) cause = code;
    const bool may_end_otherwise = site == CallSite::shell && !is_asked && !before.starts_with("exec") &&
                                   call.after.find("||") == std::string_view::npos && !code.ends_with('\\') &&
                                   !code.ends_with("&&");
    if (cause.empty() && may_end_otherwise) cause = what_follows(all, at);
    GateCall here{cause.empty() ? GateCall::Kind::heeded : GateCall::Kind::ignored, std::string(cause)};
    if (!ending.empty()) here = {GateCall::Kind::not_reached, std::string(ending)};
    if (here.kind == GateCall::Kind::heeded) return here;
    if (found.kind == GateCall::Kind::none) found = std::move(here);
  }
  return found;
}

}  // namespace expgate::deploy
