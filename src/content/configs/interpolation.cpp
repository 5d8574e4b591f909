#include "content/configs/interpolation.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/interpolation_grammar.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr int kMostNested = 24;         // of expressions and references in one another
constexpr int kMostSteps = 2000;        // of one document, so that nothing multiplies
constexpr std::size_t kLongest = 4096;  // bytes of a text that is looked into

// The names that HyperPyYAML's key is made of: "a.b[0]['c']" is a, b, 0, c.
KeyPath names_of(std::string_view key) {
  KeyPath names;
  std::string name;
  const auto finish = [&] {
    if (!name.empty()) names.push_back(std::exchange(name, {}));
  };
  for (const char c : key) {
    if (c == '.' || c == '[' || c == ']') {
      finish();
    } else if (c != '\'' && c != '"') {
      name += c;
    }
  }
  finish();
  return names;
}

// The value of a key that is a text: `1` alone is a number, which no name in a reference is.
const Node* find_by_text(const Node& mapping, std::string_view name) {
  const bool may_be_number = parse_decimal(name).has_value();
  for (const auto& [key, value] : mapping.entries)
    if (key.scalar == name && (!may_be_number || key.tag != "?")) return &value;
  return nullptr;
}

bool is_reference(const Node& node) {
  return node.is_scalar() && (node.tag == "!ref" || node.tag == "!copy");
}

tl::unexpected<Text> unresolved(Text why) {
  return tl::unexpected(std::move(why));
}

}  // namespace

std::string dotted(const KeyPath& path) {
  return join(path, ".");
}

Arguments Interpolation::about(Arguments more) const {
  more.emplace_back("key", key_);
  return more;
}

tl::expected<const Node*, Text> Interpolation::resolve(const Node& value, const KeyPath& path) {
  chain_.clear();
  key_ = "`" + dotted(path) + "`";
  auto found = follow({&value, path}, 0);
  if (!found) return unresolved(std::move(found.error()));
  return found->node;
}

Interpolation::Found Interpolation::follow(Place place, int depth) {
  const Node& node = *place.node;
  if (!node.is_scalar() || (!is_reference(node) && node.scalar.find("${") == std::string::npos)) return place;
  if (node.scalar.size() > kLongest)
    return unresolved(tr("{key} has interpolations too long to follow", about()));
  if (depth > kMostNested || ++steps_ > kMostSteps)
    return unresolved(tr("{key} refers to too many other values", about()));
  if (std::find(chain_.begin(), chain_.end(), &node) != chain_.end())
    return unresolved(tr("{key} refers to itself", about()));
  chain_.push_back(&node);
  Found found = is_reference(node) ? reference(node.scalar, depth) : expand(node.scalar, place, depth);
  if (found) found = follow(*std::move(found), depth + 1);
  chain_.pop_back();
  return found;
}

// A text with `${…}` in it: one that is nothing else has the value of that, any other is put together as
// text.
Interpolation::Found Interpolation::expand(std::string_view text, const Place& from, int depth) {
  if (depth > kMostNested || ++steps_ > kMostSteps)
    return unresolved(tr("{key} refers to too many other values", about()));
  std::string whole;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find("${", at);
    whole += text.substr(at, open - at);
    if (open == std::string_view::npos) break;
    const std::size_t close = closing_brace(text, open);
    if (close == std::string_view::npos)
      return unresolved(tr("{key} has a `${{` that is not closed", about()));
    Found part = evaluate(text.substr(open + 2, close - open - 2), from, depth + 1);
    if (!part || (open == 0 && close + 1 == text.size())) return part;
    part = follow(*std::move(part), depth + 1);
    if (!part) return part;
    if (!part->node->is_scalar())
      return unresolved(tr("{key} puts a value into a text that is not text itself", about()));
    whole += part->node->scalar;
    if (whole.size() > kLongest)
      return unresolved(tr("{key} has interpolations too long to follow", about()));
    at = close + 1;
  }
  return made(Node::Kind::scalar, "!", whole, from);
}

// What stands between `${` and `}`: a key, or a resolver with its arguments.
Interpolation::Found Interpolation::evaluate(std::string_view inside, const Place& from, int depth) {
  const std::vector<std::string_view> parts = split_outside(inside, ':');
  if (parts.size() > 1)
    return call(trim(parts.front()), inside.substr(parts.front().size() + 1), from, depth);
  if (inside.find("${") == std::string_view::npos) return look_up(trim(inside), from, depth);
  Found key = expand(inside, from, depth + 1);
  if (!key) return key;
  if (!key->node->is_scalar()) return unresolved(tr("{key} refers to a key whose name is not text", about()));
  return look_up(trim(key->node->scalar), from, depth);
}

