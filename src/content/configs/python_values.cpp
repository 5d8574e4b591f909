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

std::string_view last_word(std::string_view chain) {
  return chain.substr(chain.rfind('.') + 1);
}

bool is_template(SyntaxNode node) {  // "{{_base_.seed}}", which mmengine replaces
  return node.text().starts_with("{{");
}

bool starts_upper(std::string_view word) {
  return !word.empty() && word.front() >= 'A' && word.front() <= 'Z';
}

// What `field(default=42)` of a dataclass, or `Field(42, ge=0)` of a model, stands for.
std::optional<Node> default_of(Node call) {
  for (auto& [key, value] : call.entries)
    if (key.scalar == "default") return std::move(value);
  if (call.items.empty()) return std::nullopt;
  return std::move(call.items.front());
}

}  // namespace

bool makes_mapping(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "dict",     "ConfigDict", "FrozenConfigDict", "CfgNode",  "CN",        "Config",          "OrderedDict",
      "EasyDict", "edict",      "AttrDict",         "DotDict",  "Namespace", "SimpleNamespace", "DictConfig",
      "Box",      "Munch",      "create",           "deepcopy", "copy",      "defaultdict"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

bool takes_names(std::string_view name) {
  return name == "L" || name == "LazyCall" || name == "builds" || name == "partial" || name == "make_config";
}

PythonValues::PythonValues(PythonObjects& objects, std::string_view source, NamedValue named,
                           CalledValue called)
    : objects_(objects), named_(std::move(named)), called_(std::move(called)) {
  const auto has = [&](std::string_view word) { return source.find(word) != std::string_view::npos; };
  is_ml_collections_ = has("ml_collections");
  interpolates_ = has("omegaconf") || has("OmegaConf") || has("hydra") || has("detectron2") || has("LazyC");
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
    const bool is_plain = text && (interpolates_ || text->find("${") == std::string::npos);
    return is_plain ? node_at(Node::Kind::scalar, node, "!", *text) : computed(node);
  }
  if (kind == "identifier" || kind == "attribute" || kind == "subscript") return name(node);
  if (kind == "call") return call(node, depth);
  if (is_template(node)) return computed(node);
  if (kind == "dictionary") return dictionary(node, depth);
  if (kind == "list" || kind == "tuple" || kind == "expression_list") return items(node, depth);
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
  auto known = named_(*path, node);
  if (!known) return node_at(Node::Kind::scalar, node, "?", "${" + join(*path, ".") + "}");
  known->mark = node.location();
  return *std::move(known);
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

// `**base`: its entries, where they are known. What is not may be any key.
void PythonValues::splat(SyntaxNode node, Node& into, int depth) {
  Node base = value(node.first_child(), depth + 1);
  Node& from = objects_.object(base);
  if (!from.is_mapping() || from.tag == kOpen) {
    if (node.parent().is("dictionary")) objects_.doubt(into, plain_text(node, kMostShown));
    into.tag = std::string(kOpen);
    into.scalar = plain_text(node, kMostShown);
  }
  count_ += from.entries.size();
  if (count_ > kMostNodes) return;
  for (auto& [key, entry] : from.entries) set_entry(into, key, objects_.alias(entry));
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

// `LazyCall(Model)(depth=12)`
Node PythonValues::call_of_call(SyntaxNode node, int depth) {
  const std::string name = chain_of(node.child("function").child("function"));
  const std::string_view maker = last_word(name);
  if (!takes_names(maker) && !starts_upper(maker)) return computed(node);
  Node built = arguments(node, depth);
  Node first = call(node.child("function"), depth + 1);
  for (auto& [key, entry] : built.entries) set_entry(first, std::move(key), std::move(entry));
  if (first.entries.empty()) return computed(node);
  first.kind = Node::Kind::mapping;
  first.tag = std::string(kOpen);
  first.scalar.clear();
  return first;
}

Node PythonValues::call(SyntaxNode node, int depth) {
  const SyntaxNode function = node.child("function");
  if (depth > kMostDepth) return computed(node);
  if (auto value = called_(node)) return *std::move(value);
  if (function.is("call")) return call_of_call(node, depth);
  const std::string_view method = function.child("attribute").text();
  if (method == "lock" && function.child("object").is("call"))  // ConfigDict(…).lock()
    return value(function.child("object"), depth + 1);
  const std::string name = chain_of(function);
  if (name.empty() || name.front() == '.' || name == "create") return computed(node);
  Node call = arguments(node, depth);
  if (name == "int" && call.items.size() == 1 && call.entries.empty()) {
    Node& only = call.items.front();
    const bool is_number =
        !only.is_quoted() || trim(only.scalar).find_first_not_of("0123456789_+-") == std::string_view::npos;
    return is_number ? std::move(only) : computed(node);
  }
  const bool reads_environment = name.ends_with("environ.get") || name.ends_with("getenv");
  if (reads_environment && call.items.size() == 2) return std::move(call.items.back());
  if (last_word(name) == "field" || last_word(name) == "Field")
    return default_of(std::move(call)).value_or(computed(node));
  return made(node, last_word(name), std::move(call));
}

// What a function that makes a mapping, or a class, makes of its arguments.
Node PythonValues::made(SyntaxNode node, std::string_view name, Node call) {
  const bool copies = name == "copy" || name == "deepcopy";
  if (copies && call.items.empty()) return computed(node);  // of something that is not known
  const bool is_mapping = makes_mapping(name);
  if (!is_mapping && !takes_names(name) && !starts_upper(name)) return computed(node);
  if (is_ml_collections_ && name.ends_with("ConfigDict")) {
    for (auto& [key, value] : call.entries) {
      if (key.scalar == "initial_dictionary") {
        call.items.insert(call.items.begin(), std::move(value));
      } else if (key.scalar != "type_safe" && key.scalar != "convert_dict" && key.scalar != "sort_keys") {
        return computed(node);
      }
    }
    call.entries.clear();
  }
  const bool has_more = call.tag == kOpen || call.items.size() > 1;
  if (call.items.size() == 1 && is_mapping) {  // ConfigDict(dict(seed=42)), dict(base, seed=42)
    Node& given = objects_.object(call.items.front());
    if (!given.is_mapping()) {
      if (call.entries.empty()) return computed(node);
      call.tag = std::string(kOpen);
    } else {
      Node wrapped = objects_.copy(call.items.front(), name != "dict" && name != "copy");
      if (has_more) objects_.doubt(wrapped, plain_text(node, kMostShown));
      for (auto& [key, entry] : call.entries) set_entry(wrapped, std::move(key), std::move(entry));
      wrapped.mark = node.location();
      if (wrapped.tag == kLocked) wrapped.tag = "?";
      return wrapped;
    }
  }
  if (call.entries.empty() && (!is_mapping || has_more)) return computed(node);
  if (!is_mapping || has_more) call.tag = std::string(kOpen);
  call.items.clear();
  return call;
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
