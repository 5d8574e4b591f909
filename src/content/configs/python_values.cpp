#include "content/configs/python_values.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/document.h"
#include "content/python/python_text.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::size_t kMostShown = 100;  // bytes of what is computed
constexpr std::size_t kMostDigits = 9;   // of numbers that are added, so that no product is too large

std::int64_t decimal_of(std::string_view text) {
  std::int64_t value = 0;
  for (const char c : text)
    if (is_digit(c)) value = value * 10 + (c - '0');
  return text.starts_with('-') ? -value : value;
}

Node node_at(Node::Kind kind, SyntaxNode at, std::string tag, std::string scalar) {
  return {kind, at.location(), std::move(tag), std::move(scalar), {}, {}};
}

Node computed(SyntaxNode node) {
  return computed_value(node.location(), plain_text(node, kMostShown));
}

// How many values there are in it.
std::size_t size_of(const Node& node) {
  std::size_t size = 1;
  for (const Node& item : node.items) size += size_of(item);
  for (const auto& [key, value] : node.entries) size += size_of(value);
  return size;
}

bool is_template(SyntaxNode node) {  // "{{_base_.seed}}", which mmengine replaces
  return node.text().starts_with("{{");
}

// What `field(default=42)` of a dataclass, or `Field(42, ge=0)` of a model, stands for.
std::optional<Node> default_of(Node call) {
  for (auto& [key, value] : call.entries)
    if (key.scalar == "default") return std::move(value);
  if (call.items.empty()) return std::nullopt;
  return std::move(call.items.front());
}

}  // namespace

Node computed_value(const text::Location& at, std::string words) {
  if (words.size() > kMostShown) words.resize(kMostShown);
  return {Node::Kind::scalar, at, std::string(kComputed), std::move(words), {}, {}};
}

void set_entry(Node& mapping, Node key, Node value) {
  const auto found = std::find_if(mapping.entries.begin(), mapping.entries.end(),
                                  [&](const Node::Entry& entry) { return entry.first.scalar == key.scalar; });
  if (found == mapping.entries.end()) {
    mapping.entries.emplace_back(std::move(key), std::move(value));
  } else {
    *found = Node::Entry(std::move(key), std::move(value));
  }
}

Node PythonValues::value(SyntaxNode node, int depth) {
  if (++count_ > kMostNodes || depth > kMostDepth) return computed(node);
  while (node.is("parenthesized_expression") && node.first_child()) node = node.first_child();
  const std::string_view kind = node.kind();
  if (kind == "integer" || kind == "float") return number(node);
  if (kind == "unary_operator") return number(node);
  if (kind == "true" || kind == "false")
    return node_at(Node::Kind::scalar, node, "?", std::string(node.text()));
  if (kind == "none") return node_at(Node::Kind::null, node, "?", std::string(node.text()));
  if (kind == "string" || kind == "concatenated_string") {
    const auto text = string_of(node);
    return text ? node_at(Node::Kind::scalar, node, "!", *text) : computed(node);
  }
  if (kind == "identifier" || kind == "attribute" || kind == "subscript") return name(node);
  if (kind == "call") return call(node, depth);
  if (is_template(node)) return computed(node);
  if (kind == "dictionary") return dictionary(node, depth);
  if (kind == "list" || kind == "tuple" || kind == "set" || kind == "expression_list")
    return items(node, depth);
  return computed(node);
}

Node PythonValues::number(SyntaxNode node) const {
  const SyntaxNode operand = node.is("unary_operator") ? node.child("argument") : node;
  const std::string_view sign = node.child("operator").text();
  const bool is_literal = operand.is("integer") || operand.is("float");
  if (!is_literal || (sign != "" && sign != "-" && sign != "+")) return computed(node);
  return node_at(Node::Kind::scalar, node, "?", std::string(sign) + std::string(operand.text()));
}

Node PythonValues::name(SyntaxNode node) const {
  const auto path = path_of(node);
  if (!path) return computed(node);
  const Node* const known = named_(*path);
  // Only what is short is copied; the rest is found by its name.
  const bool is_short =
      known != nullptr && known->tag != kComputed && (known->is_null() || known->is_scalar());
  if (is_short) {
    Node copy = *known;
    copy.mark = node.location();
    return copy;
  }
  return node_at(Node::Kind::scalar, node, "?", "${" + join(*path, ".") + "}");
}

Node PythonValues::items(SyntaxNode node, int depth) {
  Node list = node_at(Node::Kind::sequence, node, "?", "");
  for (const SyntaxNode item : children_of(node)) {
    if (count_ > kMostNodes) break;
    list.items.push_back(value(item, depth + 1));
  }
  return list;
}

Node PythonValues::dictionary(SyntaxNode node, int depth) {
  Node mapping = node_at(Node::Kind::mapping, node, "?", "");
  for (const SyntaxNode part : children_of(node)) {
    if (count_ > kMostNodes) break;
    if (part.is("dictionary_splat")) {
      splat(part, mapping, depth);
    } else if (part.is("pair")) {
      Node key = value(part.child("key"), depth + 1);
      set_entry(mapping, std::move(key), value(part.child("value"), depth + 1));
    }
  }
  return mapping;
}

