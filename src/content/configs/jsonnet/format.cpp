#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "base/ascii.h"
#include "content/configs/jsonnet/evaluator.h"
#include "text/utf8.h"

namespace expgate::content::jsonnet {

using Type = Value::Type;

namespace {

struct Directive {
  std::string_view key;
  std::string flags;
  int width = 0;
  int precision = -1;
  bool takes_width = false;  // `*`
  bool takes_precision = false;
  char code = '\0';
};

int number_at(std::string_view text, std::size_t& at) {
  int value = 0;
  for (; at < text.size() && is_digit(text[at]); ++at)
    value = std::min(value * 10 + (text[at] - '0'), 10'000);
  return value;
}

// What follows a `%`; without a code it is none.
Directive directive(std::string_view text, std::size_t& at) {
  Directive found;
  const auto is = [&](char c) { return at < text.size() && text[at] == c; };
  if (is('(')) {
    const std::size_t end = text.find(')', at);
    if (end == std::string_view::npos) return found;
    found.key = text.substr(at + 1, end - at - 1);
    at = end + 1;
  }
  while (at < text.size() && std::string_view("#0- +").find(text[at]) != std::string_view::npos)
    found.flags += text[at++];
  if (is('*')) {
    found.takes_width = true;
    ++at;
  } else {
    found.width = number_at(text, at);
  }
  if (is('.')) {
    ++at;
    found.takes_precision = is('*');
    if (is('*')) {
      ++at;
    } else {
      found.precision = number_at(text, at);
    }
  }
  while (is('h') || is('l') || is('L')) ++at;
  if (at < text.size()) found.code = text[at++];
  return found;
}

std::string padded(std::string text, const Directive& how) {
  if (how.width == 0) return text;
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size(); ++width) at += text::decode(text, at).length;
  const auto wanted = static_cast<std::size_t>(how.width);
  if (width >= wanted) return text;
  const std::string blanks(wanted - width, ' ');
  return how.flags.find('-') != std::string::npos ? text + blanks : blanks + text;
}

std::string formatted(double value, const Directive& how) {
  const auto has = [&](char flag) { return how.flags.find(flag) != std::string::npos; };
  std::string spec = has('-') ? "{:<" : "{:";
  spec += has('+') ? "+" : has(' ') ? " " : "";
  spec += has('#') ? "#" : "";
  spec += has('0') && !has('-') ? "0" : "";
  if (how.width > 0) spec += std::to_string(how.width);
  const bool is_whole = std::string_view("diuoxX").find(how.code) != std::string_view::npos;
  if (is_whole) {
    spec += how.code == 'i' || how.code == 'u' ? 'd' : how.code;
    const auto whole = static_cast<std::int64_t>(std::clamp(std::trunc(value), -9.2e18, 9.2e18));
    if (how.precision <= 0) return fmt::format(fmt::runtime(spec + "}"), whole);
    const std::string digits =
        fmt::format(fmt::runtime("{:0" + std::to_string(how.precision) + spec.back() + "}"), whole);
    return padded(digits, how);
  }
  spec += "." + std::to_string(how.precision >= 0 ? how.precision : 6) + how.code;
  return fmt::format(fmt::runtime(spec + "}"), value);
}

}  // namespace

// Python's `%`: values is a list of them, an object for `%(name)s`, or the only one.
Evaluated Evaluator::format(std::string_view pattern, const Value& values, const Expr* at) {
  if (values.is_unknown()) return unknown(at);
  std::string whole;
  std::size_t used = 0;
  const auto next = [&]() -> Evaluated {
    const bool is_list = values.is(Type::array);
    if (used >= (is_list ? values.array->items.size() : 1)) return wrong_type(at);
    ++used;
    return is_list ? force(values.array->items[used - 1]) : values;
  };
  for (std::size_t place = 0; place < pattern.size();) {
    if (pattern[place] != '%') {
      whole += pattern[place++];
      continue;
    }
    Directive how = directive(pattern, ++place);
    for (int* given :
         {how.takes_width ? &how.width : nullptr, how.takes_precision ? &how.precision : nullptr}) {
      if (given == nullptr) continue;
      TRY_ASSIGN(const Value size, next());
      if (size.is_unknown()) return unknown(at);
      if (!size.is(Type::number)) return wrong_type(at);
      *given = static_cast<int>(std::clamp(size.number, 0.0, 10'000.0));
    }
    if (how.code == '%') {
      whole += padded("%", how);
      continue;
    }
    Value value;
    if (values.is(Type::object)) {
      if (how.key.empty()) return wrong_type(at);
      TRY_ASSIGN(const auto found, look_up(values.object, how.key, values.object->layers.size(), at));
      if (!found) return fail(at, tr("`{value}` does not exist", {{"value", how.key}}));
      value = *found;
    } else {
      TRY_SET(value, next());
    }
    if (value.is_unknown()) return unknown(at);
    if (how.code == 's') {
      TRY_ASSIGN(const Value words, to_text(value, at));
      if (words.is_unknown()) return words;
      whole += padded(*words.text, how);
    } else if (how.code == 'c' && value.is(Type::string)) {
      whole += padded(*value.text, how);
    } else if (how.code != '\0' &&
               std::string_view("diuoxXeEfFgGc").find(how.code) != std::string_view::npos) {
      if (!value.is(Type::number)) return wrong_type(at);
      std::string character;
      if (how.code == 'c')
        text::append_utf8(character, static_cast<char32_t>(std::clamp(value.number, 0.0, 1114111.0)));
      whole += how.code == 'c' ? padded(character, how) : formatted(value.number, how);
    } else {
      return wrong_type(at);
    }
    if (!spend(1, static_cast<std::size_t>(how.width), at)) return tl::unexpected(Failed{});
  }
  const bool is_left =
      values.is(Type::array) ? used < values.array->items.size() : !values.is(Type::object) && used == 0;
  if (is_left) return wrong_type(at);
  return text(std::move(whole), at);
}

}  // namespace expgate::content::jsonnet
