#include "policy/literal.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace expgate::policy {

namespace {

// Characters that mean nothing in YAML wherever they stand in a plain scalar that begins with a letter, a
// digit or one of "./_".
bool is_plain(std::string_view text) {
  constexpr std::string_view kInside = "./_- +";
  constexpr std::array<std::string_view, 3> kNulls{"null", "Null", "NULL"};
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && text.front() != ' ' && text.front() != '-' && text.front() != '+' &&
         text.back() != ' ' &&
         std::ranges::all_of(
             text, [&](char c) { return is_alphanumeric(c) || kInside.find(c) != std::string_view::npos; }) &&
         std::ranges::find(kNulls, text) == kNulls.end();
}

// A scalar as it stands in the source.
struct Literal {
  std::string_view text;
  bool is_quoted = false;
};

text::Node node_of(const Literal& literal) {
  return {text::Node::Kind::scalar, {1, 1}, literal.is_quoted ? "!" : "?", std::string(literal.text), {}, {}};
}

// The scalar at the front of `rest`, up to `end`; taken off `rest`.
std::optional<Literal> take_scalar(std::string_view& rest, std::string_view end) {
  const char quote = rest.empty() ? '\0' : rest.front();
  if (quote == '"' || quote == '\'') {
    const std::size_t close = rest.find(quote, 1);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view inside = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
    const bool is_escaped =
        rest.starts_with(quote) || (quote == '"' && inside.find('\\') != std::string_view::npos);
    if (is_escaped || inside.find('\n') != std::string_view::npos) return std::nullopt;
    return Literal{inside, true};
  }
  const std::string_view word = trim(rest.substr(0, rest.find_first_of(end)));
  if (!is_plain(word)) return std::nullopt;
  rest.remove_prefix(word.size());
  return Literal{word, false};
}

void skip_blanks(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
}

// The items of a flat list.
std::optional<std::vector<Literal>> items_of(std::string_view rest) {
  std::vector<Literal> items;
  items.reserve(static_cast<std::size_t>(std::ranges::count(rest, ',')) +
                1);  // a comma in quotes is one too many
  for (char last = '['; last != ']';) {
    rest.remove_prefix(1);
    skip_blanks(rest);
    if (last == '[' && rest == "]") return items;
    const auto item = take_scalar(rest, ",]");
    if (!item) return std::nullopt;
    items.push_back(*item);
    skip_blanks(rest);
    if (!rest.starts_with(',') && rest != "]") return std::nullopt;
    last = rest.front();
  }
  return items;
}

}  // namespace

std::optional<text::Node> read_literal(std::string_view source) {
  if (!source.starts_with('[')) {
    std::string_view rest = source;
    const auto literal = take_scalar(rest, "\n");
    return literal && rest.empty() ? std::optional(node_of(*literal)) : std::nullopt;
  }
  const auto items = items_of(source);
  if (!items) return std::nullopt;
  text::Node list{text::Node::Kind::sequence, {1, 1}, "?", {}, {}, {}};
  list.items.reserve(items->size());
  for (const Literal& item : *items) list.items.push_back(node_of(item));
  return list;
}

std::optional<std::vector<std::string>> read_literal_list(std::string_view source) {
  const auto items = source.starts_with('[') ? items_of(source) : std::nullopt;
  if (!items) return std::nullopt;
  std::vector<std::string> texts;
  texts.reserve(items->size());
  for (const Literal& item : *items) texts.emplace_back(item.text);
  return texts;
}

}  // namespace expgate::policy
