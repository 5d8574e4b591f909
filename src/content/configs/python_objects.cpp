#include "content/configs/python_objects.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "content/configs/document.h"
#include "content/configs/seed.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::string_view kShared = "!shared";
constexpr std::size_t kMostComputed = 100;  // bytes of what is computed

bool is_shared(const Node& value) {
  return value.is_scalar() && value.tag == kShared;
}

Node* entry_of(Node& mapping, std::string_view key) {
  const auto found = std::find_if(mapping.entries.begin(), mapping.entries.end(),
                                  [&](const Node::Entry& entry) { return entry.first.scalar == key; });
  return found == mapping.entries.end() ? nullptr : &found->second;
}

// Makes a mapping of something else, whose keys are not known.
void make_open(Node& value, const text::Location& at) {
  value = open_mapping(at, value.is_scalar() ? std::move(value.scalar) : std::string());
}

}  // namespace

Node computed_value(const text::Location& at, std::string words) {
  if (words.size() > kMostComputed) words.resize(kMostComputed);
  return {Node::Kind::scalar, at, std::string(kComputed), std::move(words), {}, {}};
}

Node open_mapping(const text::Location& at, std::string words) {
  return {Node::Kind::mapping, at, std::string(kOpen), std::move(words), {}, {}};
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

bool is_good_seed(const Node& value) {
  return (value.is_scalar() || value.is_sequence()) && value.tag != kComputed &&
         seed_value(value, {}).has_value();
}

Node& PythonObjects::object(Node& value) {
  if (!is_shared(value)) return value;
  const auto index = parse_decimal(value.scalar);
  return shared_[static_cast<std::size_t>(*index)];
}

Node PythonObjects::alias(Node& place) {
  ++work_;
  if (is_shared(place)) return place;
  if (place.is_scalar() && place.tag == kComputed) make_open(place, place.mark);
  if (!place.is_mapping() && !place.is_sequence()) return place;
  const text::Location mark = place.mark;
  shared_.push_back(std::move(place));
  place = {Node::Kind::scalar, mark, std::string(kShared), std::to_string(shared_.size() - 1), {}, {}};
  return place;
}

Node PythonObjects::held(Node& place) {
  return place.is_scalar() && place.tag == kComputed ? place : alias(place);
}

Node PythonObjects::copy(Node& value, bool is_deep) {
  if (is_deep) return copied(value, 0);
  Node& from = object(value);
  Node made{from.kind, from.mark, from.tag, from.scalar, {}, {}};
  for (Node& item : from.items) made.items.push_back(alias(item));
  for (auto& [key, entry] : from.entries) made.entries.emplace_back(key, alias(entry));
  return made;
}

Node PythonObjects::copied(Node& value, int depth) {
  Node& from = object(value);
  Node made{from.kind, from.mark, from.tag, from.scalar, {}, {}};
  if (++work_ > kMostNodes || depth > kMostDepth) return computed_value(from.mark, from.scalar);
  for (Node& item : from.items) made.items.push_back(copied(item, depth + 1));
  for (auto& [key, entry] : from.entries) made.entries.emplace_back(key, copied(entry, depth + 1));
  return made;
}

Node* PythonObjects::find(Node& root, const PythonPath& path) {
  Node* at = &root;
  for (const std::string& name : path) {
    at = entry_of(object(*at), name);
    if (at == nullptr) return nullptr;
  }
  return at;
}

bool PythonObjects::assign(Node& root, const PythonPath& path, const text::Location& at, Node value) {
  Node* place = &root;
  bool is_locked = false;
  for (std::size_t depth = 0; depth < path.size(); ++depth) {
    Node& holder = object(*place);
    if (!holder.is_mapping()) make_open(holder, at);
    is_locked = is_locked || holder.tag == kLocked;
    auto found = std::find_if(holder.entries.begin(), holder.entries.end(),
                              [&](const Node::Entry& entry) { return entry.first.scalar == path[depth]; });
    if (found == holder.entries.end()) {
      if (is_locked) return false;
      Node name{Node::Kind::scalar, at, "!", path[depth], {}, {}};
      found = holder.entries.emplace(holder.entries.end(), std::move(name), open_mapping(at, {}));
    }
    if (depth + 1 == path.size()) found->first.mark = at;
    place = &found->second;
  }
  *place = std::move(value);
  return true;
}

void PythonObjects::remove(Node& root, const PythonPath& path) {
  Node* const owner = find(root, PythonPath(path.begin(), path.end() - 1));
  if (owner == nullptr) return;
  std::erase_if(object(*owner).entries,
                [&](const Node::Entry& entry) { return entry.first.scalar == path.back(); });
}

void PythonObjects::doubt(Node& value, const std::string& words, int depth) {
  Node& what = object(value);
  if (++work_ > kMostNodes || depth > kMostDepth) return;
  const bool is_inherited = inherits_ && what.tag == kOpen && what.scalar.starts_with("${");
  if (is_inherited) {  // what is laid on it does not say all that may be in it
    what = computed_value(what.mark, words);
    return;
  }
  if (!what.is_mapping()) {
    if (what.is_sequence() && !is_good_seed(what)) {
      for (Node& item : what.items) doubt(item, words, depth + 1);
    } else if (what.tag != kComputed) {
      what = computed_value(what.mark, words);
    }
    return;
  }
  if (what.tag != kLocked) what.tag = std::string(kOpen);
  if (what.scalar.empty() || what.entries.empty()) what.scalar = words;
  for (auto& [key, entry] : what.entries) {
    // the name may be given to something else, which the object itself does not see
    if (object(entry).is_mapping() || object(entry).is_sequence()) {
      doubt(entry, words, depth + 1);
    } else {
      entry = computed_value(key.mark, words);
    }
  }
}

Node PythonObjects::either(Node one, Node other, const std::string& words, int depth) {
  if (is_shared(one) && is_shared(other) && one.scalar == other.scalar) return one;
  if (++work_ > kMostNodes || depth > kMostDepth) return computed_value(other.mark, words);
  Node& left = object(one);
  Node& right = object(other);
  if (is_good_seed(left) && is_good_seed(right)) return left;
  if (!left.is_mapping() || !right.is_mapping()) {
    const bool is_part = left.is_mapping() || right.is_mapping();
    if (!is_part) return computed_value(right.mark, words);
    Node rest = copy(left.is_mapping() ? one : other, true);
    doubt(rest, words);
    return rest;
  }
  Node both = open_mapping(right.mark, words);
  for (auto& [key, value] : left.entries) {
    Node* const there = entry_of(right, key.scalar);
    Node known =
        there == nullptr ? copied(value, depth + 1) : either(held(value), held(*there), words, depth + 1);
    if (there == nullptr) doubt(known, words, depth + 1);
    both.entries.emplace_back(key, std::move(known));
    if (there != nullptr && object(both.entries.back().second).tag == kComputed)
      both.entries.back().first.mark = there->mark;
  }
  for (auto& [key, value] : right.entries) {
    if (entry_of(left, key.scalar) != nullptr) continue;
    Node known = copied(value, depth + 1);
    doubt(known, words, depth + 1);
    both.entries.emplace_back(key, std::move(known));
  }
  return both;
}

Node PythonObjects::written_out(Node& value, int depth) {
  Node& from = object(value);
  const text::Location mark = is_shared(value) ? value.mark : from.mark;
  if (++work_ > kMostNodes || depth > kMostDepth) return computed_value(mark, from.scalar);
  if (from.is_mapping() && from.tag == kOpen && from.entries.empty()) {
    if (!from.scalar.starts_with("${")) return computed_value(mark, from.scalar);
    return {Node::Kind::scalar, mark, "?", from.scalar, {}, {}};
  }
  Node made{from.kind, mark, from.tag, from.is_mapping() ? std::string() : from.scalar, {}, {}};
  for (Node& item : from.items) made.items.push_back(written_out(item, depth + 1));
  for (auto& [key, entry] : from.entries) {
    Node written = written_out(entry, depth + 1);
    made.entries.emplace_back(key, std::move(written));
  }
  return made;
}

}  // namespace expgate::content
