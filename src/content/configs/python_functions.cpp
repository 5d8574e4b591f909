#include <algorithm>
#include <utility>

#include "content/configs/python_config.h"
#include "content/python/python_text.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::size_t kMostFrames = 8;  // of functions that call one another

}  // namespace

std::optional<Node> PythonConfig::called(SyntaxNode call) {
  const SyntaxNode function = call.child("function");
  if (function.is("identifier")) {
    const auto known = functions_.find(std::string(function.text()));
    if (known == functions_.end() || known->second.parent().is("decorated_definition")) return std::nullopt;
    Node arguments = values_.arguments(call);
    auto value = run_function(known->second, std::move(arguments));
    return value ? std::move(value) : computed_value(call.location(), plain_text(call, 100));
  }
  if (!function.is("attribute")) return std::nullopt;
  const std::string_view method = function.child("attribute").text();
  const auto owner = place_of(function.child("object"));
  Node* const known = owner && owner->is_exact && !owner->path.empty() ? find(*owner) : nullptr;
  if (known == nullptr || !objects_.object(*known).is_mapping()) return std::nullopt;
  if (method == "lock" || method == "unlock" || method == "freeze") return objects_.alias(*known);
  if (method == "copy") return objects_.copy(*known, false);
  if (method == "clone" || method == "deepcopy" || method == "copy_and_resolve_references")
    return objects_.copy(*known, true);
  const auto key = method == "get" ? string_of(call.child("arguments").first_child()) : std::nullopt;
  if (!key) return std::nullopt;
  Place entry = *owner;
  entry.path.push_back(*key);
  Node* const value = find(entry);
  return value == nullptr ? std::nullopt : std::optional(objects_.alias(*value));
}

// What the function returns, or nothing where it cannot be run here.
std::optional<Node> PythonConfig::run_function(SyntaxNode function, Node arguments) {
  if (frames_.size() > kMostFrames) return std::nullopt;
  for (const Frame& frame : frames_)
    if (frame.definition == function) return std::nullopt;
  ran_.emplace(function.child("name").text());
  Frame& frame = frames_.emplace_back();
  frame.definition = function;
  frame.doubts = doubts_.size();
  bind_parameters(function, arguments);
  run_all(function.child("body"));
  done_ = std::move(frames_.back());
  frames_.pop_back();
  Node none{Node::Kind::null, function.location(), "?", "None", {}, {}};
  if (!done_.returned) return none;
  if (done_.has_left) return *done_.returned;
  return objects_.either(*done_.returned, std::move(none), done_.late);
}

void PythonConfig::bind_parameters(SyntaxNode function, Node& arguments) {
  std::size_t position = 0;
  for (const SyntaxNode part : children_of(function.child("parameters"))) {
    if (part.is("list_splat_pattern") || part.is("dictionary_splat_pattern")) {
      const bool is_list = part.is("list_splat_pattern");
      Node rest{is_list ? Node::Kind::sequence : Node::Kind::mapping, part.location(), "?", {}, {}, {}};
      for (; is_list && position < arguments.items.size(); ++position)
        rest.items.push_back(std::move(arguments.items[position]));
      if (!is_list) rest.entries = arguments.entries;
      set_entry(
          frames_.back().names,
          Node{Node::Kind::scalar, part.location(), "!", std::string(part.first_child().text()), {}, {}},
          std::move(rest));
      continue;
    }
    const bool is_typed = part.is("typed_parameter");
    const SyntaxNode name = part.is("identifier") ? part : is_typed ? part.first_child() : part.child("name");
    if (!name.is("identifier")) continue;
    std::optional<Node> value;
    for (auto& [key, entry] : arguments.entries)
      if (key.scalar == name.text()) value = std::move(entry);
    if (!value && position < arguments.items.size()) value = std::move(arguments.items[position]);
    ++position;
    const SyntaxNode fallback = part.child("value");
    const bool is_known = arguments.tag != kOpen;
    if (!value && fallback && is_known) value = values_.value(fallback);
    if (!value) value = open_mapping(part.location(), std::string(name.text()));
    set_entry(frames_.back().names,
              Node{Node::Kind::scalar, part.location(), "!", std::string(name.text()), {}, {}},
              *std::move(value));
  }
}

// What the function that ran last has returned.
void PythonConfig::keep_returned(Node value) {
  const std::string name = done_.returned_name.empty() ? "return" : done_.returned_name;
  const bool is_mapping = objects_.object(value).is_mapping();
  const std::string words = done_.returned ? objects_.object(value).scalar : "";
  keep_inner(is_mapping ? name : "return", kReturned, done_.returned_at,
             is_mapping ? std::move(value) : computed_value(done_.returned_at, words));
}

// get_config(), as a loader calls it; where there is none, each function that nothing calls.
void PythonConfig::run_functions() {
  const Node any{Node::Kind::mapping, {}, std::string(kOpen), {}, {}, {}};
  const auto entry = functions_.find("get_config");
  if (entry != functions_.end()) {
    const bool is_decorated = entry->second.parent().is("decorated_definition");
    auto value = is_decorated ? std::nullopt : run_function(entry->second, any);
    keep_returned(value ? *std::move(value) : computed_value({1, 1}, "get_config()"));
    return;
  }
  if (find({{"get_config"}}) != nullptr)
    return keep_inner("return", kReturned, {1, 1}, computed_value({1, 1}, "get_config()"));
  std::vector<SyntaxNode> all;
  for (const auto& [name, function] : functions_) all.push_back(function);
  std::sort(all.begin(), all.end(),
            [](SyntaxNode one, SyntaxNode other) { return one.number() < other.number(); });
  for (const SyntaxNode function : all) {
    if (error_ || ran_.contains(std::string(function.child("name").text()))) continue;
    auto value = run_function(function, any);
    if (value && objects_.object(*value).is_mapping()) keep_returned(*std::move(value));
    for (auto& [key, held] : done_.names.entries) {
      const Node& object = objects_.object(held);
      if (object.is_mapping() && !object.entries.empty()) keep_inner(key.scalar, kInner, key.mark, held);
    }
  }
}

}  // namespace expgate::content
