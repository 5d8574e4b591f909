#include "message/prefix.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/strings.h"
#include "message/letters.h"
#include "message/types.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::array<std::string_view, 11> kTypes = {"build", "chore",    "ci",     "docs",  "feat", "fix",
                                                     "perf",  "refactor", "revert", "style", "test"};

using Mistake = std::optional<HeaderMistake>;
using Kind = HeaderMistake::Kind;

bool is_known_type(std::string_view word) {
  return std::find(kTypes.begin(), kTypes.end(), word) != kTypes.end();
}

// `line` with `count` bytes at `at` replaced.
std::string spliced(std::string_view line, std::size_t at, std::size_t count, std::string_view by) {
  return std::string(line).replace(at, count, by);
}

// Where the colon stands that ends the prefix, ours or one of another script.
std::size_t find_colon(std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    const text::CodePoint point = text::decode(line, at);
    if (point.value == ':' || (point.valid && point.value >= 0x80 && look_alike(point.value) == ':'))
      return at;
    at += point.length;
  }
  return kNone;
}

HeaderMistake mistake(Kind kind, std::string_view line, std::string mended = {}, Arguments arguments = {}) {
  return {kind, std::string(line), std::move(arguments), std::move(mended)};
}

// The character at `at` is not ASCII and stands where the type, a bracket, `!` or the colon should be.
HeaderMistake strange_letter(std::string_view line, std::size_t at) {
  const text::CodePoint point = text::decode(line, at);
  if (!point.valid) return mistake(Kind::type_not_utf8, line);
  Arguments arguments{{"letter", described(point.value)}};
  if (is_blank(point.value) || is_emoji(point.value))
    return mistake(Kind::type_with_picture, line, spliced(line, at, point.length, ""), std::move(arguments));
  const char ascii = look_alike(point.value);
  if (ascii == '\0') return mistake(Kind::foreign_letter, line, "", std::move(arguments));
  arguments.emplace_back("ascii", std::string(1, ascii));
  const bool is_letter = type_length({&ascii, 1}) == 1;
  return mistake(is_letter ? Kind::look_alike_letter : Kind::look_alike_mark, line,
                 spliced(line, at, point.length, {&ascii, 1}), std::move(arguments));
}

// `colon` is where the prefix's colon stands: what follows must be one space and the description.
HeaderMistake colon_mistake(std::string_view line, std::size_t colon) {
  const std::string_view rest = line.substr(colon + 1);
  if (rest.empty()) return mistake(Kind::no_description, line);
  if (rest[0] == '!') return mistake(Kind::exclamation_after_colon, line, spliced(line, colon, 2, "!:"));
  if (rest[0] == ':') return mistake(Kind::two_colons, line, spliced(line, colon, 2, ":"));
  std::size_t end = 0;
  while (end < rest.size() && is_blank(text::decode(rest, end).value)) end += text::decode(rest, end).length;
  if (end == 0) return mistake(Kind::no_space_after_colon, line, spliced(line, colon, 1, ": "));
  const bool has_only_spaces = rest.substr(0, end).find_first_not_of(' ') == kNone;
  return mistake(has_only_spaces ? Kind::spaces_after_colon : Kind::odd_space_after_colon, line,
                 spliced(line, colon + 1, end, " "));
}

// `at` is where the type, or the scope with its brackets, ends: "!: " or ": " must follow.
Mistake end_mistake(std::string_view line, std::size_t at) {
  const auto no_colon = [&](std::string mended) {
    return mistake(Kind::no_colon, line, std::move(mended), {{"word", shortened(line.substr(0, at))}});
  };
  const std::size_t next = line.find_first_not_of(' ', at);
  if (next == kNone) return no_colon("");
  if (const text::CodePoint point = text::decode(line, next); static_cast<unsigned char>(line[next]) >= 0x80)
    if (const char ascii = look_alike(point.value); next == at || ascii == ':' || ascii == '!')
      return strange_letter(line, next);
  if (next > at && line[next] == ':')
    return mistake(Kind::space_before_colon, line, spliced(line, at, next - at, ""));
  if (next > at && line[next] == '!')
    return mistake(Kind::space_before_exclamation, line, spliced(line, at, next - at, ""));
  if (next == at && line[at] == ':') return colon_mistake(line, at);
  if (next == at && line[at] == '!') {
    if (line.substr(at).starts_with("!!"))
      return mistake(Kind::exclamations, line, spliced(line, at, 2, "!"));
    return end_mistake(line, at + 1);
  }
  const bool has_scope = line.substr(0, at).find(')') != kNone;
  if (!has_scope) return std::nullopt;
  return no_colon(next > at ? spliced(line, at, next - at, ": ") : "");
}

HeaderMistake unclosed(std::string_view line, std::size_t open) {
  std::size_t end = line.find(':', open);
  if (end != kNone && line[end - 1] == '!') --end;
  return mistake(Kind::unclosed_scope, line, end == kNone ? "" : spliced(line, end, 0, ")"));
}

// `open` is where the scope's bracket stands.
Mistake scope_mistake(std::string_view line, std::size_t open) {
  constexpr std::string_view kWideClose = "）";
  const std::size_t close = line.find(')', open);
  const std::size_t wide_close = line.find(kWideClose, open);
  if (wide_close < std::min(close, line.find(": ", open))) return strange_letter(line, wide_close);
  if (close == kNone) return unclosed(line, open);
  const std::string_view scope = line.substr(open + 1, close - open - 1);
  if (is_all_blank(scope)) return mistake(Kind::empty_scope, line, spliced(line, open, close - open + 1, ""));
  if (scope.find(": ") != kNone) return unclosed(line, open);
  if (scope.find('(') != kNone) return mistake(Kind::nested_scope, line);
  if (trim(scope).size() != scope.size())
    return mistake(Kind::blank_in_scope, line, spliced(line, open + 1, scope.size(), trim(scope)));
  return end_mistake(line, close + 1);
}

