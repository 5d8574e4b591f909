#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "content/configs/document_formats.h"
#include "content/python/python_source.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::size_t kMostAssignments = 5000;  // each looks for its name among the others
constexpr std::size_t kMostShown = 100;         // bytes of what is computed

// The values that a Python config assigns: what is written out is read, what is computed is kept as its text
// with the tag "!python", and a name stands for what it was given, as `${name}` does elsewhere.
class Values {
 public:
  // `count` is what all values of the document come to so far; one over kMostNodes ends the reading.
  Values(const PythonSource& source, std::size_t begin, std::size_t end, std::size_t& count)
      : source_(source), at_(begin), end_(end), count_(count) {}

  Node value(int depth) {
    skip_blanks();
    const std::size_t begin = at_;
    if (++count_ > kMostNodes) at_ = end_;
    Node node = primary(depth);
    skip_blanks();
    if (at_ >= end_ || std::string_view(",)]}:").find(peek()) != std::string_view::npos) return node;
    while (at_ < end_ && std::string_view(",)]}:").find(peek()) == std::string_view::npos)
      step();  // an operator follows
    return computed(begin);
  }

 private:
  [[nodiscard]] char peek() const { return at_ < end_ ? source_.text()[at_] : '\0'; }
  void skip_blanks() { at_ = std::min(source_.after_blanks(at_), end_); }
  void step() { at_ = std::min(source_.after_token(at_), end_); }

  Node node(Node::Kind kind, std::size_t begin, std::string tag, std::string scalar) const {
    return {kind, source_.mark(begin), std::move(tag), std::move(scalar), {}, {}};
  }

  Node computed(std::size_t begin) const {
    const std::string_view words = trim(source_.text().substr(begin, at_ - begin));
    return node(Node::Kind::scalar, begin, "!python", std::string(words.substr(0, kMostShown)));
  }

  Node primary(int depth) {
    const std::size_t begin = at_;
    const char c = peek();
    const bool is_template =
        source_.text().substr(begin, 2) == "{{";  // "{{_base_.seed}}", which is not Python
    if (depth > kMostDepth || c == '\0' || is_template) {
      step();
      return computed(begin);
    }
    if (c == '"' || c == '\'') return string();
    if (c == '[' || c == '(' || c == '{') return display(c, depth);
    if (is_digit(c) || c == '-' || c == '+' || c == '.') return number();
    if (is_name_start(c)) return named(depth);
    step();
    return computed(begin);
  }

  // One literal, or several side by side.
  Node string() {
    const std::size_t begin = at_;
    std::string whole;
    while (peek() == '"' || peek() == '\'') {
      const std::size_t from = at_;
      step();
      std::string_view literal = source_.text().substr(from, at_ - from);
      const std::size_t quotes =
          literal.size() >= 6 && literal[1] == literal[0] && literal[2] == literal[0] ? 3 : 1;
      whole += literal.size() >= 2 * quotes ? literal.substr(quotes, literal.size() - 2 * quotes) : literal;
      skip_blanks();
    }
    return node(Node::Kind::scalar, begin, "!", whole);
  }

  Node number() {
    const std::size_t begin = at_;
    if (peek() == '-' || peek() == '+') ++at_;
    while (at_ < end_ && (is_name(peek()) || peek() == '.' || (is_sign(peek()) && has_exponent(begin))))
      ++at_;
    if (at_ == begin) ++at_;
    return node(Node::Kind::scalar, begin, "?", std::string(source_.text().substr(begin, at_ - begin)));
  }
  static bool is_sign(char c) { return c == '-' || c == '+'; }
  [[nodiscard]] bool has_exponent(std::size_t begin) const {
    const std::string_view digits = source_.text().substr(begin, at_ - begin);
    return (digits.ends_with('e') || digits.ends_with('E')) &&
           digits.find_first_of("xX") == std::string_view::npos;
  }

