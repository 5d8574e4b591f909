#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/document_formats.h"

namespace expgate::content {

namespace {

using text::Location;
using text::Node;

constexpr std::size_t kMostIncludes = 64;  // of one file

// One statement of gin, which brackets carry over line ends, without its comments.
struct GinStatement {
  std::string text;
  Location mark;
};

// The statements of a file. A quote or bracket that is not closed goes to the file's end, as an error.
class GinLines {
 public:
  explicit GinLines(std::string_view source) : source_(source) {}

  std::optional<GinStatement> next() {
    while (at_ < source_.size()) {
      GinStatement statement{{}, {line_, 1}};
      open_ = 0;
      take(statement.text);
      const std::string_view trimmed = trim(statement.text);
      if (trimmed.empty()) continue;
      const std::size_t indent = statement.text.find_first_not_of(" \t");
      statement.mark.column = static_cast<int>(indent) + 1;
      statement.text = std::string(trimmed);
      return statement;
    }
    return std::nullopt;
  }

  [[nodiscard]] bool is_open() const { return open_ > 0 || quote_ != '\0'; }

 private:
  // Appends what belongs to one statement, and steps over its line end.
  void take(std::string& text) {
    while (at_ < source_.size()) {
      const char c = source_[at_++];
      if (c == '\n') ++line_;
      if (quote_ != '\0') {
        if (c == '\\' && at_ < source_.size()) {
          text += c;
          text += source_[at_++];
          continue;
        }
        if (c == quote_) quote_ = '\0';
      } else if (c == '#') {
        at_ = std::min(source_.find('\n', at_), source_.size());
        continue;
      } else if (c == '"' || c == '\'') {
        quote_ = c;
      } else if (c == '[' || c == '(' || c == '{') {
        ++open_;
      } else if (c == ']' || c == ')' || c == '}') {
        --open_;
      } else if (c == '\\' && source_.substr(at_).starts_with('\n')) {
        ++at_;
        ++line_;
        continue;
      } else if (c == '\n' && open_ <= 0) {
        return;
      }
      text += c == '\n' || c == '\r' ? ' ' : c;
    }
  }

  std::string_view source_;
  std::size_t at_ = 0;
  int line_ = 1;
  int open_ = 0;
  char quote_ = '\0';
};

bool is_gin_name(std::string_view name) {
  const auto is_part = [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '/'; };
  return !name.empty() && !is_digit(name.front()) && std::all_of(name.begin(), name.end(), is_part);
}

// A value, as far as it is written out: the rest is what runs makes of it.
Node gin_value(std::string_view text, Location mark) {
  text = trim(text);
  Node node{Node::Kind::scalar, mark, "?", std::string(text), {}, {}};
  const bool is_quoted =
      text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  if (is_quoted) {
    node.tag = "!";
    node.scalar = std::string(text.substr(1, text.size() - 2));
  } else if (text == "None") {
    node.kind = Node::Kind::null;
  } else if (text.starts_with('%') && is_gin_name(text.substr(1))) {
    node.scalar = "${" + std::string(text.substr(1)) + "}";
  } else if (text.size() > 1 && (text.front() == '[' || text.front() == '(')) {
    node.kind = Node::Kind::sequence;
    node.scalar.clear();
    for (const std::string_view each : split(text.substr(1, text.size() - 2), ',')) {
      const std::string_view item = trim(each);
      const bool is_nested = item.starts_with('[') || item.starts_with('(');
      if (!item.empty()) node.items.push_back(gin_value(is_nested ? "?" : item, mark));
    }
  } else if (text.starts_with('@') || text.starts_with('{')) {
    node.tag = "!python";
  }
  return node;
}

}  // namespace

Document read_gin(std::string_view source) {
  if (source.starts_with("\xEF\xBB\xBF")) source.remove_prefix(3);
  Node root{Node::Kind::mapping, {1, 1}, "?", {}, {}, {}};
  Node bases{Node::Kind::sequence, {1, 1}, "?", {}, {}, {}};
  std::unordered_map<std::string, std::size_t> index;
  GinLines lines(source);
  std::string block;  // `train:`, whose bindings stand deeper below it
  for (auto statement = lines.next(); statement; statement = lines.next()) {
    const std::string_view text = statement->text;
    const Location mark = statement->mark;
    if (root.entries.size() + bases.items.size() > kMostNodes / 8)
      return tl::unexpected(ParseError{mark, tr("too many values")});
    if (text.starts_with("import ") || text.starts_with("from ")) continue;
    if (text.starts_with("include ")) {
      Node base = gin_value(text.substr(8), mark);
      if (bases.items.size() > kMostIncludes) return tl::unexpected(ParseError{mark, tr("too many values")});
      // what is included later wins
      for (auto& [key, value] : root.entries)
        value = {Node::Kind::scalar, value.mark, "!python", std::string(text), {}, {}};
      if (base.is_quoted()) bases.items.push_back(std::move(base));
      continue;
    }
    if (mark.column == 1) block.clear();
    const std::size_t equals = text.find('=');
    const std::string_view name = trim(text.substr(0, equals));
    if (equals == std::string_view::npos && text.ends_with(':') &&
        is_gin_name(text.substr(0, text.size() - 1))) {
      block = std::string(text.substr(0, text.size() - 1)) + ".";
      continue;
    }
    if (equals == std::string_view::npos || !is_gin_name(name))
      return tl::unexpected(ParseError{mark, tr("`{line}` is not a binding of gin: `name.parameter = value`",
                                                {{"line", text.substr(0, 60)}})});
    Node key{Node::Kind::scalar, mark, "!", block + std::string(name), {}, {}};
    Node value = gin_value(text.substr(equals + 1), mark);
    const auto [known, is_new] = index.emplace(key.scalar, root.entries.size());
    if (is_new) {
      root.entries.emplace_back(std::move(key), std::move(value));
    } else {
      root.entries[known->second] = Node::Entry(std::move(key), std::move(value));
    }
  }
  if (lines.is_open()) return tl::unexpected(ParseError{{1, 1}, tr("a quote is not closed")});
  if (!bases.items.empty())
    root.entries.emplace_back(Node{Node::Kind::scalar, {1, 1}, "!", "_base_", {}, {}}, std::move(bases));
  return root;
}

}  // namespace expgate::content