Interpolation::Found Interpolation::call(std::string_view name, std::string_view arguments, const Place& from,
                                         int depth) {
  if (!is_resolver_name(name))
    return unresolved(
        tr("{key} has an interpolation that OmegaConf does not read: `{value}`", about({{"value", name}})));
  const std::vector<std::string_view> all = split_outside(arguments, ',');
  const std::string_view first = trim(all.front());
  const bool has_default = all.size() > 1;
  if (name == "oc.env" || name == "env") {
    if (!has_default)
      return unresolved(
          tr("{key} depends on the environment: `{variable}` has no default", about({{"variable", first}})));
    Found value = argument(trim(all[1]), from, depth);
    const bool is_text = value && value->node->is_scalar() && name == "oc.env";
    return is_text ? made(Node::Kind::scalar, "!", value->node->scalar, from) : value;
  }
  if (name == "oc.create") return argument(first, from, depth);
  if (name != "oc.decode" && name != "oc.deprecated" && name != "oc.select")
    return unresolved(
        tr("{key} is made by the resolver `{resolver}` at run time", about({{"resolver", name}})));
  Found given = argument(first, from, depth);
  if (!given) return given;
  const Node& text = *given->node;
  if (name == "oc.decode") {
    if (text.is_null()) return given;
    const bool is_number = text.is_scalar() && !text.is_quoted() &&
                           is_digit(trim(text.scalar).substr(0, 1).empty() ? ' ' : trim(text.scalar).front());
    if (!text.is_scalar() || is_number)
      return unresolved(tr("{key} decodes a value that is not a text: `{value}`",
                           about({{"value", text.is_scalar() ? std::string_view(text.scalar) : first}})));
    return literal(trim(text.scalar), from, depth);
  }
  if (!text.is_scalar()) return unresolved(tr("{key} refers to a key whose name is not text", about()));
  Found found = look_up(text.scalar, from, depth);
  const bool is_given = found && found->node->scalar != "???";
  if (is_given || !has_default || name == "oc.deprecated") return found;
  return argument(trim(all[1]), from, depth);
}

// A resolver's argument: a value written out, quoted or not, or an interpolation again.
Interpolation::Found Interpolation::argument(std::string_view text, const Place& from, int depth) {
  const bool is_quoted =
      text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front();
  if (is_quoted) {
    const std::string_view inside = text.substr(1, text.size() - 2);
    if (inside.find("${") == std::string_view::npos) return made(Node::Kind::scalar, "!", inside, from);
    Found value = expand(inside, from, depth + 1);
    if (value) value = follow(*std::move(value), depth + 1);
    if (!value || !value->node->is_scalar()) return value;
    return made(Node::Kind::scalar, "!", value->node->scalar, from);
  }
  if (text.find("${") != std::string_view::npos && !text.starts_with('[')) {
    Found value = expand(text, from, depth + 1);
    return value ? follow(*std::move(value), depth + 1) : value;
  }
  return literal(text, from, depth);
}

// A value as it is written without quotes: what OmegaConf makes of that text alone.
Interpolation::Found Interpolation::literal(std::string_view text, const Place& from, int depth) {
  if (text.starts_with('[') && text.ends_with(']')) return list(text, from, depth);
  const bool is_quoted =
      text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front();
  if (is_quoted) return made(Node::Kind::scalar, "!", text.substr(1, text.size() - 2), from);
  if (ascii_lower(text) == "null") return made(Node::Kind::null, "?", text, from);
  return made(Node::Kind::scalar, "?", text, from);
}

Interpolation::Found Interpolation::list(std::string_view text, const Place& from, int depth) {
  if (depth > kMostNested || ++steps_ > kMostSteps)
    return unresolved(tr("{key} refers to too many other values", about()));
  Node whole{Node::Kind::sequence, from.node->mark, "?", {}, {}, {}};
  const std::string_view inside = trim(text.substr(1, text.size() - 2));
  for (const std::string_view item : split_outside(inside, ',')) {
    if (inside.empty()) break;
    Found value = argument(trim(item), from, depth + 1);
    if (!value) return value;
    Node plain = *value->node;
    if (!plain.is_scalar()) return unresolved(tr("{key} refers to too many other values", about()));
    whole.items.push_back(std::move(plain));
  }
  made_.push_back(std::move(whole));
  return Place{&made_.back(), from.path};
}

// A key from the root, or, with dots in front, from where it stands: one for a sibling, two for a sibling of
// the parent.
Interpolation::Found Interpolation::look_up(std::string_view key, const Place& from, int depth) {
  const std::size_t dots = std::min(key.find_first_not_of('.'), key.size());
  KeyPath path;
  if (dots > from.path.size())
    return unresolved(tr("{key} refers to `{target}`, which is above the root", about({{"target", key}})));
  if (dots > 0) path.assign(from.path.begin(), from.path.end() - static_cast<std::ptrdiff_t>(dots));
  auto names = names_in_key(key);
  if (!names)
    return unresolved(
        tr("{key} has an interpolation that OmegaConf does not read: `{value}`", about({{"value", key}})));
  for (std::string& name : *names) path.push_back(std::move(name));
  return walk({&root_, {}}, path, key, depth);
}

Interpolation::Found Interpolation::walk(Place start, const KeyPath& names, std::string_view key, int depth) {
  Found at = std::move(start);
  for (const std::string& name : names) {
    at = follow(*std::move(at), depth + 1);
    if (!at) return at;
    const Node* next = find_by_text(*at->node, name);
    if (const auto index = parse_decimal(name);
        at->node->is_sequence() && index && *index < at->node->items.size()) {
      next = &at->node->items[*index];
    }
    if (next == nullptr)
      return unresolved(tr("{key} refers to `{target}`, which does not exist", about({{"target", key}})));
    at->node = next;
    at->path.push_back(name);
  }
  return at;
}

// HyperPyYAML's "<key>"; anything around it is a computation.
Interpolation::Found Interpolation::reference(std::string_view text, int depth) {
  text = trim(text);
  const bool alone = text.size() > 2 && text.front() == '<' && text.find('>') == text.size() - 1;
  if (!alone) return unresolved(tr("{key} is computed at load time: `{value}`", about({{"value", text}})));
  const std::string_view key = text.substr(1, text.size() - 2);
  return walk({&root_, {}}, names_of(key), key, depth);
}

Interpolation::Found Interpolation::made(Node::Kind kind, std::string_view tag, std::string_view scalar,
                                         const Place& from) {
  made_.push_back({kind, from.node->mark, std::string(tag), std::string(scalar), {}, {}});
  return Place{&made_.back(), from.path};
}

}  // namespace expgate::content