  // A list, tuple, set or dict.
  Node display(char open, int depth) {
    const std::size_t begin = at_++;
    const char close = open == '[' ? ']' : open == '(' ? ')' : '}';
    Node list = node(Node::Kind::sequence, begin, "?", "");
    bool comma = false;
    for (skip_blanks(); at_ < end_ && peek() != close; skip_blanks()) {
      const std::size_t before = at_;
      Node item = value(depth + 1);
      if (open == '{' && peek() == ':') {
        ++at_;
        list.entries.emplace_back(std::move(item), value(depth + 1));
      } else {
        list.items.push_back(std::move(item));
      }
      skip_blanks();
      comma = peek() == ',';
      if (comma || at_ == before) ++at_;
    }
    if (at_ < end_) ++at_;
    const bool is_group = open == '(' && list.items.size() == 1 && !comma;
    if (is_group) return std::move(list.items.front());
    if (!list.entries.empty() || (open == '{' && list.items.empty())) list.kind = Node::Kind::mapping;
    if (list.is_mapping()) list.items.clear();
    return list;
  }

  // A word, a name, or a call: of its arguments those with names make a mapping.
  Node named(int depth) {
    const std::size_t begin = at_;
    while (at_ < end_ && (is_name(peek()) || peek() == '.')) ++at_;
    const std::string name(source_.text().substr(begin, at_ - begin));
    if (name == "None") return node(Node::Kind::null, begin, "?", name);
    if (name == "True" || name == "False") return node(Node::Kind::scalar, begin, "?", name);
    if ((name == "r" || name == "u" || name == "R") && (peek() == '"' || peek() == '\'')) return string();
    skip_blanks();
    if (peek() != '(') return node(Node::Kind::scalar, begin, "?", "${" + name + "}");
    Node call = arguments(depth);
    if (name == "int" && call.items.size() == 1) return std::move(call.items.front());
    const bool reads_environment = name.ends_with("environ.get") || name.ends_with("getenv");
    if (reads_environment && call.items.size() == 2) return std::move(call.items.back());
    if (name.ends_with("field") || name.ends_with("Field")) return default_of(std::move(call), begin);
    const bool wraps = call.entries.empty() && call.items.size() == 1 && call.items.front().is_mapping();
    if (wraps && peek() != '(') return std::move(call.items.front());  // ConfigDict(dict(seed=42))
    while (peek() == '(') {                                            // LazyCall(Model)(depth=12)
      Node further = arguments(depth);
      std::move(further.entries.begin(), further.entries.end(), std::back_inserter(call.entries));
    }
    if (call.entries.empty() && name != "dict") return computed(begin);
    call.items.clear();
    return call;
  }

  // What `field(default=42)` of a dataclass, or `Field(42, ge=0)` of a model, stands for.
  Node default_of(Node call, std::size_t begin) const {
    for (auto& [key, value] : call.entries)
      if (key.scalar == "default") return std::move(value);
    return call.items.empty() ? computed(begin) : std::move(call.items.front());
  }

  Node arguments(int depth) {
    Node call = node(Node::Kind::mapping, at_++, "?", "");
    for (skip_blanks(); at_ < end_ && peek() != ')'; skip_blanks()) {
      const std::size_t before = at_;
      const std::string name = keyword();
      Node item = value(depth + 1);
      if (name.empty()) {
        call.items.push_back(std::move(item));
      } else {
        call.entries.emplace_back(node(Node::Kind::scalar, before, "!", name), std::move(item));
      }
      skip_blanks();
      if (peek() == ',' || at_ == before) ++at_;
    }
    if (at_ < end_) ++at_;
    skip_blanks();
    return call;
  }

  // The name of `name=value`, read past the `=`; empty, and nothing read, where the argument has none.
  std::string keyword() {
    std::size_t after = at_;
    while (after < end_ && is_name(source_.text()[after])) ++after;
    const std::size_t equals = source_.after_blanks(after);
    const std::string_view rest = source_.text().substr(std::min(equals, end_), 2);
    if (after == at_ || !rest.starts_with('=') || rest == "==") return "";
    std::string name(source_.text().substr(at_, after - at_));
    at_ = equals + 1;
    return name;
  }

  const PythonSource& source_;
  std::size_t at_;
  std::size_t end_;
  std::size_t& count_;
};

