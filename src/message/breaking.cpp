#include "message/breaking.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "message/header.h"

namespace expgate::message {

namespace {

using Kind = BreakingMistake::Kind;

constexpr std::array<std::string_view, 2> kKeys = {"BREAKING CHANGE", "BREAKING-CHANGE"};
constexpr std::array<std::string_view, 5> kMeant = {"breaking change", "breaking changes", "breaking",
                                                    "break change", "braking change"};
constexpr std::string_view kWideColon = "：";

// Lower case, `_`, `-` and runs of blanks as one blank, Markdown's marks at the ends taken off.
std::string folded_key(std::string_view key) {
  constexpr std::string_view kMarks = " \t*_#>-`";
  const std::size_t begin = std::min(key.find_first_not_of(kMarks), key.size());
  const std::size_t end = key.find_last_not_of(kMarks) + 1;
  std::string folded;
  for (const char c : key.substr(begin, std::max(begin, end) - begin)) {
    const char letter = c == '_' || c == '-' || c == '\t' ? ' ' : c;
    if (letter != ' ' || !folded.ends_with(' ')) folded += letter;
  }
  return ascii_lower(folded);
}

bool is_meant(std::string_view key) {
  const std::string folded = folded_key(key);
  return std::find(kMeant.begin(), kMeant.end(), folded) != kMeant.end();
}

// The line begins with the right key: what follows is wrong, unless it is prose or the footer.
std::optional<Kind> wrong_end(std::string_view rest) {
  if (rest.starts_with(kWideColon)) return Kind::wide_colon;
  if (trim(rest) == ":") return Kind::no_text;
  if (rest.starts_with(':')) return rest[1] == ' ' ? std::nullopt : std::optional(Kind::no_space);
  if (trim(rest).starts_with(':')) return Kind::space_before_colon;
  if (rest.starts_with(" #")) return std::nullopt;
  return rest.empty() || rest.starts_with(' ') ? std::optional(Kind::no_colon) : std::nullopt;
}

}  // namespace

bool is_breaking_footer(std::string_view line) {
  return std::any_of(kKeys.begin(), kKeys.end(), [&](std::string_view key) {
    return line.starts_with(key) && line.substr(key.size()).starts_with(": ") &&
           !trim(line.substr(key.size() + 1)).empty();
  });
}

std::optional<BreakingMistake> breaking_near_miss(std::string_view line) {
  if (is_breaking_footer(line)) return std::nullopt;
  for (const std::string_view key : kKeys)
    if (line.starts_with(key))
      if (const auto kind = wrong_end(line.substr(key.size())))
        return BreakingMistake{*kind, std::string(key)};
  const std::size_t colon = std::min(line.find(':'), line.find(kWideColon));
  const std::string_view key = line.substr(0, colon);
  constexpr std::size_t kLongestKey = 40;  // with its marks
  if (key.size() > kLongestKey || !is_meant(key)) return std::nullopt;
  // Without a colon only capitals or a heading's mark tell it from prose.
  if (colon == std::string_view::npos && !trim(key).starts_with('#') && ascii_lower(key) == key)
    return std::nullopt;
  if (colon == std::string_view::npos && folded_key(key) == "breaking") return std::nullopt;
  return BreakingMistake{Kind::other_key,
                         shortened(colon == std::string_view::npos ? line : line.substr(0, colon + 1))};
}

}  // namespace expgate::message
