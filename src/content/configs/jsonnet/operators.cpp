#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "content/configs/jsonnet/nested.h"
#include "text/utf8.h"

namespace expgate::content::jsonnet {

using Type = Value::Type;

namespace {

// The offset of that character of a text, or its size.
std::size_t offset_of(std::string_view text, std::size_t character) {
  std::size_t at = 0;
  for (; character > 0 && at < text.size(); --character) at += text::decode(text, at).length;
  return at;
}

bool is_order(std::string_view op) {
  return op == "<" || op == ">" || op == "<=" || op == ">=";
}

bool holds(std::string_view op, double order) {
  if (op == "<") return order < 0;
  if (op == ">") return order > 0;
  return op == "<=" ? order <= 0 : order >= 0;
}

}  // namespace

Evaluated Evaluator::eval_binary(const Expr* expr, const Env* env) {
  const std::string_view op = expr->text;
  TRY_ASSIGN(const Value left, eval(expr->operands[0], env));
  if (op == "&&" || op == "||") {
    if (left.is_unknown()) return unknown(expr);
    if (!left.is(Type::boolean)) return wrong_type(expr->operands[0]);
    if (left.boolean == (op == "||")) return left;
    TRY_ASSIGN(const Value right, eval(expr->operands[1], env));
    if (!right.is_unknown() && !right.is(Type::boolean)) return wrong_type(expr->operands[1]);
    return right.is_unknown() ? unknown(expr) : right;
  }
  TRY_ASSIGN(const Value right, eval(expr->operands[1], env));
  return binary(op, left, right, expr);
}

Evaluated Evaluator::binary(std::string_view op, const Value& left, const Value& right, const Expr* at) {
  if (op == "+") return add(left, right, at);
  if (op == "==" || op == "!=") {
    TRY_ASSIGN(const Value same, equals(left, right, at));
    return same.is_unknown() ? same : boolean(same.boolean == (op == "=="));
  }
  if (op == "%" && left.is(Type::string)) return format(*left.text, right, at);
  if (left.is_unknown() || right.is_unknown()) return unknown(at);
  if (is_order(op)) {
    TRY_ASSIGN(const Value order, compare(left, right, at));
    return order.is_unknown() ? order : boolean(holds(op, order.number));
  }
  if (op == "in") {
    if (!left.is(Type::string) || !right.is(Type::object)) return wrong_type(at);
    TRY_ASSIGN(const auto all, members(right.object, true));
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Named& named) { return named.name == *left.text; });
    if (found == all.end() && is_partial(right.object)) return unknown(at);
    return boolean(found != all.end());
  }
  if (!left.is(Type::number) || !right.is(Type::number)) return wrong_type(at);
  const double one = left.number;
  const double other = right.number;
  if (op == "-") return finite(one - other, at);
  if (op == "*") return finite(one * other, at);
  if ((op == "/" || op == "%") && other == 0) return fail(at, tr("it divides by zero"));
  if (op == "/") return finite(one / other, at);
  if (op == "%") return finite(std::fmod(one, other), at);
  constexpr double kMost = 9007199254740991;  // that a number has all bits of
  if (std::abs(one) > kMost || std::abs(other) > kMost) return unknown(at);
  const auto bits = static_cast<std::int64_t>(one);
  const auto more = static_cast<std::int64_t>(other);
  if (op == "&") return number(static_cast<double>(bits & more));
  if (op == "|") return number(static_cast<double>(bits | more));
  if (op == "^") return number(static_cast<double>(bits ^ more));
  if (more < 0) return wrong_type(at);
  if (op == ">>") return number(static_cast<double>(bits >> (more % 64)));
  const double shifted = static_cast<double>(bits) * std::pow(2.0, static_cast<double>(more % 64));
  return std::abs(shifted) > kMost ? unknown(at) : number(shifted);
}

