#include "text/glob_scan.h"

namespace expgate::text {

namespace {

constexpr std::size_t kMostAlternatives = 1'000;
constexpr std::size_t kLongestGlob = 4'096;  // bytes; no path of a repository is longer

// The offset behind the class that starts at `at`, or nothing where it has no end.
std::size_t class_end(std::string_view glob, std::size_t at) {
  std::size_t i = at + 1;
  if (i < glob.size() && (glob[i] == '!' || glob[i] == '^')) ++i;
  for (bool first = true; i < glob.size(); first = false) {
    if (glob[i] == ']' && !first) return i + 1;
    if (glob.substr(i).starts_with("[:")) {
      const std::size_t close = glob.find(":]", i + 2);
      if (close != std::string_view::npos) i = close + 1;
    } else if (glob[i] == '\\') {
      ++i;
    }
    ++i;
  }
  return std::string_view::npos;
}

struct Braces {
  std::size_t open = 0;
  std::size_t end = 0;                    // behind the '}'
  std::vector<std::string_view> choices;  // as written: may hold braces themselves
};

// The choices of the braces that open at `open`.
Result<Braces> read_braces(std::string_view glob, std::size_t open) {
  Braces braces{open, 0, {}};
  int depth = 0;
  std::size_t begin = open + 1;
  for (std::size_t at = open; at < glob.size();) {
    const char c = glob[at];
    TRY_ASSIGN(const std::size_t next, piece_end(glob, at));
    if (c == '{') ++depth;
    if ((c == ',' || c == '}') && depth == 1) {
      braces.choices.push_back(glob.substr(begin, at - begin));
      begin = next;
    }
    if (c == '}' && --depth == 0) {
      braces.end = next;
      if (braces.choices.size() < 2)
        return fail(tr("`{{…}}` needs a comma to be a choice; write `\\{{` for the brace itself"));
      return braces;
    }
    at = next;
  }
  return fail(tr("`{{` is not closed; write `\\{{` for the brace itself"));
}

// The offset of the first opening brace, or the end.
Result<std::size_t> first_brace(std::string_view glob) {
  std::size_t at = 0;
  while (at < glob.size() && glob[at] != '{') {
    TRY_ASSIGN(at, piece_end(glob, at));
  }
  return at;
}

}  // namespace

Result<std::size_t> piece_end(std::string_view glob, std::size_t at) {
  if (glob[at] == '[') {
    const std::size_t end = class_end(glob, at);
    if (end == std::string_view::npos)
      return fail(tr("`[` is not closed; write `\\[` for the bracket itself"));
    return end;
  }
  if (glob[at] != '\\') return at + 1;
  if (at + 1 == glob.size()) return fail(tr("it ends in a backslash; write `\\\\` for the backslash itself"));
  if (glob[at + 1] == '/') return fail(tr("`\\/`: a slash cannot be quoted"));
  return at + 2;
}

Result<std::vector<std::string>> expand_braces(std::string_view glob) {
  if (glob.size() > kLongestGlob)
    return fail(tr("it is longer than {limit} bytes", {{"limit", kLongestGlob}}));
  if (glob.find_first_of("{[\\") == std::string_view::npos) return std::vector{std::string(glob)};
  std::vector<std::string> done;
  std::vector<std::string> open{std::string(glob)};
  while (!open.empty()) {
    const std::string current = std::move(open.back());
    open.pop_back();
    TRY_ASSIGN(const std::size_t at, first_brace(current));
    if (at == current.size()) {
      done.push_back(current);
      continue;
    }
    TRY_ASSIGN(const Braces braces, read_braces(current, at));
    if (done.size() + open.size() + braces.choices.size() > kMostAlternatives)
      return fail(tr("its braces stand for more than {limit} globs", {{"limit", kMostAlternatives}}));
    for (auto choice = braces.choices.rbegin(); choice != braces.choices.rend(); ++choice)
      open.push_back(current.substr(0, at) + std::string(*choice) + current.substr(braces.end));
  }
  return done;
}

}  // namespace expgate::text