// Writes `value` at `path` of the mapping `into`, over what is there. Where that is a mapping and the value
// is computed, another function most likely has a name of its own: `c = ConfigDict()`.
void assign(Node& into, const std::vector<std::string>& path, const Node& key, Node value) {
  Node* at = &into;
  for (std::size_t depth = 0; depth < path.size(); ++depth) {
    if (!at->is_mapping()) *at = {Node::Kind::mapping, key.mark, "?", {}, {}, {}};
    auto found = std::find_if(at->entries.begin(), at->entries.end(),
                              [&](const auto& entry) { return entry.first.scalar == path[depth]; });
    if (found == at->entries.end()) {
      Node name{Node::Kind::scalar, key.mark, "!", path[depth], {}, {}};
      found = at->entries.emplace(at->entries.end(), std::move(name), Node{});
    }
    if (depth + 1 == path.size()) found->first.mark = key.mark;
    at = &found->second;
  }
  const bool is_elsewhere = at->is_mapping() && value.tag == "!python";
  if (!is_elsewhere) *at = std::move(value);
}

constexpr std::string_view kReturn = "return";

// `return dict(seed=42)` of a get_config(), as if a name of that word were assigned to.
std::optional<PythonAssignment> returned(const PythonSource& source, const PythonLine& line) {
  const std::string_view words = source.text().substr(line.begin, line.end - line.begin);
  if (!words.starts_with(kReturn) || words.size() <= kReturn.size() || is_name(words[kReturn.size()]))
    return std::nullopt;
  return PythonAssignment{{{std::string(kReturn)}}, source.after_blanks(line.begin + kReturn.size())};
}

// The file that `from ..base import *` reads, or nothing if the line is none such.
std::optional<std::string> imported_file(std::string_view line, bool names_too) {
  if (!line.starts_with("from") || line.size() < 6) return std::nullopt;
  line = trim(line.substr(4));
  const std::size_t dots = std::min(line.find_first_not_of('.'), line.size());
  const std::size_t end = std::min(line.find_first_of(" \t", dots), line.size());
  const std::string_view imports = trim(line.substr(end));
  if (dots == 0 || end == dots || !imports.starts_with("import")) return std::nullopt;
  if (!names_too && trim(imports.substr(6)) != "*") return std::nullopt;
  std::string path;
  for (std::size_t up = 1; up < dots; ++up) path += "../";
  for (const char c : line.substr(dots, end - dots)) path += c == '.' ? '/' : c;
  return path + ".py";
}

}  // namespace

Document read_python(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const PythonSource source(text);
  if (source.error()) return tl::unexpected(*source.error());
  Node root{Node::Kind::mapping, {1, 1}, "?", {}, {}, {}};
  Node bases{Node::Kind::sequence, {1, 1}, "?", {}, {}, {}};
  const bool reads_bases = text.find("read_base") != std::string_view::npos;
  std::size_t assignments = 0;
  std::size_t values = 0;
  for (const PythonLine& line : source.lines()) {
    const std::string_view words = text.substr(line.begin, line.end - line.begin);
    if (const auto file = imported_file(words, reads_bases)) {
      bases.items.push_back({Node::Kind::scalar, source.mark(line.begin), "!", *file, {}, {}});
    }
    auto assignment = source.assignment(line);
    if (!assignment) assignment = returned(source, line);
    if (!assignment) continue;
    if (++assignments > kMostAssignments) {
      return tl::unexpected(ParseError{source.mark(line.begin),
                                       tr("more than {limit} assignments", {{"limit", kMostAssignments}})});
    }
    const Node value = Values(source, assignment->value, line.end, values).value(0);
    const bool says_nothing = assignment->targets.front().front() == kReturn && !value.is_mapping();
    if (says_nothing) continue;
    if (values > kMostNodes)
      return tl::unexpected(ParseError{source.mark(line.begin), tr("too many values")});
    for (const auto& target : assignment->targets) {
      const Node key{Node::Kind::scalar, source.mark(line.begin), "!", target.back(), {}, {}};
      assign(root, target, key, value);
    }
  }
  const Node key{Node::Kind::scalar, {1, 1}, "!", "_base_", {}, {}};
  if (!bases.items.empty() && root.find("_base_") == nullptr) assign(root, {"_base_"}, key, std::move(bases));
  return root;
}

}  // namespace expgate::content