Evaluated Evaluator::add(const Value& left, const Value& right, const Expr* at) {
  if (left.is(Type::string) || right.is(Type::string)) {
    TRY_ASSIGN(const Value one, to_text(left, at));
    TRY_ASSIGN(const Value other, to_text(right, at));
    if (one.is_unknown() || other.is_unknown()) return unknown(at);
    if (!spend(1, one.text->size() + other.text->size(), at)) return tl::unexpected(Failed{});
    return text(*one.text + *other.text, at);
  }
  if (left.is(Type::number) && right.is(Type::number)) return finite(left.number + right.number, at);
  if (left.is(Type::array) && right.is(Type::array)) {
    const std::size_t size = left.array->items.size() + right.array->items.size();
    if (!spend(size / 4, size * sizeof(void*), at)) return tl::unexpected(Failed{});
    std::vector<Thunk*> items = left.array->items;
    items.insert(items.end(), right.array->items.begin(), right.array->items.end());
    return array(std::move(items), at);
  }
  const bool may_be =
      (left.is(Type::object) || left.is_unknown()) && (right.is(Type::object) || right.is_unknown());
  if (left.is_unknown() && !right.is(Type::object)) return unknown(at);
  if (right.is_unknown() && !left.is(Type::object)) return unknown(at);
  if (!may_be) return wrong_type(at);
  // what is not known is an object, or the program stops
  Layer any;
  any.is_unknown = true;
  any.code = left.is_unknown() ? left.origin : right.is_unknown() ? right.origin : at;
  TRY_ASSIGN(const Value stands_in, object(std::move(any), at));
  const Object& under = left.is_unknown() ? *stands_in.object : *left.object;
  const Object& over = right.is_unknown() ? *stands_in.object : *right.object;
  const std::size_t size = under.layers.size() + over.layers.size();
  if (!spend(size, sizeof(Object) + size * sizeof(void*), at)) return tl::unexpected(Failed{});
  Object& both = objects_.emplace_back();
  both.layers = under.layers;
  both.layers.insert(both.layers.end(), over.layers.begin(), over.layers.end());
  Value made;
  made.type = Type::object;
  made.object = &both;
  return made;
}

Evaluated Evaluator::eval_unary(const Expr* expr, const Env* env) {
  TRY_ASSIGN(const Value value, eval(expr->operands.front(), env));
  if (value.is_unknown()) return unknown(expr);
  if (expr->text == "!" && value.is(Type::boolean)) return boolean(!value.boolean);
  if (expr->text == "!" || !value.is(Type::number)) return wrong_type(expr);
  if (expr->text == "-") return number(-value.number);
  if (expr->text == "+") return value;
  return number(static_cast<double>(~static_cast<std::int64_t>(std::clamp(value.number, -9e15, 9e15))));
}

Evaluated Evaluator::eval_slice(const Expr* expr, const Env* env) {
  Value parts[4];
  for (std::size_t at = 0; at < 4; ++at)
    if (expr->operands[at] != nullptr) TRY_SET(parts[at], eval(expr->operands[at], env));
  return slice(parts[0], parts[1], parts[2], parts[3], expr);
}

Evaluated Evaluator::slice(const Value& value, const Value& from, const Value& to, const Value& step,
                           const Expr* at) {
  if (value.is_unknown() || from.is_unknown() || to.is_unknown() || step.is_unknown()) return unknown(at);
  for (const Value* each : {&from, &to, &step})
    if (!each->is(Type::number) && !each->is(Type::null)) return wrong_type(at);
  if (!value.is(Type::array) && !value.is(Type::string)) return wrong_type(at);
  std::size_t size = 0;
  if (value.is(Type::array)) {
    size = value.array->items.size();
  } else {
    for (std::size_t offset = 0; offset < value.text->size(); ++size)
      offset += text::decode(*value.text, offset).length;
    if (!spend(size / 32, 0, at)) return tl::unexpected(Failed{});
  }
  const auto bound = [&](const Value& given, std::size_t otherwise) {
    if (given.is(Type::null)) return otherwise;
    const double number = given.number < 0 ? given.number + static_cast<double>(size) : given.number;
    return static_cast<std::size_t>(std::clamp(number, 0.0, static_cast<double>(size)));
  };
  const std::size_t begin = bound(from, 0);
  const std::size_t end = std::max(begin, bound(to, size));
  if (step.is(Type::number) && step.number < 1) return wrong_type(at);
  const auto stride = static_cast<std::size_t>(step.is(Type::null) ? 1.0 : std::min(step.number, 1e9));
  if (value.is(Type::array)) {
    std::vector<Thunk*> items;
    for (std::size_t index = begin; index < end; index += stride) items.push_back(value.array->items[index]);
    return array(std::move(items), at);
  }
  const std::size_t first = offset_of(*value.text, begin);
  const std::string_view rest = std::string_view(*value.text).substr(first);
  const std::string_view whole = rest.substr(0, offset_of(rest, end - begin));
  if (stride == 1) return text(std::string(whole), at);
  std::string picked;
  std::size_t index = 0;
  for (std::size_t offset = 0; offset < whole.size(); ++index) {
    const std::size_t length = text::decode(whole, offset).length;
    if (index % stride == 0) picked += whole.substr(offset, length);
    offset += length;
  }
  return text(std::move(picked), at);
}

