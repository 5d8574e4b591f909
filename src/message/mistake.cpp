// What is wrong with a header that does not parse, and how it reads when it is put right. Only commit-header
// comes here: the good case is parse_header() alone.
#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/strings.h"
#include "message/header.h"
#include "message/letters.h"
#include "message/prefix.h"
#include "message/types.h"
#include "message/wording.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

using Kind = HeaderMistake::Kind;

constexpr int kMostSteps =
    12;  // mistakes that are mended one after another; a header with more takes a person anyway

std::string_view without_outer_blanks(std::string_view text) {
  while (!text.empty()) {
    const text::CodePoint first = text::decode(text, 0);
    if (!first.valid || !is_blank(first.value)) break;
    text.remove_prefix(first.length);
  }
  return trim(text);
}

std::string_view without_emoji(std::string_view text) {
  while (!text.empty()) {
    const text::CodePoint first = text::decode(text, 0);
    if (!first.valid || (!is_emoji(first.value) && !is_blank(first.value))) break;
    text.remove_prefix(first.length);
  }
  if (!text.starts_with(':')) return text;
  const std::size_t end = text.find(':', 1);  // ":sparkles: feat: …", as gitmoji writes it
  if (end == std::string_view::npos || end == 1) return text;
  const std::string_view name = text.substr(1, end - 1);
  return type_length(name) == name.size() ? trim(text.substr(end + 1)) : text;
}

std::string with_spaces_for_tabs(std::string_view text) {
  std::string spaced;
  for (const char c : text) {
    if (c != '\t')
      spaced += c;
    else if (!spaced.ends_with(' '))
      spaced += ' ';
  }
  return spaced;
}

// What stands in front of the type and belongs elsewhere: "[ABC-1]", "ABC-1", "#12"; empty: nothing does.
std::string_view front_matter(std::string_view line) {
  if (line.starts_with('[')) return line.substr(0, line.find(']') + 1);
  if (constexpr std::string_view kOpen = "【", kClose = "】"; line.starts_with(kOpen))
    if (const std::size_t close = line.find(kClose); close != std::string_view::npos)
      return line.substr(0, close + kClose.size());
  const std::string_view word = line.substr(0, line.find_first_of(" :"));
  return is_ticket(word) ? word : std::string_view{};
}

// The kind of a text that git and the forges generate, if it is not what it says
// (docs/commits-a-check-sees.md); nothing: it is not such a text.
std::optional<Kind> generated(std::string_view line) {
  if (line.starts_with("Merge ")) return Kind::merge_text;
  if (line.starts_with("Revert \"") || line.starts_with("Reapply \"")) return Kind::revert_text;
  for (const std::string_view prefix : {"fixup!", "squash!", "amend!"})
    if (line.starts_with(prefix)) return Kind::bare_autosquash;
  if (line.starts_with("Squashed commit of the following")) return Kind::squash_text;
  return std::nullopt;
}

// The header with the type that its first word tells; empty: it tells none, or too little else is said.
std::string with_type_guessed(std::string_view line) {
  const std::string_view type = type_told(line);
  if (type.empty()) return {};
  const std::string_view word = line.substr(0, line.find(' '));
  const bool is_ascii_word = text::decode(line, 0).length == 1;
  const bool says_enough =
      !is_ascii_word || std::count(line.begin(), line.end(), ' ') > 1 || !type_told_by_file(line).empty();
  if (!says_enough) return {};  // `Fix it` may be anything
  const bool is_shouted = std::all_of(word.begin(), word.end(), is_upper);
  return std::string(type) + ": " +
         (is_shouted ? ascii_lower(word) + std::string(line.substr(word.size())) : std::string(line));
}

// What remains behind front matter: with the type or the scope that stands in its brackets ("[Fix] …").
std::string behind_front_matter(std::string_view front, std::string_view rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" :-"), rest.size()));
  const std::size_t open = front.starts_with("【") ? std::string_view("【").size() : 1;
  const std::size_t close = front.ends_with("】") ? std::string_view("】").size() : 1;
  const bool is_bracketed = front.size() > open + close && (front[0] == '[' || open > 1);
  if (parse_header(rest) || !is_bracketed) return std::string(rest);
  const std::string_view inside = front.substr(open, front.size() - open - close);
  if (const auto type = type_meant(inside); !type.empty())
    return std::string(type) + ": " + std::string(rest);
  const std::string area = area_meant(inside);
  const std::string_view told = area.empty() ? std::string_view() : type_told(rest);
  return told.empty() ? std::string(rest) : std::string(told) + "(" + area + "): " + std::string(rest);
}

// Not worth a word when the rest takes a person: then the rest's mistake is named.
bool is_slight(Kind kind) {
  return kind == Kind::leading_blank || kind == Kind::trailing_blank || kind == Kind::tab ||
         kind == Kind::emoji;
}

// One mistake, with the header without it as `mended`, which may have more; empty: that takes a person.
HeaderMistake first_mistake(std::string_view line) {
  const std::string_view trimmed = without_outer_blanks(line);
  if (trimmed.empty()) return {Kind::empty, "", {}, ""};
  const std::string shown(trimmed);
  if (trimmed.data() != line.data()) return {Kind::leading_blank, shown, {}, shown};
  const std::string core = with_spaces_for_tabs(trimmed);
  if (parse_header(core)) return {core != trimmed ? Kind::tab : Kind::trailing_blank, shown, {}, core};
  if (const auto rest = without_emoji(core); rest.size() != core.size())
    return {Kind::emoji, core, {}, std::string(rest)};
  if (const auto front = front_matter(core); !front.empty()) {
    const std::string_view rest = std::string_view(core).substr(front.size());
    return {Kind::front_matter, core, {{"word", shortened(front)}}, behind_front_matter(front, rest)};
  }
  if (const auto kind = generated(core)) return {*kind, core, {}, ""};
  if (auto mistake = prefix_mistake(core)) return *std::move(mistake);
  return {Kind::no_type, core, {}, with_type_guessed(core)};
}

HeaderMistake describe(std::string_view line, int steps_left) {
  HeaderMistake mistake = first_mistake(line);
  if (steps_left == 0) mistake.mended.clear();
  if (mistake.mended.empty() || parse_header(mistake.mended)) return mistake;
  HeaderMistake rest = describe(mistake.mended, steps_left - 1);
  if (is_slight(mistake.kind) && rest.mended.empty()) return rest;
  mistake.mended = std::move(rest.mended);
  return mistake;
}

}  // namespace

HeaderMistake describe_mistake(std::string_view line) {
  HeaderMistake mistake = describe(line, kMostSteps);
  // Nobody wants to be told of the capital and the full stop only when the rest is mended.
  if (const auto header = parse_header(mistake.mended)) {
    const std::string_view prefix =
        std::string_view(mistake.mended).substr(0, mistake.mended.size() - header->description.size());
    std::string better = std::string(prefix) + without_final_stop(with_small_initial(header->description));
    if (parse_header(better)) mistake.mended = std::move(better);
  }
  return mistake;
}

}  // namespace expgate::message
