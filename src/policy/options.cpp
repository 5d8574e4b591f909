#include "policy/options.h"

#include <algorithm>
#include <limits>

#include "base/bytes.h"
#include "base/strings.h"
#include "policy/literal.h"
#include "policy/policy_error.h"
#include "text/glob.h"
#include "text/regex.h"
#include "text/yaml.h"

namespace expgate::policy {

namespace {

// What the option wants, for a sentence: "`limit` wants …".
std::string_view wish_of(OptionType type) {
  switch (type) {
    case OptionType::boolean:
      return "`true` or `false`";
    case OptionType::integer:
      return "a whole number";
    case OptionType::size:
      return "a size such as `5 MiB`";
    case OptionType::text:
      return "a text";
    case OptionType::choice:
      return "one of its choices";
    case OptionType::texts:
      return "a list of texts";
    case OptionType::choices:
      return "a list of its choices";
    case OptionType::globs:
      return "a list of globs";
    case OptionType::regex:
      return "a regular expression";
    case OptionType::regexes:
      return "a list of regular expressions";
  }
  return "another value";
}

tl::unexpected<Error> wants(std::string_view name, std::string_view wish, const text::Node& node,
                            const std::string& more = {}) {
  return refuse(node.mark,
                quoted(name) + " wants " + std::string(wish) + ", not " + description_of(node) + more);
}

Result<OptionValue> read_boolean(const OptionSpec& spec, const text::Node& node) {
  if (node.is_scalar() && !node.is_quoted()) {
    if (node.scalar == "true") return OptionValue(true);
    if (node.scalar == "false") return OptionValue(false);
  }
  const std::string word = node.is_scalar() ? ascii_lower(node.scalar) : "";
  const bool means_true = word == "true" || word == "yes" || word == "on" || word == "1";
  const bool means_false = word == "false" || word == "no" || word == "off" || word == "0";
  const std::string meant = means_true ? "true" : means_false ? "false" : "";
  return wants(spec.name, wish_of(spec.type), node, meant.empty() ? "" : ", did you mean `" + meant + "`?");
}

Result<OptionValue> read_integer(const OptionSpec& spec, const text::Node& node) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (!node.is_scalar() || node.is_quoted()) return wants(spec.name, wish_of(spec.type), node);
  const auto value = parse_decimal(node.scalar);
  const bool has_leading_zero =
      node.scalar.size() > 1 && node.scalar.front() == '0';  // octal to some, decimal to others
  if (!value || *value > kMost || has_leading_zero) return wants(spec.name, wish_of(spec.type), node);
  return OptionValue(*value);
}

Result<OptionValue> read_size(const OptionSpec& spec, const text::Node& node) {
  const auto bytes = node.is_scalar() ? parse_size(node.scalar) : std::nullopt;
  if (!bytes) return wants(spec.name, wish_of(spec.type), node);
  return OptionValue(*bytes);
}

Result<void> check_choice(const OptionSpec& spec, text::Location mark, const std::string& word) {
  if (std::find(spec.choices.begin(), spec.choices.end(), word) != spec.choices.end()) return {};
  return unknown(mark, "value", word, {spec.choices.begin(), spec.choices.end()});
}

Result<void> check_regex(const OptionSpec& spec, text::Location mark, const std::string& pattern) {
  const auto compiled = text::Regex::compile(pattern);
  if (compiled) return {};
  return refuse(mark, quoted(spec.name) + ": " + compiled.error().message);
}

// What one text of the option must be, be it alone or one of a list.
Result<void> check_text(const OptionSpec& spec, text::Location mark, const std::string& word, Author author) {
  switch (spec.type) {
    case OptionType::choice:
    case OptionType::choices:
      return check_choice(spec, mark, word);
    case OptionType::regex:
    case OptionType::regexes:
      return author == Author::ours ? Result<void>{} : check_regex(spec, mark, word);
    default:
      return {};
  }
}

Result<OptionValue> read_text(const OptionSpec& spec, const text::Node& node, Author author) {
  if (!node.is_scalar()) return wants(spec.name, wish_of(spec.type), node);
  TRY(check_text(spec, node.mark, node.scalar, author));
  return OptionValue(node.scalar);
}

Result<OptionValue> read_list(const OptionSpec& spec, const text::Node& node, Author author) {
  TRY_ASSIGN(std::vector<std::string> texts, read_texts(spec.name, node));
  for (std::size_t i = 0; i < texts.size(); ++i)
    TRY(check_text(spec, node.is_scalar() ? node.mark : node.items[i].mark, texts[i], author));
  if (spec.type == OptionType::globs && author == Author::theirs) TRY(check_globs(spec.name, node, texts));
  return OptionValue(std::move(texts));
}

}  // namespace

Result<std::vector<std::string>> read_texts(std::string_view name, const text::Node& node) {
  constexpr std::string_view kWish = "a list of texts";
  if (node.is_scalar()) return std::vector<std::string>{node.scalar};
  if (!node.is_sequence()) return wants(name, kWish, node);
  std::vector<std::string> texts;
  texts.reserve(node.items.size());
  for (const text::Node& item : node.items) {
    if (!item.is_scalar()) return wants(name, kWish, item, " in it");
    texts.push_back(item.scalar);
  }
  return texts;
}

Result<void> check_globs(std::string_view name, const text::Node& node,
                         const std::vector<std::string>& globs) {
  for (std::size_t i = 0; i < globs.size(); ++i) {
    const auto compiled = text::GlobSet::compile({globs[i]});
    if (!compiled)
      return refuse(node.is_sequence() ? node.items[i].mark : node.mark,
                    quoted(name) + ": " + compiled.error().message);
  }
  return {};
}

Result<OptionValue> read_option(const OptionSpec& spec, const text::Node& node, Author author) {
  switch (spec.type) {
    case OptionType::boolean:
      return read_boolean(spec, node);
    case OptionType::integer:
      return read_integer(spec, node);
    case OptionType::size:
      return read_size(spec, node);
    case OptionType::text:
    case OptionType::choice:
    case OptionType::regex:
      return read_text(spec, node, author);
    case OptionType::texts:
    case OptionType::choices:
    case OptionType::globs:
    case OptionType::regexes:
      return read_list(spec, node, author);
  }
  return wants(spec.name, wish_of(spec.type), node);
}

Result<OptionValue> default_of(const OptionSpec& spec, Author author) {
  if (!spec.default_value.empty()) {
    if (const auto literal = read_literal(spec.default_value)) return read_option(spec, *literal, author);
    TRY_ASSIGN(const text::Node node, text::parse_yaml(spec.default_value));
    return read_option(spec, node, author);
  }
  switch (spec.type) {
    case OptionType::boolean:
      return OptionValue(false);
    case OptionType::integer:
    case OptionType::size:
      return OptionValue(std::uint64_t{0});
    case OptionType::text:
    case OptionType::choice:
    case OptionType::regex:
      return OptionValue(std::string());
    default:
      return OptionValue(std::vector<std::string>());
  }
}

}  // namespace expgate::policy
