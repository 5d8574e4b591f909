#include "policy/options.h"

#include <algorithm>
#include <chrono>
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

// What the option must be, and what it is instead.
Text wrong_type(const OptionSpec& spec, const text::Node& node) {
  Arguments arguments{{"name", spec.name}, {"found", description_of(node)}};
  switch (spec.type) {
    case OptionType::boolean:
      return tr("`{name}` must be `true` or `false`, not {found}", std::move(arguments));
    case OptionType::integer:
      return tr("`{name}` must be a whole number, not {found}", std::move(arguments));
    case OptionType::size:
      return tr("`{name}` must be a size such as `5 MiB`, not {found}", std::move(arguments));
    case OptionType::choice:
      return tr("`{name}` must be one of its choices, not {found}", std::move(arguments));
    case OptionType::regex:
      return tr("`{name}` must be a regular expression, not {found}", std::move(arguments));
    case OptionType::lists:
      return tr("`{name}` must map names to lists of texts, not {found}", std::move(arguments));
    default:
      return tr("`{name}` must be a text, not {found}", std::move(arguments));
  }
}

tl::unexpected<PolicyError> must_be_another(const OptionSpec& spec, const text::Node& node) {
  return policy_error(node.mark, wrong_type(spec, node));
}

Checked<OptionValue> read_boolean(const OptionSpec& spec, const text::Node& node) {
  if (node.is_scalar() && !node.is_quoted()) {
    if (node.scalar == "true") return OptionValue(true);
    if (node.scalar == "false") return OptionValue(false);
  }
  const std::string word = node.is_scalar() ? ascii_lower(node.scalar) : "";
  const bool means_true = word == "true" || word == "yes" || word == "on" || word == "1";
  const bool means_false = word == "false" || word == "no" || word == "off" || word == "0";
  const std::string meant = means_true ? "true" : means_false ? "false" : "";
  if (meant.empty()) return must_be_another(spec, node);
  return policy_error(node.mark,
                      tr("`{name}` must be `true` or `false`, not {found}; did you mean `{meant}`?",
                         {{"name", spec.name}, {"found", description_of(node)}, {"meant", meant}}));
}

Checked<OptionValue> read_integer(const OptionSpec& spec, const text::Node& node) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (!node.is_scalar() || node.is_quoted()) return must_be_another(spec, node);
  const auto value = parse_decimal(node.scalar);
  const bool has_leading_zero =
      node.scalar.size() > 1 && node.scalar.front() == '0';  // octal to some, decimal to others
  if (!value || *value > kMost || has_leading_zero) return must_be_another(spec, node);
  return OptionValue(*value);
}

Checked<OptionValue> read_size(const OptionSpec& spec, const text::Node& node) {
  const auto bytes = node.is_scalar() ? parse_size(node.scalar) : std::nullopt;
  if (!bytes) return must_be_another(spec, node);
  return OptionValue(*bytes);
}

Checked<void> check_choice(const OptionSpec& spec, text::Location mark, const std::string& word) {
  if (std::find(spec.choices.begin(), spec.choices.end(), word) != spec.choices.end()) return {};
  return unknown(mark, kUnknownValue, word, {spec.choices.begin(), spec.choices.end()});
}

Checked<void> check_regex(const OptionSpec& spec, text::Location mark, const std::string& pattern) {
  const auto compiled = text::Regex::compile(pattern);
  if (compiled) return {};
  return policy_error(mark,
                      tr("`{name}`: {problem}", {{"name", spec.name}, {"problem", compiled.error().message}}),
                      compiled.error().help);
}

// What one text of the option must be, be it alone or one of a list.
Checked<void> check_text(const OptionSpec& spec, text::Location mark, const std::string& word,
                         Author author) {
  switch (spec.type) {
    case OptionType::choice:
    case OptionType::choices:
      return check_choice(spec, mark, word);
    case OptionType::regex:
    case OptionType::regexes:
      return author == Author::ours ? Checked<void>{} : check_regex(spec, mark, word);
    default:
      return {};
  }
}

Checked<OptionValue> read_text(const OptionSpec& spec, const text::Node& node, Author author) {
  if (!node.is_scalar()) return must_be_another(spec, node);
  TRY(check_text(spec, node.mark, node.scalar, author));
  return OptionValue(node.scalar);
}

