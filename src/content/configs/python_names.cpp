#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "content/configs/python_config.h"
#include "content/python/python_text.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::size_t kMostAssignments = 5000;  // each looks for its name among the others
constexpr std::size_t kMostShownWords = 60;     // bytes of a statement
constexpr std::string_view kInheritedNames[] = {"randomness", "seed", "train"};  // that runs are seeded with

bool has_entry(const Node& mapping, std::string_view name) {
  return std::any_of(mapping.entries.begin(), mapping.entries.end(),
                     [&](const Node::Entry& entry) { return entry.first.scalar == name; });
}

std::string words_of(const Node& value) {
  if (value.is_mapping()) return "{…}";
  return value.is_sequence() ? "[…]" : value.scalar;
}

// "${a.b}" of "${a}" and "b", "f().b" of "f()" and "b".
std::string words_below(std::string words, const std::string& name) {
  if (!words.starts_with("${")) return words + "." + name;
  words.pop_back();
  return words + "." + name + "}";
}

// Lays what another class or function has under the same name on it: of two seeds the one counts that is
// none.
void lay_beside(PythonObjects& objects, Node::Entry& into, const Node& key, Node& value, int depth) {
  Node& one = objects.object(into.second);
  Node& other = objects.object(value);
  if (depth > kMostDepth) return;
  if (!one.is_mapping() || !other.is_mapping()) {
    if (is_good_seed(one) && !is_good_seed(other)) into = Node::Entry(key, value);
    return;
  }
  for (auto& [name, entry] : other.entries) {
    const std::string& wanted = name.scalar;
    const auto found = std::find_if(one.entries.begin(), one.entries.end(),
                                    [&](const Node::Entry& each) { return each.first.scalar == wanted; });
    if (found == one.entries.end()) {
      one.entries.emplace_back(name, objects.alias(entry));
    } else {
      lay_beside(objects, *found, name, entry, depth + 1);
    }
  }
}

// Takes out what was only asked for: names that the config does not have.
void leave_out_names(Node& mapping, const std::string& path) {
  std::erase_if(mapping.entries, [&](Node::Entry& entry) {
    const std::string name = path + entry.first.scalar;
    Node& value = entry.second;
    if (value.is_scalar()) return value.tag == "?" && value.scalar == "${" + name + "}";
    if (!value.is_mapping() || value.tag != kOpen) return false;
    leave_out_names(value, name + ".");
    return value.entries.empty();
  });
}

// A name that was not known when it was used, and is the config's own now, stood for something else.
void unname(Node& value, const Node& root, int depth) {
  if (value.is_scalar() && value.tag == "?" && value.scalar.starts_with("${")) {
    const std::string inside = value.scalar.substr(2, value.scalar.size() - 3);
    const std::string head = inside.substr(0, inside.find('.'));
    if (head != "_base_" && has_entry(root, head)) value = computed_value(value.mark, inside);
  }
  if (depth > kMostDepth) return;
  for (Node& item : value.items) unname(item, root, depth + 1);
  for (auto& [key, entry] : value.entries) unname(entry, root, depth + 1);
}

}  // namespace

// The condition under which what comes now is reached, or null: it is.
const std::string* PythonConfig::doubt() const {
  if (!doubts_.empty()) return &doubts_.back();
  const auto late =
      std::find_if(frames_.rbegin(), frames_.rend(), [](const Frame& frame) { return !frame.late.empty(); });
  return late == frames_.rend() ? nullptr : &late->late;
}

PythonConfig::Frame& PythonConfig::frame_of(const std::string& name, bool is_bound) {
  Frame& inner = frames_.back();
  if (frames_.size() == 1 || inner.globals.contains(name)) return frames_.front();
  if (is_bound || has_entry(inner.names, name)) return inner;
  for (std::size_t at = frames_.size() - 2; at > 0; --at) {
    const SyntaxNode outer = frames_[at].definition;
    const bool is_around = outer.is("function_definition") && outer.begin() <= inner.definition.begin() &&
                           inner.definition.end() <= outer.end();
    if (is_around && has_entry(frames_[at].names, name)) return frames_[at];
  }
  return frames_.front();
}

PythonConfig::Frame& PythonConfig::frame_of(const Place& place) {
  return place.is_module || place.path.empty() ? frames_.front() : frame_of(place.path.front(), false);
}

