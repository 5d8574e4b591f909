#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/jsonnet/builtins.h"
#include "text/utf8.h"

namespace expgate::content::jsonnet {

using Type = Value::Type;

namespace {

using Given = const std::vector<Thunk*>&;

const std::string& words(Given given, std::size_t at) {
  return *given[at]->value.text;
}
double number_in(Given given, std::size_t at) {
  return given[at]->value.number;
}

template <double (*Of)(double)>
Evaluated of_number(Evaluator& evaluator, Given given, const Expr* at) {
  return evaluator.finite(Of(number_in(given, 0)), at);
}

// Half of the way is rounded up, as std.round does.
double rounded(double value) {
  return std::floor(value + 0.5);
}
double sign(double value) {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

template <char Wanted>
Evaluated is_of_type(Evaluator&, Given given, const Expr*) {
  const Type type = given[0]->value.type;
  const bool is = Wanted == 's'   ? type == Type::string
                  : Wanted == 'n' ? type == Type::number
                  : Wanted == 'b' ? type == Type::boolean
                  : Wanted == 'o' ? type == Type::object
                  : Wanted == 'a' ? type == Type::array
                                  : type == Type::function;
  return Evaluator::boolean(is);
}

Evaluated type_of(Evaluator& evaluator, Given given, const Expr* at) {
  constexpr std::string_view kNames[] = {"null",  "boolean", "number",  "string",
                                         "array", "object",  "function"};
  return evaluator.text(std::string(kNames[static_cast<std::size_t>(given[0]->value.type)]), at);
}

Evaluated remainder_of(Evaluator& evaluator, Given given, const Expr* at) {
  return evaluator.binary("%", given[0]->value, given[1]->value, at);
}
Evaluated power(Evaluator& evaluator, Given given, const Expr* at) {
  return evaluator.finite(std::pow(number_in(given, 0), number_in(given, 1)), at);
}
Evaluated larger(Evaluator&, Given given, const Expr*) {
  return Evaluator::number(std::max(number_in(given, 0), number_in(given, 1)));
}
Evaluated smaller(Evaluator&, Given given, const Expr*) {
  return Evaluator::number(std::min(number_in(given, 0), number_in(given, 1)));
}
Evaluated clamped(Evaluator&, Given given, const Expr*) {
  return Evaluator::number(std::max(number_in(given, 1), std::min(number_in(given, 2), number_in(given, 0))));
}

Evaluated as_text(Evaluator& evaluator, Given given, const Expr* at) {
  return evaluator.to_text(given[0]->value, at);
}
Evaluated formatted_as(Evaluator& evaluator, Given given, const Expr* at) {
  return evaluator.format(words(given, 0), given[1]->value, at);
}

Evaluated substring(Evaluator& evaluator, Given given, const Expr* at) {
  const double from = number_in(given, 1);
  const double length = number_in(given, 2);
  if (from < 0 || length < 0) return evaluator.wrong_type(at);
  return evaluator.slice(given[0]->value, given[1]->value, Evaluator::number(from + length), Value(), at);
}

Evaluated starts(Evaluator&, Given given, const Expr*) {
  return Evaluator::boolean(words(given, 0).starts_with(words(given, 1)));
}
Evaluated ends(Evaluator&, Given given, const Expr*) {
  return Evaluator::boolean(words(given, 0).ends_with(words(given, 1)));
}

Evaluated lower(Evaluator& evaluator, Given given, const Expr* at) {
  return evaluator.text(ascii_lower(words(given, 0)), at);
}
Evaluated upper(Evaluator& evaluator, Given given, const Expr* at) {
  std::string text = words(given, 0);
  for (char& c : text)
    if (is_lower(c)) c = static_cast<char>(c - 'a' + 'A');
  return evaluator.text(std::move(text), at);
}

Evaluated replace(Evaluator& evaluator, Given given, const Expr* at) {
  const std::string_view text = words(given, 0);
  const std::string_view from = words(given, 1);
  if (from.empty()) return evaluator.wrong_type(at);
  std::string made;
  std::size_t begin = 0;
  for (std::size_t found = text.find(from); found != std::string_view::npos; found = text.find(from, begin)) {
    made += text.substr(begin, found - begin);
    made += words(given, 2);
    begin = found + from.size();
    if (!evaluator.spend(1, words(given, 2).size(), at)) return tl::unexpected(Failed{});
  }
  return evaluator.text(made + std::string(text.substr(begin)), at);
}

Evaluated list_of(Evaluator& evaluator, const std::vector<std::string>& texts, const Expr* at) {
  std::vector<Thunk*> items;
  for (const std::string& each : texts) {
    TRY_ASSIGN(const Value value, evaluator.text(each, at));
    TRY_ASSIGN(Thunk* const item, evaluator.done(value, at));
    items.push_back(item);
  }
  return evaluator.array(std::move(items), at);
}

Evaluated split_at_most(Evaluator& evaluator, const std::string& text, const std::string& by, double most,
                        const Expr* at) {
  if (by.empty()) return evaluator.wrong_type(at);
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t found = text.find(by); found != std::string::npos; found = text.find(by, begin)) {
    if (most >= 0 && static_cast<double>(parts.size()) >= most) break;
    if (!evaluator.spend(1, 64, at)) return tl::unexpected(Failed{});
    parts.push_back(text.substr(begin, found - begin));
    begin = found + by.size();
  }
  parts.push_back(text.substr(begin));
  return list_of(evaluator, parts, at);
}
Evaluated divide(Evaluator& evaluator, Given given, const Expr* at) {
  return split_at_most(evaluator, words(given, 0), words(given, 1), -1, at);
}
Evaluated divide_at_most(Evaluator& evaluator, Given given, const Expr* at) {
  return split_at_most(evaluator, words(given, 0), words(given, 1), number_in(given, 2), at);
}

Evaluated characters(Evaluator& evaluator, Given given, const Expr* at) {
  std::vector<std::string> parts;
  const std::string& text = words(given, 0);
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t length = text::decode(text, offset).length;
    if (!evaluator.spend(1, 64, at)) return tl::unexpected(Failed{});
    parts.push_back(text.substr(offset, length));
    offset += length;
  }
  return list_of(evaluator, parts, at);
}

// Without characters of the second text at the ends.
template <bool Left, bool Right>
Evaluated stripped(Evaluator& evaluator, Given given, const Expr* at) {
  std::string_view text = words(given, 0);
  const std::string_view all = words(given, 1);
  if (text::first_invalid(all) || std::any_of(all.begin(), all.end(), [](char c) { return c < 0; }))
    return Evaluator::unknown(at);
  while (Left && !text.empty() && all.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  while (Right && !text.empty() && all.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return evaluator.text(std::string(text), at);
}

template <int Base>
Evaluated parsed_number(Evaluator& evaluator, Given given, const Expr* at) {
  const std::string& text = words(given, 0);
  const bool is_negative = Base == 10 && text.starts_with('-');
  const std::string_view digits = std::string_view(text).substr(is_negative ? 1 : 0);
  double value = 0;
  bool is_valid = !digits.empty();
  for (const char c : digits) {
    const int digit = hex_value(c);
    is_valid = is_valid && digit >= 0 && digit < Base;
    value = value * Base + digit;
  }
  if (!is_valid) return evaluator.wrong_type(at);
  return evaluator.finite(is_negative ? -value : value, at);
}

Evaluated code_point(Evaluator& evaluator, Given given, const Expr* at) {
  const auto first = text::decode(words(given, 0), 0);
  if (words(given, 0).empty() || first.length != words(given, 0).size()) return evaluator.wrong_type(at);
  return Evaluator::number(first.value);
}
Evaluated character(Evaluator& evaluator, Given given, const Expr* at) {
  const double code = number_in(given, 0);
  if (code < 0 || code > 0x10FFFF) return evaluator.wrong_type(at);
  std::string text;
  text::append_utf8(text, static_cast<char32_t>(code));
  return evaluator.text(std::move(text), at);
}

Evaluated as_json(Evaluator& evaluator, Given given, const Expr* at) {
  return evaluator.written(given[0]->value, "    ", ": ", at);
}
Evaluated as_json_indented(Evaluator& evaluator, Given given, const Expr* at) {
  if (given.size() > 2 && (given[2] != nullptr || given[3] != nullptr)) return Evaluator::unknown(at);
  if (words(given, 1).empty() || words(given, 1) == "-") return Evaluator::unknown(at);
  return evaluator.written(given[0]->value, words(given, 1), ": ", at);
}
Evaluated as_json_minified(Evaluator& evaluator, Given given, const Expr* at) {
  return evaluator.written(given[0]->value, "-", ":", at);
}
Evaluated from_json(Evaluator& evaluator, Given given, const Expr* at) {
  return evaluator.parsed(words(given, 0), at);
}

constexpr Builtin kTextFunctions[] = {
    {"type", "x:x", type_of},
    {"isString", "v:x", is_of_type<'s'>},
    {"isNumber", "v:x", is_of_type<'n'>},
    {"isBoolean", "v:x", is_of_type<'b'>},
    {"isObject", "v:x", is_of_type<'o'>},
    {"isArray", "v:x", is_of_type<'a'>},
    {"isFunction", "v:x", is_of_type<'f'>},
    {"abs", "n:n", of_number<std::fabs>},
    {"sign", "n:n", of_number<sign>},
    {"floor", "x:n", of_number<std::floor>},
    {"ceil", "x:n", of_number<std::ceil>},
    {"round", "x:n", of_number<rounded>},
    {"sqrt", "x:n", of_number<std::sqrt>},
    {"exp", "n:n", of_number<std::exp>},
    {"log", "n:n", of_number<std::log>},
    {"pow", "x:n n:n", power},
    {"mod", "a:x b:x", remainder_of},
    {"modulo", "a:n b:n", remainder_of},
    {"max", "a:n b:n", larger},
    {"min", "a:n b:n", smaller},
    {"clamp", "x:n minVal:n maxVal:n", clamped},
    {"toString", "a:x", as_text},
    {"format", "str:s vals:x", formatted_as},
    {"substr", "str:s from:n len:n", substring},
    {"startsWith", "a:s b:s", starts},
    {"endsWith", "a:s b:s", ends},
    {"asciiLower", "str:s", lower},
    {"asciiUpper", "str:s", upper},
    {"strReplace", "str:s from:s to:s", replace},
    {"split", "str:s c:s", divide},
    {"splitLimit", "str:s c:s maxsplits:n", divide_at_most},
    {"stringChars", "str:s", characters},
    {"stripChars", "str:s chars:s", stripped<true, true>},
    {"lstripChars", "str:s chars:s", stripped<true, false>},
    {"rstripChars", "str:s chars:s", stripped<false, true>},
    {"parseInt", "str:s", parsed_number<10>},
    {"parseHex", "str:s", parsed_number<16>},
    {"parseOctal", "str:s", parsed_number<8>},
    {"codepoint", "str:s", code_point},
    {"char", "n:n", character},
    {"manifestJson", "value:x", as_json},
    {"manifestJsonEx", "value:x indent:s newline:s? key_val_sep:s?", as_json_indented},
    {"manifestJsonMinified", "value:x", as_json_minified},
    {"parseJson", "str:s", from_json},
};

}  // namespace

std::span<const Builtin> builtins_of_texts() {
  return kTextFunctions;
}

}  // namespace expgate::content::jsonnet