Checked<OptionValue> read_list(const OptionSpec& spec, const text::Node& node, Author author) {
  TRY_ASSIGN(std::vector<std::string> texts, read_texts(spec.name, node));
  for (std::size_t i = 0; i < texts.size(); ++i)
    TRY(check_text(spec, node.is_scalar() ? node.mark : node.items[i].mark, texts[i], author));
  if (spec.type == OptionType::globs && author == Author::theirs) TRY(check_globs(spec.name, node, texts));
  return OptionValue(std::move(texts));
}

Checked<OptionValue> read_lists(const OptionSpec& spec, const text::Node& node) {
  if (!node.is_mapping()) return must_be_another(spec, node);
  TextLists lists;
  for (const auto& [key, value] : node.entries) {
    if (!key.is_scalar()) return must_be_another(spec, key);
    TRY_SET(lists[key.scalar], read_texts(key.scalar, value));
  }
  return OptionValue(std::move(lists));
}

}  // namespace

Checked<std::vector<std::string>> read_texts(std::string_view name, const text::Node& node) {
  if (node.is_scalar()) return std::vector<std::string>{node.scalar};
  if (!node.is_sequence())
    return policy_error(node.mark, tr("`{name}` must be a list of texts, not {found}",
                                      {{"name", shown(name)}, {"found", description_of(node)}}));
  std::vector<std::string> texts;
  texts.reserve(node.items.size());
  for (const text::Node& item : node.items) {
    if (!item.is_scalar())
      return policy_error(item.mark, tr("`{name}` must be a list of texts, but {found} is in it",
                                        {{"name", shown(name)}, {"found", description_of(item)}}));
    texts.push_back(item.scalar);
  }
  return texts;
}

Checked<std::string> read_date(std::string_view key, const text::Node& node) {
  namespace chrono = std::chrono;
  const auto wrong = [&] {
    return policy_error(node.mark, tr("`{key}` must be a date such as `2026-01-31`, not {found}",
                                      {{"key", key}, {"found", description_of(node)}}));
  };
  if (!node.is_scalar()) return wrong();
  const std::vector<std::string_view> parts = split(node.scalar, '-');
  if (parts.size() != 3 || parts[0].size() != 4 || parts[1].size() != 2 || parts[2].size() != 2)
    return wrong();
  const auto year = parse_decimal(parts[0]);
  const auto month = parse_decimal(parts[1]);
  const auto day = parse_decimal(parts[2]);
  if (!year || !month || !day) return wrong();
  const chrono::year_month_day date{chrono::year(static_cast<int>(*year)),
                                    chrono::month(static_cast<unsigned>(*month)),
                                    chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return wrong();
  return node.scalar;
}

Checked<void> check_globs(std::string_view name, const text::Node& node,
                          const std::vector<std::string>& globs) {
  for (std::size_t i = 0; i < globs.size(); ++i) {
    const auto compiled = text::GlobSet::compile({globs[i]});
    if (!compiled)
      return policy_error(
          node.is_sequence() ? node.items[i].mark : node.mark,
          tr("`{name}`: {problem}", {{"name", shown(name)}, {"problem", compiled.error().message}}));
  }
  return {};
}

Checked<OptionValue> read_option(const OptionSpec& spec, const text::Node& node, Author author) {
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
    case OptionType::lists:
      return read_lists(spec, node);
  }
  return must_be_another(spec, node);
}

Checked<OptionValue> default_of(const OptionSpec& spec, Author author) {
  const bool is_unchecked =
      spec.type == OptionType::texts || spec.type == OptionType::globs || spec.type == OptionType::regexes;
  if (is_unchecked && author == Author::ours)
    if (auto texts = read_literal_list(spec.default_value)) return OptionValue(*std::move(texts));
  if (!spec.default_value.empty()) {
    if (const auto literal = read_literal(spec.default_value)) return read_option(spec, *literal, author);
    auto node = text::parse_yaml(spec.default_value);
    if (!node) return policy_error(node.error().location, std::move(node.error().what));
    return read_option(spec, *node, author);
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
    case OptionType::lists:
      return OptionValue(TextLists());
    default:
      return OptionValue(std::vector<std::string>());
  }
}

}  // namespace expgate::policy
