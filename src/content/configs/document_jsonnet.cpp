#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/document_formats.h"

namespace expgate::content {

namespace {

using text::Location;
using text::Node;

// What a file of jsonnet says without being run: objects, lists and values as they are written, `local`
// names, objects that are laid on one another, and the file that it imports, as its `_base_`. What it
// computes has the tag "!python", as it has in configs in Python.
class Jsonnet {
 public:
  explicit Jsonnet(std::string_view source) : text_(source) {
    for (std::size_t at = 0; at < source.size(); ++at)
      if (source[at] == '\n') line_begins_.push_back(at + 1);
  }

  Document document() {
    Node root = expression(0);
    skip();
    if (error_) return tl::unexpected(*std::move(error_));
    if (at_ < text_.size()) {
      reject(tr("`{found}` is not expected here", {{"found", text_.substr(at_, 1)}}));
      return tl::unexpected(*std::move(error_));
    }
    return root;
  }

 private:
  // Values side by side and between `+` are laid on one another, if all of them are objects.
  Node expression(int depth) {
    skip();
    while (take_word("local")) {
      locals(depth);
      if (peek() == ';') ++at_;
      skip();
    }
    const std::size_t begin = at_;
    Node whole = primary(depth);
    for (skip(); !error_ && !is_end(); skip()) {
      const bool adds = peek() == '+';
      if (adds) ++at_;
      skip();
      const std::size_t before = at_;
      Node next = peek() == '{' || peek() == '(' || starts_with_name() ? primary(depth) : Node{};
      if (at_ == before && at_ < text_.size()) ++at_;
      const bool can_be_laid = whole.is_mapping() && next.is_mapping();
      whole = can_be_laid ? laid(std::move(whole), std::move(next)) : computed(begin);
      if (whole.tag == "!python") skip_value();
    }
    return whole;
  }

  void locals(int depth) {
    do {
      skip();
      const std::string name = word();
      skip();
      if (peek() == '(') {  // a function: its value is nothing that is written out
        skip_value_to('=');
      }
      if (peek() == '=') ++at_;
      Node value = expression(depth + 1);
      locals_[name] = std::move(value);
      skip();
    } while (!error_ && peek() == ',' && ++at_ < text_.size());
  }

  Node primary(int depth) {
    skip();
    const std::size_t begin = at_;
    if (++count_ > kMostNodes || depth > kMostDepth) {
      reject(tr("too many values"));
      return {};
    }
    const char c = peek();
    if (c == '{') return object(depth);
    if (c == '[') return list(depth);
    if (c == '"' || c == '\'') return string();
    if (c == '(') {
      ++at_;
      Node inside = expression(depth + 1);
      skip();
      if (peek() == ')') ++at_;
      return inside;
    }
    if (is_digit(c) || c == '-') return number();
    if (starts_with_name() || c == '$') return named(begin);
    if (c == '\0') {
      reject(tr("the file ends in the middle of a value"));
      return {};
    }
    skip_value();
    if (at_ == begin) reject(tr("`{found}` is not expected here", {{"found", text_.substr(at_, 1)}}));
    return computed(begin);
  }

  Node named(std::size_t begin) {
    const std::string name = word();
    if (name == "null") return node(Node::Kind::null, begin, "?", name);
    if (name == "true" || name == "false") return node(Node::Kind::scalar, begin, "?", name);
    skip();
    if (name == "import" && (peek() == '"' || peek() == '\'')) {
      Node import = node(Node::Kind::mapping, begin, "?", "");
      Node file = string();
      import.entries.emplace_back(node(Node::Kind::scalar, begin, "!", "_base_"), std::move(file));
      return import;
    }
    const auto known = locals_.find(name);
    const bool is_alone = peek() != '.' && peek() != '[' && peek() != '(';
    if (known != locals_.end() && is_alone) {
      count_ += size_of(known->second);
      return known->second;
    }
    skip_value();
    return computed(begin);
  }

  static std::size_t size_of(const Node& node) {
    std::size_t size = 1 + node.scalar.size() / 64;
    for (const Node& item : node.items) size += size_of(item);
    for (const auto& [key, value] : node.entries) size += size_of(value);
    return size;
  }

  Node object(int depth) {
    std::set<std::string> keys;
    Node made = node(Node::Kind::mapping, at_++, "?", "");
    for (skip(); !error_ && peek() != '}'; skip()) {
      if (at_ >= text_.size()) {
        reject(tr("the file ends in the middle of a value"));
      } else if (peek() == ',') {
        ++at_;
      } else if (take_word("local")) {
        skip();
        const std::string name = word();
        skip_value_to('=');
        if (peek() == '=') ++at_;
        locals_[name] = expression(depth + 1);
      } else {
        field(made, keys, depth);
      }
    }
    if (!error_ && at_ < text_.size()) ++at_;
    return made;
  }

  void field(Node& object, std::set<std::string>& keys, int depth) {
    const std::size_t begin = at_;
    std::optional<Node> key;
    if (peek() == '"' || peek() == '\'') {
      key = string();
    } else if (starts_with_name()) {
      key = node(Node::Kind::scalar, begin, "!", word());
      if (key->scalar == "assert") key.reset();
    }
    skip();
    const bool is_simple = key && (peek() == ':' || text_.substr(at_).starts_with("+:"));
    if (!is_simple) skip_value_to(':');
    const bool adds = peek() == '+';
    while (peek() == '+' || peek() == ':') ++at_;
    Node value = expression(depth + 1);
    if (error_ || !is_simple) return;
    const bool is_new = keys.insert(key->scalar).second;
    if (!is_new && !adds) {
      reject(tr("duplicate key `{key}`", {{"key", key->scalar}}));
    } else if (is_new) {
      object.entries.emplace_back(*std::move(key), std::move(value));
    }
  }