// "[api]" where "(api)" should be.
Mistake bracket_mistake(std::string_view line, std::size_t open, char closing) {
  const std::size_t close = line.find(closing, open);
  if (close == kNone || close > find_colon(line)) return std::nullopt;
  return mistake(Kind::other_brackets, line, spliced(spliced(line, open, 1, "("), close, 1, ")"));
}

// A type in Chinese: "修复(数据): …".
Mistake chinese_type(std::string_view line, std::size_t colon) {
  const std::size_t end = std::min({line.find('('), line.find("（"), line.find('!'), colon});
  const std::size_t first = type_length(line);  // of the letters that are not ASCII
  if (end <= first || look_alike(text::decode(line, first).value) != '\0') return std::nullopt;
  const std::string_view type = type_meant(line.substr(0, end));
  if (type.empty()) return std::nullopt;
  return mistake(Kind::foreign_letter, line, std::string(type) + std::string(line.substr(end)),
                 {{"letter", described(text::decode(line, first).value)}});
}

// Where the scope stands as if it were the type, or a part of it: "feat/api: …", "torch/nn: add …".
std::string with_path_as_scope(std::string_view line, std::size_t colon) {
  const std::string_view path = line.substr(0, colon);
  const std::string_view description = trim(line.substr(colon + 1));
  const auto is_of_path = [](char c) {
    return is_letter_or_digit(c) || std::string_view("/._-").find(c) != kNone;
  };
  if (path.empty() || !std::all_of(path.begin(), path.end(), is_of_path) || !is_letter(path[0])) return {};
  const std::size_t slash = path.find('/');
  if (slash != kNone && is_known_type(path.substr(0, slash)) && slash + 1 < path.size())
    return std::string(path.substr(0, slash)) + "(" + std::string(path.substr(slash + 1)) +
           "): " + std::string(description);
  const std::string_view type = type_told(description);
  if (type.empty()) return {};
  return std::string(type) + "(" + ascii_lower(path) + "): " + std::string(description);
}

// A type that is there, with a blank behind it.
Mistake blank_after_type(std::string_view line, std::size_t at, std::size_t colon) {
  const std::string_view type = line.substr(0, at);
  const std::size_t next = line.find_first_not_of(' ', at);
  if (line[next] == '(' && line.find(')', next) < colon)
    return mistake(Kind::space_before_scope, line, spliced(line, at, next - at, ""));
  if (auto wrong = end_mistake(line, at)) return wrong;
  if (line.substr(next).starts_with("- "))
    return mistake(Kind::other_mark, line, spliced(line, at, next + 1 - at, ":"), {{"word", "-"}});
  const bool is_type = is_known_type(type);
  if (colon == kNone && is_type) {
    const bool says_enough = line.find(' ', next) != kNone;  // `fix: bug` would be no better
    return mistake(Kind::no_colon, line, says_enough ? spliced(line, at, 0, ":") : "",
                   {{"word", shortened(type)}});
  }
  const std::string_view words = line.substr(0, colon);
  const bool is_short = std::count(words.begin(), words.end(), ' ') < 3;
  if (colon == kNone || !is_short || line.substr(colon + 1).empty()) return std::nullopt;
  const std::string_view meant = type_meant(words);
  return mistake(Kind::type_of_words, line,
                 meant.empty() ? "" : std::string(meant) + std::string(line.substr(colon)),
                 {{"word", shortened(words)}});
}

}  // namespace

std::optional<HeaderMistake> prefix_mistake(std::string_view line) {
  const std::size_t at = type_length(line);
  if (at == line.size()) return std::nullopt;
  const std::size_t colon = find_colon(line);
  const std::string_view rest = line.substr(at);
  if (rest.starts_with("://")) return std::nullopt;
  if (at > 0 && rest[0] == ' ') return blank_after_type(line, at, colon);
  if (at > 0 && rest.size() > 1 && std::string_view(";.,=").find(rest[0]) != kNone && rest[1] == ' ')
    return mistake(Kind::other_mark, line, spliced(line, at, 1, ":"), {{"word", std::string(1, rest[0])}});
  if (at > 0 && rest[0] == '(') return scope_mistake(line, at);
  if (colon == kNone) return std::nullopt;
  if (rest.starts_with("!("))
    if (const std::size_t close = rest.find(')'); close != kNone && at + close < colon)
      return mistake(Kind::exclamation_before_scope, line,
                     spliced(line, at, close + 1, std::string(rest.substr(1, close)) + "!"));
  if (at > 0 && (rest[0] == ':' || rest[0] == '!'))
    if (auto wrong = end_mistake(line, at)) return wrong;
  if (line.substr(0, colon).find(' ') != kNone && rest[0] != '[' && rest[0] != '{') return std::nullopt;
  if (static_cast<unsigned char>(rest[0]) >= 0x80) {
    if (auto chinese = chinese_type(line, colon)) return chinese;
    return strange_letter(line, at);
  }
  if (at == 0 && rest[0] == ':') return mistake(Kind::empty_type, line);
  if (rest[0] == '[') return bracket_mistake(line, at, ']');
  if (rest[0] == '{') return bracket_mistake(line, at, '}');
  if (rest[0] == '<') return bracket_mistake(line, at, '>');
  return mistake(Kind::type_character, line, with_path_as_scope(line, colon),
                 {{"word", std::string(1, rest[0])}});
}

}  // namespace expgate::message