// `**base`: its entries, where they are known.
void PythonValues::splat(SyntaxNode node, Node& into, int depth) {
  const SyntaxNode what = node.first_child();
  const auto path = path_of(what);
  const Node* const known = path ? named_(*path) : nullptr;
  if (known != nullptr) count_ += size_of(*known);
  if (count_ > kMostNodes) return;
  Node base = known == nullptr ? value(what, depth + 1) : *known;
  for (auto& [key, entry] : base.entries) set_entry(into, std::move(key), std::move(entry));
}

Node PythonValues::arguments(SyntaxNode call, int depth) {
  const SyntaxNode list = call.child("arguments");
  Node found = node_at(Node::Kind::mapping, call, "?", "");
  if (!list.is("argument_list")) {
    found.items.push_back(computed(list));
    return found;
  }
  for (const SyntaxNode part : children_of(list)) {
    if (count_ > kMostNodes) break;
    if (part.is("keyword_argument")) {
      Node key = node_at(Node::Kind::scalar, part, "!", std::string(part.child("name").text()));
      set_entry(found, std::move(key), value(part.child("value"), depth + 1));
    } else if (part.is("dictionary_splat")) {
      splat(part, found, depth);
    } else {
      found.items.push_back(value(part, depth + 1));
    }
  }
  return found;
}

Node PythonValues::call(SyntaxNode node, int depth) {
  const SyntaxNode function = node.child("function");
  if (function.is("call")) {  // LazyCall(Model)(depth=12)
    Node built = arguments(node, depth);
    Node first = call(function, depth + 1);
    for (auto& [key, entry] : built.entries) set_entry(first, std::move(key), std::move(entry));
    if (first.entries.empty()) return computed(node);
    first.kind = Node::Kind::mapping;
    first.tag = "?";
    first.scalar.clear();
    return first;
  }
  const std::string name = chain_of(function);
  if (name.empty() || depth > kMostDepth) return computed(node);
  Node call = arguments(node, depth);
  if (name == "int" && call.items.size() == 1) return std::move(call.items.front());
  const bool reads_environment = name.ends_with("environ.get") || name.ends_with("getenv");
  if (reads_environment && call.items.size() == 2) return std::move(call.items.back());
  if (name.ends_with("field") || name.ends_with("Field"))
    return default_of(std::move(call)).value_or(computed(node));
  const bool wraps = call.items.size() == 1 && call.items.front().is_mapping();
  if (wraps) {  // ConfigDict(dict(seed=42)), dict(base, seed=42)
    Node wrapped = std::move(call.items.front());
    for (auto& [key, entry] : call.entries) set_entry(wrapped, std::move(key), std::move(entry));
    return wrapped;
  }
  if (call.entries.empty() && name != "dict") return computed(node);
  call.items.clear();
  return call;
}

Node* find_path(Node& root, const PythonPath& path) {
  Node* at = &root;
  for (const std::string& name : path) {
    const auto found = std::find_if(at->entries.begin(), at->entries.end(),
                                    [&](const Node::Entry& entry) { return entry.first.scalar == name; });
    if (found == at->entries.end()) return nullptr;
    at = &found->second;
  }
  return at;
}

void assign_path(Node& root, const PythonPath& path, const text::Location& at, Node value) {
  Node* place = &root;
  for (std::size_t depth = 0; depth < path.size(); ++depth) {
    if (!place->is_mapping()) *place = {Node::Kind::mapping, at, "?", {}, {}, {}};
    auto found = std::find_if(place->entries.begin(), place->entries.end(),
                              [&](const Node::Entry& entry) { return entry.first.scalar == path[depth]; });
    if (found == place->entries.end()) {
      Node name{Node::Kind::scalar, at, "!", path[depth], {}, {}};
      found = place->entries.emplace(place->entries.end(), std::move(name), Node{});
    }
    if (depth + 1 == path.size()) found->first.mark = at;
    place = &found->second;
  }
  const bool is_elsewhere = place->is_mapping() && value.tag == kComputed;
  if (!is_elsewhere) *place = std::move(value);
}

void remove_path(Node& root, const PythonPath& path) {
  Node* const owner = find_path(root, PythonPath(path.begin(), path.end() - 1));
  if (owner == nullptr) return;
  std::erase_if(owner->entries, [&](const Node::Entry& entry) { return entry.first.scalar == path.back(); });
}

bool is_integer(const Node& node) {
  const std::string_view digits = std::string_view(node.scalar).substr(node.scalar.starts_with('-') ? 1 : 0);
  return node.is_scalar() && node.tag == "?" && !digits.empty() && is_digit(digits.front()) &&
         digits.find_first_not_of("0123456789_") == std::string_view::npos;
}

std::optional<std::int64_t> combined(const Node& one, std::string_view sign, const Node& other) {
  const bool are_short = is_integer(one) && is_integer(other) && one.scalar.size() <= kMostDigits &&
                         other.scalar.size() <= kMostDigits;
  if (!are_short) return std::nullopt;
  const std::int64_t left = decimal_of(one.scalar);
  const std::int64_t right = decimal_of(other.scalar);
  if (sign == "+=") return left + right;
  if (sign == "-=") return left - right;
  if (sign == "*=") return left * right;
  return std::nullopt;
}

}  // namespace expgate::content