// A further name for what is there; what nothing is known of gets a name at once, so that all that is changed
// under one of them is seen.
std::optional<Node> PythonConfig::named(const PythonPath& path, SyntaxNode at) {
  if (path.front() == "_base_" || path.size() >= static_cast<std::size_t>(kMostDepth) / 2)
    return std::nullopt;
  Node* place = &frame_of(path.front(), false).names;
  for (std::size_t depth = 0; depth < path.size(); ++depth) {
    Node& holder = objects_.object(*place);
    if (depth > 0 && holder.is_scalar() && holder.tag == kComputed)
      holder = open_mapping(holder.mark, std::move(holder.scalar));
    if (!holder.is_mapping()) return std::nullopt;
    auto found = std::find_if(holder.entries.begin(), holder.entries.end(),
                              [&](const Node::Entry& entry) { return entry.first.scalar == path[depth]; });
    if (found == holder.entries.end()) {
      if (depth > 0 && holder.tag != kOpen) return std::nullopt;
      if (++assignments_ > kMostAssignments && !error_)
        error_ =
            ParseError{at.location(), tr("more than {limit} assignments", {{"limit", kMostAssignments}})};
      std::string words = depth == 0 ? "${" + path[0] + "}" : words_below(holder.scalar, path[depth]);
      Node name{Node::Kind::scalar, at.location(), "!", path[depth], {}, {}};
      found = holder.entries.emplace(holder.entries.end(), std::move(name),
                                     open_mapping(at.location(), std::move(words)));
    }
    place = &found->second;
  }
  return objects_.alias(*place);
}

std::optional<PythonConfig::Place> PythonConfig::place_of(SyntaxNode node) const {
  Place place;
  while (true) {
    if (node.is("parenthesized_expression")) {
      node = node.first_child();
    } else if (node.is("identifier")) {
      place.path.emplace_back(node.text());
      break;
    } else if (node.is("attribute")) {
      const std::string_view name = node.child("attribute").text();
      if (name != "__dict__") place.path.emplace_back(name);
      node = node.child("object");
    } else if (node.is("subscript")) {
      const auto key = string_of(node.child("subscript"));
      const bool is_one = key && !node.child("subscript").next();
      if (is_one) {
        place.path.push_back(*key);
      } else {
        place.path.clear();
        place.is_exact = false;
      }
      node = node.child("value");
    } else if (node.is("call")) {
      const SyntaxNode function = node.child("function");
      const SyntaxNode argument = node.child("arguments").first_child();
      const std::string_view name = function.text();
      if (name == "globals" || ((name == "locals" || name == "vars") && !argument)) {
        place.is_module = name == "globals" || frames_.size() == 1;
        if (!place.is_module) place.is_exact = false;
        break;
      }
      place.path.clear();
      place.is_exact = place.is_exact && name == "vars";
      node = name == "vars" ? argument : function.child("object");
    } else {
      return std::nullopt;
    }
  }
  std::reverse(place.path.begin(), place.path.end());
  return place;
}

Node* PythonConfig::find(const Place& place) {
  return objects_.find(frame_of(place).names, place.path);
}

void PythonConfig::put(const Place& place, const text::Location& at, Node value) {
  const PythonPath& path = place.path;
  if (path.empty() || path.size() >= static_cast<std::size_t>(kMostDepth) / 2) return;
  if (++assignments_ > kMostAssignments && !error_)
    error_ = ParseError{at, tr("more than {limit} assignments", {{"limit", kMostAssignments}})};
  if (error_) return;
  const bool is_bound = path.size() == 1 && !place.is_module;
  Frame& frame = place.is_module ? frames_.front() : frame_of(path.front(), is_bound);
  if (is_in_doubt()) {
    Node* const before = objects_.find(frame.names, path);
    const std::string words = words_of(objects_.object(value)) + " if " + *doubt();
    if (before == nullptr) {
      value = objects_.copy(value, true);
      objects_.doubt(value, words);
      if (value.is_mapping()) value.tag = std::string(kOpen);
    } else {
      if (is_good_seed(objects_.object(*before)) && is_good_seed(objects_.object(value))) return;
      value = objects_.either(objects_.held(*before), std::move(value), words);
    }
  }
  if (&frame == &frames_.front() && path.size() == 1) {
    functions_.erase(path.front());
    if (!bases_.items.empty()) bound_.insert(path.front());
  }
  objects_.assign(frame.names, path, at, std::move(value));
}

void PythonConfig::bind(std::string name, const text::Location& at, Node value) {
  put({{std::move(name)}}, at, std::move(value));
}

// A name that an import or definition gives to what is not known here.
void PythonConfig::bind_unknown(std::string name, SyntaxNode at) {
  const bool inherits = !bases_.items.empty() || has_entry(frames_.front().names, "_base_");
  const bool may_matter = inherits && std::find(std::begin(kInheritedNames), std::end(kInheritedNames),
                                                name) != std::end(kInheritedNames);
  functions_.erase(name);
  if (!may_matter && name != "get_config" && find({{name}}) == nullptr) return;
  bind(std::move(name), at.location(),
       computed_value(at.location(), plain_text(at.parent(), kMostShownWords)));
}