  Node list(int depth) {
    const std::size_t begin = at_;
    Node made = node(Node::Kind::sequence, at_++, "?", "");
    bool is_computed = false;
    for (skip(); !error_ && peek() != ']'; skip()) {
      if (at_ >= text_.size()) {
        reject(tr("the file ends in the middle of a value"));
      } else if (peek() == ',') {
        ++at_;
      } else if (text_.substr(at_).starts_with("for ")) {
        is_computed = true;
        skip_value();
      } else {
        made.items.push_back(expression(depth + 1));
      }
    }
    if (!error_ && at_ < text_.size()) ++at_;
    return is_computed ? computed(begin) : made;
  }

  Node string() {
    const std::size_t begin = at_;
    const char quote = text_[at_++];
    std::string whole;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      if (at_ < text_.size()) whole += text_[at_++];
    }
    if (at_ >= text_.size()) {
      reject(tr("a quote is not closed"));
    } else {
      ++at_;
    }
    return node(Node::Kind::scalar, begin, "!", whole);
  }

  Node number() {
    const std::size_t begin = at_++;
    while (is_digit(peek()) || std::string_view(".eE").find(peek()) < 3 ||
           ((peek() == '-' || peek() == '+') && (text_[at_ - 1] | 0x20) == 'e'))
      ++at_;
    return node(Node::Kind::scalar, begin, "?", std::string(text_.substr(begin, at_ - begin)));
  }

  // What is laid on: its fields win; `x+: {…}` is not told from `x: {…}`, and neither hides a seed.
  Node laid(Node under, Node over) {
    count_ += over.entries.size();
    std::map<std::string, std::size_t> places;
    for (std::size_t at = 0; at < under.entries.size(); ++at)
      places.emplace(under.entries[at].first.scalar, at);
    for (auto& entry : over.entries) {
      const auto known = places.find(entry.first.scalar);
      if (known == places.end()) {
        under.entries.push_back(std::move(entry));
      } else {
        under.entries[known->second] = std::move(entry);
      }
    }
    return under;
  }

  [[nodiscard]] Node node(Node::Kind kind, std::size_t begin, std::string tag, std::string scalar) const {
    return {kind, mark(begin), std::move(tag), std::move(scalar), {}, {}};
  }
  [[nodiscard]] Node computed(std::size_t begin) const {
    constexpr std::size_t kMost = 100;
    const std::string_view words = text_.substr(begin, std::min(at_ - begin, kMost));
    return node(Node::Kind::scalar, begin, "!python", std::string(trim(words)));
  }

  [[nodiscard]] Location mark(std::size_t offset) const {
    const auto after = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
    const std::size_t begin = *std::prev(after);
    return {static_cast<int>(after - line_begins_.begin()), static_cast<int>(offset - begin) + 1};
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] bool starts_with_name() const { return is_letter(peek()) || peek() == '_'; }
  [[nodiscard]] bool is_end() const {
    return at_ >= text_.size() || std::string_view(",;]})").find(peek()) != std::string_view::npos ||
           text_.substr(at_).starts_with("for ");
  }
  std::string word() {
    const std::size_t begin = at_;
    if (peek() == '$') ++at_;
    while (is_letter(peek()) || is_digit(peek()) || peek() == '_') ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }
  bool take_word(std::string_view wanted) {
    const std::string_view rest = text_.substr(at_);
    if (!rest.starts_with(wanted) || rest.size() <= wanted.size()) return false;
    const char after = rest[wanted.size()];
    if (is_letter(after) || is_digit(after) || after == '_') return false;
    at_ += wanted.size();
    return true;
  }

  // Blanks and comments.
  void skip() {
    while (at_ < text_.size()) {
      const std::string_view rest = text_.substr(at_);
      if (std::string_view(" \t\r\n").find(rest.front()) != std::string_view::npos) {
        ++at_;
      } else if (rest.starts_with("//") || rest.front() == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest.starts_with("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else {
        return;
      }
    }
  }

  // To the end of a value that is not read: what is in brackets belongs to it.
  void skip_value() {
    skip_until([](char c) { return std::string_view(",;]})").find(c) < 5; });
  }
  void skip_value_to(char mark) {
    skip_until([&](char c) { return c == mark || std::string_view(",;]})").find(c) < 5; });
  }
  template <typename Ends>
  void skip_until(Ends ends) {
    int open = 0;
    for (skip(); at_ < text_.size(); skip()) {
      const char c = peek();
      if (open == 0 && ends(c)) return;
      if (c == '"' || c == '\'') {
        string();
        if (error_) return;
        continue;
      }
      if (c == '(' || c == '[' || c == '{') ++open;
      if (c == ')' || c == ']' || c == '}') --open;
      ++at_;
    }
  }

  void reject(Text what) {
    if (!error_) error_ = ParseError{mark(std::min(at_, text_.size())), std::move(what)};
    at_ = text_.size();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t count_ = 0;
  std::vector<std::size_t> line_begins_ = {0};
  std::map<std::string, Node> locals_;
  std::optional<ParseError> error_;
};

}  // namespace

Document read_jsonnet(std::string_view source) {
  if (source.starts_with("\xEF\xBB\xBF")) source.remove_prefix(3);
  return Jsonnet(source).document();
}

}  // namespace expgate::content
