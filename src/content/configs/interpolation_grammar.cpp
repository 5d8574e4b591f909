#include "content/configs/interpolation_grammar.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/strings.h"

namespace expgate::content {

namespace {

// What is open at a place of a text: quotes, brackets, braces.
class Nesting {
 public:
  // Takes the character at `at` in; returns how many it took.
  std::size_t take(std::string_view text, std::size_t at) {
    const char c = text[at];
    const bool in_quotes = !open_.empty() && (open_.back() == '"' || open_.back() == '\'');
    if (c == '\\') return 2;
    if (in_quotes) {
      if (c == open_.back()) open_.pop_back();
      if (text.substr(at).starts_with("${")) {
        open_.push_back('}');
        return 2;
      }
      return 1;
    }
    if (c == '"' || c == '\'') open_.push_back(c);
    if (c == '{') open_.push_back('}');
    if (c == '[') open_.push_back(']');
    if ((c == '}' || c == ']') && !open_.empty() && open_.back() == c) open_.pop_back();
    return 1;
  }

  [[nodiscard]] bool is_outside() const { return open_.empty(); }

 private:
  std::string open_;  // what closes each
};

}  // namespace

std::size_t closing_brace(std::string_view text, std::size_t begin) {
  Nesting nesting;
  for (std::size_t at = begin + 1; at < text.size();) {
    const std::size_t taken = nesting.take(text, at);
    if (nesting.is_outside()) return at;
    at += taken;
  }
  return std::string_view::npos;
}

std::vector<std::string_view> split_outside(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  Nesting nesting;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == separator && nesting.is_outside()) {
      pieces.push_back(text.substr(begin, at - begin));
      begin = ++at;
    } else {
      at += nesting.take(text, at);
    }
  }
  pieces.push_back(text.substr(std::min(begin, text.size())));
  return pieces;
}

std::optional<std::vector<std::string>> names_in_key(std::string_view key) {
  constexpr std::string_view kNoName = "\\{}()[]:. \t'\"";
  key.remove_prefix(std::min(key.find_first_not_of('.'), key.size()));
  std::vector<std::string> names;
  while (!key.empty()) {
    const bool in_brackets = key.front() == '[';
    const bool has_dot = key.front() == '.';
    if (!names.empty() && !in_brackets && !has_dot) return std::nullopt;
    if (in_brackets || has_dot) key.remove_prefix(1);
    const std::string_view name = key.substr(0, key.find_first_of(kNoName));
    key.remove_prefix(name.size());
    if (name.empty() || (in_brackets && !key.starts_with(']'))) return std::nullopt;
    if (in_brackets) key.remove_prefix(1);
    names.emplace_back(name);
  }
  return names.empty() ? std::nullopt : std::optional(std::move(names));
}

bool is_resolver_name(std::string_view name) {
  const auto is_word = [](std::string_view word) {
    const auto is_part = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
    return !word.empty() && !is_digit(word.front()) && std::all_of(word.begin(), word.end(), is_part);
  };
  const std::vector<std::string_view> words = split(name, '.');
  return std::all_of(words.begin(), words.end(), is_word);
}

}  // namespace expgate::content
