#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/core.h>

#include "base/strings.h"
#include "content/configs/jsonnet/nested.h"
#include "content/configs/jsonnet/numbers.h"

namespace expgate::content::jsonnet {

using Type = Value::Type;
using text::Node;

std::string written_number(double value) {
  constexpr double kAll = 1e17;
  if (value == std::floor(value) && std::abs(value) < kAll) return fmt::format("{:.0f}", value);
  return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{:.17g}", value);
}

namespace {

// In quotes, as std.escapeStringJson.
std::string in_quotes(std::string_view text) {
  std::string whole = "\"";
  for (const char c : text) {
    const auto at = std::string_view("\"\\\b\f\n\r\t").find(c);
    if (at != std::string_view::npos) {
      whole += '\\';
      whole += "\"\\bfnrt"[at];
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      whole += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      whole += c;
    }
  }
  return whole + '"';
}

// The lines but the first one further in; empty ones stay so.
std::string deeper(std::string_view text, std::string_view indent) {
  std::string whole;
  for (std::size_t at = 0; at < text.size(); ++at) {
    whole += text[at];
    if (text[at] == '\n' && at + 1 < text.size() && text[at + 1] != '\n') whole += indent;
  }
  return whole;
}

}  // namespace

Evaluated Evaluator::to_text(const Value& value, const Expr* at) {
  if (value.is(Type::string) || value.is_unknown()) return value;
  return written(value, "", ": ", at);
}

// As JSON: with `indent` on lines of their own, or all in one; "-": without blanks.
Evaluated Evaluator::written(const Value& value, std::string_view indent, std::string_view colon,
                             const Expr* at) {
  const Nested nested(*this);
  if (!nested.is_allowed(at)) return tl::unexpected(Failed{});
  const bool is_tight = indent == "-";
  const bool has_lines = !indent.empty() && !is_tight;
  std::string whole;
  // the lines of what is inside are one indentation deeper
  const auto add = [&](const Value& inside) {
    whole += has_lines ? deeper(*inside.text, indent) : *inside.text;
    return spend(1 + inside.text->size() / 64, inside.text->size(), at);
  };
  const std::string begin = has_lines ? "\n" + std::string(indent) : "";
  const std::string between = has_lines ? "," + begin : is_tight ? "," : ", ";
  switch (value.type) {
    case Type::null:
      return text("null", at);
    case Type::boolean:
      return text(value.boolean ? "true" : "false", at);
    case Type::number:
      return text(written_number(value.number), at);
    case Type::string:
      return text(in_quotes(*value.text), at);
    case Type::unknown:
      return value;
    case Type::function:
      return wrong_type(at);
    case Type::array: {
      for (Thunk* item : value.array->items) {
        TRY_ASSIGN(const Value inside, force(item));
        TRY_ASSIGN(const Value words, written(inside, indent, colon, at));
        if (words.is_unknown()) return words;
        whole += whole.empty() ? begin : between;
        if (!add(words)) return tl::unexpected(Failed{});
      }
      if (value.array->items.empty()) return text(has_lines ? "[\n\n]" : is_tight ? "[]" : "[ ]", at);
      return text("[" + whole + (has_lines ? "\n]" : "]"), at);
    }
    case Type::object:
      break;
  }
  TRY(check(value.object));
  if (is_partial(value.object)) return unknown(unknown_origin(value.object));
  TRY_ASSIGN(auto all, members(value.object, false));
  std::sort(all.begin(), all.end(),
            [](const Named& one, const Named& other) { return one.name < other.name; });
  for (const Named& named : all) {
    TRY_ASSIGN(const Value inside, member_value(value.object, named));
    TRY_ASSIGN(const Value words, written(inside, indent, colon, at));
    if (words.is_unknown()) return words;
    whole += (whole.empty() ? begin : between) + in_quotes(named.name) + std::string(colon);
    if (!add(words)) return tl::unexpected(Failed{});
  }
  if (all.empty()) return text(has_lines ? "{\n\n}" : is_tight ? "{}" : "{ }", at);
  return text("{" + whole + (has_lines ? "\n}" : "}"), at);
}

// A value that only a run knows, in the words of the program.
Node Evaluator::unknown_node(const Expr* origin, const Expr* at) const {
  Node made{Node::Kind::scalar, mark(at != nullptr ? at : origin), "!python", {}, {}, {}};
  made.scalar = origin == nullptr ? "" : std::string(source_of(origin));
  return made;
}

// Everything of the value that others can see; what is inside it stands where its expression does.
Maybe<Node> Evaluator::manifest(const Value& value, const Expr* at, int level) {
  if (level > kMostDepth) return fail(at, tr("nested deeper than {limit} levels", {{"limit", kMostDepth}}));
  const Nested nested(*this);
  if (!nested.is_allowed(at) || !spend(1, 0, at)) return tl::unexpected(Failed{});
  if (++nodes_ > kMostValues) return fail(at, tr("too many values"));
  Node made{Node::Kind::scalar, mark(at), "?", {}, {}, {}};
  switch (value.type) {
    case Type::null:
      made.kind = Node::Kind::null;
      made.scalar = "null";
      return made;
    case Type::boolean:
      made.scalar = value.boolean ? "true" : "false";
      return made;
    case Type::number:
      made.scalar = shortest_number(value.number);
      return made;
    case Type::string:
      if (!spend(0, value.text->size(), at)) return tl::unexpected(Failed{});
      made.tag = "!";
      made.scalar = *value.text;
      return made;
    case Type::unknown:
      return unknown_node(value.origin, at);
    case Type::function:
      return fail(at, tr("`{value}` is a function, not a value", {{"value", source_of(at)}}));
    case Type::array:
      made.kind = Node::Kind::sequence;
      for (Thunk* item : value.array->items) {
        TRY_ASSIGN(const Value inside, force(item));
        TRY_ASSIGN(Node node, manifest(inside, item->expr != nullptr ? item->expr : at, level + 1));
        made.items.push_back(std::move(node));
      }
      return made;
    case Type::object:
      break;
  }
  return manifest_object(value.object, at, level);
}

Maybe<Node> Evaluator::manifest_object(Object* object, const Expr* at, int level) {
  Node made{Node::Kind::mapping, mark(at), "?", {}, {}, {}};
  if (is_partial(object)) {
    made.tag = "!python";
    made.scalar = unknown_node(unknown_origin(object), at).scalar;
  } else if (object->layers.back()->code != nullptr) {
    made.mark = mark(object->layers.back()->code);
  }
  TRY(check(object));
  TRY_ASSIGN(const auto all, members(object, false));
  for (const Named& named : all) {
    TRY_ASSIGN(const Value inside, member_value(object, named));
    const Expr* key = named.member->key != nullptr ? named.member->key : at;
    const Expr* place = named.member->value != nullptr ? named.member->value : key;
    TRY_ASSIGN(Node node, manifest(inside, place, level + 1));
    if (!spend(0, named.name.size(), key)) return tl::unexpected(Failed{});
    made.entries.emplace_back(Node{Node::Kind::scalar, mark(key), "!", std::string(named.name), {}, {}},
                              std::move(node));
  }
  return made;
}

std::string shortest_number(double value) {
  return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
}

}  // namespace expgate::content::jsonnet
