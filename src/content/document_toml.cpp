#include <algorithm>
#include <optional>
#include <sstream>
#include <tuple>

#include <fmt/core.h>

// The parser asserts what a file decides: `[=` ends a debug build, and in a release the compiler may assume
// that it does not happen. Without both it goes on to its own error.
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_MAX_NESTED_VALUES 64
#include <toml++/toml.h>

#include "content/document_formats.h"

namespace expgate::content {

namespace {

using text::Mark;
using text::Node;

Mark mark_of(const toml::source_region& region) {
  return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

// The place of a dotted key with more parts than levels are allowed, or nothing. The parser would build a
// table in a table for each part and take them down again by recursion: a long enough key ends the program.
std::optional<Mark> endless_key(std::string_view source) {
  int line = 1;
  int parts = 0;
  bool comment = false;
  for (std::size_t at = 0; at < source.size(); ++at) {
    const char c = source[at];
    if (c == '\n') {
      ++line;
      comment = false;
    }
    if (c == '#') comment = true;
    if (c == '\n' || c == ',' || c == '=' || c == '[' || c == ']' || c == '{' || c == '}' || comment)
      parts = 0;
    if (c == '.' && !comment && at + 1 < source.size() && source[at + 1] != '.' && ++parts > kMostDepth) {
      return Mark{line, 1};
    }
  }
  return std::nullopt;
}

// A table's values have lost the order of the document: it is that of their places.
bool stands_before(const std::pair<Node, Node>& one, const std::pair<Node, Node>& other) {
  return std::tie(one.first.mark.line, one.first.mark.column) <
         std::tie(other.first.mark.line, other.first.mark.column);
}

std::string float_text(double value) {
  std::string digits = fmt::format("{}", value);
  if (digits.find_first_of(".eni") == std::string::npos) digits += ".0";
  return digits;
}

template <typename T>
std::string printed(const toml::value<T>& value) {
  std::ostringstream out;
  out << value.get();
  return out.str();
}

Node node_of(const toml::node& value) {
  Node node{Node::Kind::scalar, mark_of(value.source()), "?", {}, {}, {}};
  if (const auto* table = value.as_table()) {
    node.kind = Node::Kind::mapping;
    for (const auto& [key, item] : *table) {
      Node name{Node::Kind::scalar, mark_of(key.source()), "!", std::string(key.str()), {}, {}};
      node.entries.emplace_back(std::move(name), node_of(item));
    }
    std::stable_sort(node.entries.begin(), node.entries.end(), stands_before);
  } else if (const auto* array = value.as_array()) {
    node.kind = Node::Kind::sequence;
    for (const auto& item : *array) node.items.push_back(node_of(item));
  } else if (const auto* text = value.as_string()) {
    node.tag = "!";
    node.scalar = text->get();
  } else if (const auto* integer = value.as_integer()) {
    node.scalar = std::to_string(integer->get());
  } else if (const auto* real = value.as_floating_point()) {
    node.scalar = float_text(real->get());
  } else if (const auto* boolean = value.as_boolean()) {
    node.scalar = boolean->get() ? "true" : "false";
  } else if (const auto* date = value.as_date()) {
    node.scalar = printed(*date);
  } else if (const auto* time = value.as_time()) {
    node.scalar = printed(*time);
  } else if (const auto* moment = value.as_date_time()) {
    node.scalar = printed(*moment);
  }
  return node;
}

}  // namespace

Document read_toml(std::string_view source) {
  if (const auto place = endless_key(source)) {
    return tl::unexpected(Flaw{*place, fmt::format("nested deeper than {} levels", kMostDepth)});
  }
  const toml::parse_result parsed = toml::parse(source);
  if (!parsed) {
    return tl::unexpected(Flaw{mark_of(parsed.error().source()), std::string(parsed.error().description())});
  }
  return node_of(parsed.table());
}

}  // namespace expgate::content