Evaluated Evaluator::equals(const Value& left, const Value& right, const Expr* at) {
  const Nested nested(*this);
  if (!nested.is_allowed(at) || !spend(1, 0, at)) return tl::unexpected(Failed{});
  if (left.is_unknown() || right.is_unknown()) return unknown(at);
  if (left.is(Type::function) && right.is(Type::function)) return wrong_type(at);
  if (left.type != right.type) return boolean(false);
  switch (left.type) {
    case Type::boolean:
      return boolean(left.boolean == right.boolean);
    case Type::number:
      return boolean(left.number == right.number);
    case Type::string:
      return boolean(*left.text == *right.text);
    case Type::array: {
      const auto& one = left.array->items;
      const auto& other = right.array->items;
      if (one.size() != other.size()) return boolean(false);
      for (std::size_t index = 0; index < one.size(); ++index) {
        TRY_ASSIGN(const Value first, force(one[index]));
        TRY_ASSIGN(const Value second, force(other[index]));
        TRY_ASSIGN(const Value same, equals(first, second, at));
        if (same.is_unknown() || !same.boolean) return same;
      }
      return boolean(true);
    }
    case Type::object: {
      TRY(check(left.object));
      TRY(check(right.object));
      if (is_partial(left.object) || is_partial(right.object)) return unknown(at);
      TRY_ASSIGN(const auto one, members(left.object, false));
      TRY_ASSIGN(auto other, members(right.object, false));
      if (one.size() != other.size()) return boolean(false);
      std::unordered_map<std::string_view, const Named*> places;
      for (const Named& named : other) places.emplace(named.name, &named);
      for (const Named& named : one) {
        const auto found = places.find(named.name);
        if (found == places.end()) return boolean(false);
        TRY_ASSIGN(const Value first, member_value(left.object, named));
        TRY_ASSIGN(const Value second, member_value(right.object, *found->second));
        TRY_ASSIGN(const Value same, equals(first, second, at));
        if (same.is_unknown() || !same.boolean) return same;
      }
      return boolean(true);
    }
    case Type::null:
    case Type::function:
    case Type::unknown:
      break;
  }
  return boolean(true);
}

Evaluated Evaluator::compare(const Value& left, const Value& right, const Expr* at) {
  const Nested nested(*this);
  if (!nested.is_allowed(at) || !spend(1, 0, at)) return tl::unexpected(Failed{});
  if (left.is_unknown() || right.is_unknown()) return unknown(at);
  if (left.type != right.type) return wrong_type(at);
  if (left.is(Type::number))
    return number(left.number < right.number ? -1 : left.number > right.number ? 1 : 0);
  if (left.is(Type::string)) return number(left.text->compare(*right.text));
  if (!left.is(Type::array)) return wrong_type(at);
  const auto& one = left.array->items;
  const auto& other = right.array->items;
  for (std::size_t index = 0; index < std::min(one.size(), other.size()); ++index) {
    TRY_ASSIGN(const Value first, force(one[index]));
    TRY_ASSIGN(const Value second, force(other[index]));
    TRY_ASSIGN(const Value order, compare(first, second, at));
    if (order.is_unknown() || order.number != 0) return order;
  }
  return number(one.size() < other.size() ? -1 : one.size() > other.size() ? 1 : 0);
}

}  // namespace expgate::content::jsonnet
