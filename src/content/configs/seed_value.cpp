#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include <fmt/core.h>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/seed.h"
#include "content/configs/yaml_by_python.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::uint64_t kLargest = 4294967295;  // NumPy takes no more

using Value = tl::expected<std::string, Text>;

tl::unexpected<Text> no(Text what) {
  return tl::unexpected(std::move(what));
}

// The text, cut if it is long.
std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 40;
  return text.size() <= kMost ? std::string(text) : std::string(text.substr(0, kMost)) + "…";
}

// The arguments of a text about this value: "`seed`", or "`seed` (`${a.b}`)" for {key}.
Arguments about(const SeedName& name, Arguments more = {}) {
  more.emplace_back("key",
                    "`" + name.key + "`" + (name.reference.empty() ? "" : " (`" + name.reference + "`)"));
  return more;
}
Arguments about(const SeedName& name, std::string_view value) {
  return about(name, {{"value", shown(value)}});
}
SeedName below(const SeedName& name, const std::string& part) {
  return {name.key + "." + part, name.reference};
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A whole number in any notation of YAML, JSON, TOML and Python, without its sign: its value, capped just
// over kLargest.
std::optional<std::uint64_t> whole_number(std::string_view digits) {
  std::uint64_t base = 10;
  if (digits.size() > 2 && digits[0] == '0') {
    const char mark = static_cast<char>(digits[1] | 0x20);
    base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 10;
    if (base != 10) digits.remove_prefix(2);
  }
  if (digits.empty() || digits.front() == '_' || digits.back() == '_') return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (c == '_') continue;
    if (!is_hex_digit(c)) return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(hex_value(c));
    if (digit >= base) return std::nullopt;
    value = std::min(value * base + digit, kLargest + 1);
  }
  return value;
}

// Digits around a point, or before an exponent; infinity and not-a-number.
bool is_float(std::string_view text) {
  const std::string word = ascii_lower(text);
  if (is_one_of(word, {".inf", ".nan", "inf", "nan", "infinity"})) return true;
  const std::size_t exponent = word.find('e');
  const std::string_view all = word;
  const std::string_view mantissa = all.substr(0, exponent);
  if (mantissa.find_first_not_of("0123456789_.") != std::string_view::npos) return false;
  if (mantissa.find_first_of("0123456789") == std::string_view::npos) return false;
  if (exponent == std::string_view::npos) return std::count(mantissa.begin(), mantissa.end(), '.') == 1;
  std::string_view power = all.substr(exponent + 1);
  if (!power.empty() && (power.front() == '+' || power.front() == '-')) power.remove_prefix(1);
  return !power.empty() && power.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_known_tag(const std::string& tag) {
  constexpr std::string_view kYaml = "tag:yaml.org,2002:";
  return is_one_of(tag, {"", "?", "!"}) ||
         (tag.starts_with(kYaml) && is_one_of(std::string_view(tag).substr(kYaml.size()), {"int", "str"}));
}

// What mmengine puts in the place of `{{$NAME:default}}` where the environment has no such variable; the text
// itself, where it is none such.
std::string_view without_template(std::string_view text) {
  if (!text.starts_with("{{") || !text.ends_with("}}") || text.size() < 5) return text;
  std::string_view inside = trim(text.substr(2, text.size() - 4));
  const bool is_quoted = inside.size() > 1 && (inside.front() == '\'' || inside.front() == '"');
  if (is_quoted && inside.back() == inside.front()) inside = trim(inside.substr(1, inside.size() - 2));
  const std::size_t colon = inside.find(':');
  const bool is_variable = inside.starts_with('$') && colon != std::string_view::npos;
  return is_variable ? trim(inside.substr(colon + 1)) : text;
}

Value scalar_value(const Node& node, const SeedName& name) {
  const std::string text(without_template(trim(node.scalar)));
  if (node.tag == "!PLACEHOLDER") return no(tr("{key} is `{value}`, a placeholder", about(name, node.tag)));
  const bool is_template = text.size() < trim(node.scalar).size();
  if (node.tag == "!python" && !is_template)
    return no(tr("{key} is computed at run time: `{value}`", about(name, text)));
  if (node.tag == kTextTag) return no(tr("{key} is the text `{value}`, not a number", about(name, text)));
  if (!is_known_tag(node.tag) && !is_template)
    return no(tr("{key} is made by the tag `{value}` at run time", about(name, node.tag)));
  if (text.empty()) return no(tr("{key} is empty", about(name)));
  if (text == "???") return no(tr("{key} is `{value}`, a placeholder", about(name, text)));
  if (text == "None") return no(tr("{key} is `{value}`: the run picks a seed of its own", about(name, text)));
  if (is_flag(node)) return no(tr("{key} is `{value}`, not a number", about(name, text)));
  const char sign = text[0] == '-' || text[0] == '+' ? text[0] : '\0';
  const std::string_view digits = std::string_view(text).substr(sign == '\0' ? 0 : 1);
  if (const auto number = whole_number(digits)) {
    if (sign == '-' && *number > 0) return no(tr("{key} is negative: `{value}`", about(name, text)));
    if (*number > kLargest)
      return no(tr("{key} is `{value}`, over the largest seed, {limit}",
                   about(name, {{"value", shown(text)}, {"limit", kLargest}})));
    return text;
  }
  if (is_float(digits)) return no(tr("{key} is `{value}`, not a whole number", about(name, text)));
  return no(tr("{key} is the text `{value}`, not a number", about(name, text)));
}

Value list_value(const Node& node, const SeedName& name) {
  if (node.items.empty()) return no(tr("{key} is an empty list", about(name)));
  std::vector<std::string> values;
  for (std::size_t at = 0; at < node.items.size(); ++at) {
    const Node& item = node.items[at];
    const SeedName item_name = below(name, std::to_string(at));
    if (item.is_sequence()) return no(tr("{key} is a list inside a list", about(item_name)));
    Value value = seed_value(item, item_name);
    if (!value) return value;
    if (values.size() < 4) values.push_back(*std::move(value));
  }
  if (node.items.size() > values.size()) values.emplace_back("…");
  return "[" + join(values, ", ") + "]";
}

// One seed for each library.
Value mapping_value(const Node& node, const SeedName& name) {
  if (node.entries.empty()) return no(tr("{key} is an empty mapping", about(name)));
  std::vector<std::string> values;
  for (const auto& [key, value] : node.entries) {
    const bool library = is_one_of(ascii_lower(key.scalar), {"python", "random", "numpy", "np", "torch",
                                                             "pytorch", "cuda", "tensorflow", "tf", "jax"});
    if (!library) return no(tr("{key} is a mapping, not a number", about(name)));
    Value seed = seed_value(value, below(name, key.scalar));
    if (!seed) return seed;
    values.push_back(key.scalar + ": " + *seed);
  }
  return "{" + join(values, ", ") + "}";
}

}  // namespace

bool is_flag(const Node& value) {
  return value.is_scalar() && !value.is_quoted() &&
         is_one_of(ascii_lower(value.scalar), {"true", "false", "yes", "no", "on", "off"});
}

Value seed_value(const Node& value, const SeedName& name) {
  switch (value.kind) {
    case Node::Kind::null:
      if (value.scalar.empty()) break;
      return no(tr("{key} is `{value}`: the run picks a seed of its own", about(name, value.scalar)));
    case Node::Kind::scalar:
      return scalar_value(value, name);
    case Node::Kind::sequence:
      return list_value(value, name);
    case Node::Kind::mapping:
      return mapping_value(value, name);
  }
  return no(tr("{key} is empty", about(name)));
}

}  // namespace expgate::content
