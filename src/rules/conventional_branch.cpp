#include "rules/conventional_branch.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr std::array<std::string_view, 7> kTypes = {"feature", "feat",    "bugfix", "fix",
                                                    "hotfix",  "release", "chore"};
constexpr std::array<std::string_view, 3> kTrunks = {"main", "master", "develop"};

bool is_mark(char c) {
  return c == '-' || c == '.';
}

// What is wrong with what stands behind the type.
std::optional<Text> problem_of_description(std::string_view text, bool has_dots) {
  if (text.empty()) return tr("nothing stands behind the `/`");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = text::decode(text, at).length;
    const char c = text[at];
    if (c == '/') return tr("it has more than one `/`");
    if (is_upper(c)) return tr("`{letter}` is not in lower case", {{"letter", std::string(1, c)}});
    if (!is_lower(c) && !is_digit(c) && c != '-' && !(c == '.' && has_dots))
      return tr("`{letter}` is not a lower-case letter, a digit or a hyphen",
                {{"letter", text::printable(text.substr(at, length))}});
    at += length;
  }
  if (is_mark(text.front()) || is_mark(text.back()))
    return tr("the part behind the `/` begins or ends with a hyphen or dot");
  for (std::size_t at = 1; at < text.size(); ++at)
    if (is_mark(text[at]) && is_mark(text[at - 1])) return tr("two hyphens or dots stand in a row");
  return std::nullopt;
}

// The type that is meant by the first part of a name; empty: none.
std::string_view usual_type(std::string_view written) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr auto kOthers = std::to_array<Pair>({{"features", "feature"},
                                                {"ft", "feature"},
                                                {"bug", "bugfix"},
                                                {"bugs", "bugfix"},
                                                {"fixes", "fix"},
                                                {"hot", "hotfix"},
                                                {"releases", "release"},
                                                {"chores", "chore"}});
  if (is_conventional_type(written)) return *std::find(kTypes.begin(), kTypes.end(), written);
  const auto* const found =
      std::find_if(kOthers.begin(), kOthers.end(), [&](const Pair& each) { return each.first == written; });
  return found == kOthers.end() ? std::string_view() : found->second;
}

// The text in lower-case letters, digits and single hyphens, with dots if they may be.
std::string plain(std::string_view text, bool has_dots) {
  std::string plain;
  for (const char c : ascii_lower(text)) {
    const bool stays = is_lower(c) || is_digit(c);
    const char letter = stays || (c == '.' && has_dots) ? c : '-';
    if (stays || (!plain.empty() && !is_mark(plain.back()))) plain += letter;
  }
  while (!plain.empty() && is_mark(plain.back())) plain.pop_back();
  return plain;
}

}  // namespace

bool is_conventional_type(std::string_view type) {
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

std::optional<Text> conventional_branch_problem(std::string_view name) {
  if (std::find(kTrunks.begin(), kTrunks.end(), name) != kTrunks.end()) return std::nullopt;
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return tr("it has no type, such as `feature/`");
  const std::string_view type = name.substr(0, slash);
  if (!is_conventional_type(type))
    return tr("`{type}` is not one of the types feature, bugfix, hotfix, release and chore",
              {{"type", text::printable(type)}});
  return problem_of_description(name.substr(slash + 1), type == "release");
}

std::string conventional_branch(std::string_view name) {
  const std::size_t end = name.find_first_of("/-_");
  const std::string_view type = usual_type(ascii_lower(name.substr(0, end)));
  if (type.empty() || end == std::string_view::npos) {
    const std::string all = plain(name, false);
    return "feature/" + (all.empty() ? "NAME" : all);
  }
  const std::string rest = plain(name.substr(end + 1), type == "release");
  return std::string(type) + "/" + (rest.empty() ? "NAME" : rest);
}

}  // namespace expgate::rules