void PythonConfig::drop(const Place& place, SyntaxNode statement) {
  if (place.path.empty()) return;
  if (place.path.size() > 1) taint_source_of(place, statement);
  Frame& frame = frame_of(place);
  Node* const there = objects_.find(frame.names, place.path);
  const bool inherits = !bases_.items.empty() && &frame == &frames_.front();
  const std::string words = plain_text(statement, kMostShownWords);
  const text::Location at = statement.location();
  const PythonPath above(place.path.begin(), place.path.end() - 1);
  Node* const owner = above.empty() ? nullptr : objects_.find(frame.names, above);
  const bool may_be_there = owner != nullptr && objects_.object(*owner).tag == kOpen;
  if (there == nullptr && !inherits && !may_be_there) return;
  if (!is_in_doubt()) {
    objects_.remove(frame.names, place.path);
    if (inherits || may_be_there) objects_.assign(frame.names, place.path, at, computed_value(at, words));
    return;
  }
  Node value = there == nullptr ? computed_value(at, words) : objects_.copy(*there, true);
  if (value.is_mapping() && place.path.size() > 1) {
    objects_.doubt(value, words + " if " + *doubt());
  } else {
    value = computed_value(at, words + " if " + *doubt());
  }
  objects_.assign(frame.names, place.path, at, std::move(value));
}

// Something that is not known may change what is there. A number or text cannot be changed, only given anew.
void PythonConfig::taint(const Place& place, SyntaxNode because) {
  if (place.path.empty()) return place.is_module ? taint_all(because) : void();
  taint_source_of(place, because);
  Frame& frame = frame_of(place);
  const std::string words = plain_text(because, kMostShownWords);
  Node* const there = objects_.find(frame.names, place.path);
  const bool inherits = !bases_.items.empty() && &frame == &frames_.front();
  if (there == nullptr) {
    if (inherits && find({{place.path.front()}}) == nullptr)
      objects_.assign(frame.names, {place.path.front()}, because.location(),
                      computed_value(because.location(), words));
    return;
  }
  Node& object = objects_.object(*there);
  if (object.is_mapping() || object.is_sequence()) objects_.doubt(object, words);
}

// What is changed under a name that was computed may be any of what it was computed from.
void PythonConfig::taint_source_of(const Place& place, SyntaxNode because) {
  const auto source = place.path.empty() ? sources_.end() : sources_.find(place.path.front());
  if (source == sources_.end()) return;
  const SyntaxNode from = source->second;
  sources_.erase(source);
  taint_names_in(from, because);
}

void PythonConfig::taint_all(SyntaxNode because) {
  const std::string words = plain_text(because, kMostShownWords);
  Node& names = frames_.front().names;
  for (auto& [key, value] : names.entries) {
    if (key.scalar == "_base_") continue;
    Node& object = objects_.object(value);
    if (object.is_mapping() || object.is_sequence()) {
      objects_.doubt(object, words);
    } else {
      value = computed_value(because.location(), words);
      key.mark = because.location();
    }
  }
  const bool inherits = !bases_.items.empty() || has_entry(names, "_base_");
  for (const std::string_view name : kInheritedNames)
    if (inherits && !has_entry(names, name))
      objects_.assign(names, {std::string(name)}, because.location(),
                      computed_value(because.location(), words));
}

void PythonConfig::taint_names_in(SyntaxNode node, SyntaxNode because) {
  const std::size_t end = node.after() ? node.after().number() : syntax_.size();
  for (std::size_t number = node.number(); node && number < end; ++number) {
    ++steps_;
    const SyntaxNode name = syntax_.node(number);
    const bool is_name = name.is("identifier") && name.field() != "attribute" && name.field() != "name";
    if (is_name) taint({{std::string(name.text())}}, because);
  }
}

void PythonConfig::keep_inner(const std::string& name, std::string_view tag, const text::Location& at,
                              Node value) {
  Node key{Node::Kind::scalar, at, std::string(tag), name, {}, {}};
  const auto found = std::find_if(inner_.entries.begin(), inner_.entries.end(),
                                  [&](const Node::Entry& entry) { return entry.first.scalar == name; });
  if (found == inner_.entries.end()) {
    inner_.entries.emplace_back(std::move(key), std::move(value));
  } else {
    if (tag == kReturned) found->first.tag = std::string(tag);
    lay_beside(objects_, *found, key, value, 0);
  }
}

// What the module has, before functions run that nothing in it calls.
void PythonConfig::write_out_names() {
  root_ = objects_.written_out(frames_.front().names);
  leave_out_names(root_, "");
  for (auto& [key, value] : root_.entries)
    if (bound_.contains(key.scalar)) key.tag = std::string(kReplaces);
}

Document PythonConfig::finished() {
  Node inner = objects_.written_out(inner_);
  leave_out_names(inner, "");
  for (auto& [key, value] : inner.entries) {
    const std::string& name = key.scalar;
    if (key.tag == kReturned)
      std::erase_if(root_.entries, [&](const Node::Entry& entry) { return entry.first.scalar == name; });
    if (!has_entry(root_, key.scalar)) root_.entries.emplace_back(std::move(key), std::move(value));
  }
  unname(root_, Node(root_), 0);
  const bool is_too_much = values_.count() > kMostNodes || objects_.work() > kMostNodes;
  if (is_too_much) return tl::unexpected(ParseError{last_.location(), tr("too many values")});
  if (!bases_.items.empty() && root_.find("_base_") == nullptr)
    root_.entries.emplace_back(Node{Node::Kind::scalar, {1, 1}, "!", "_base_", {}, {}}, std::move(bases_));
  return std::move(root_);
}

}  // namespace expgate::content
