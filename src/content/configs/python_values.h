#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/python/syntax.h"
#include "text/node.h"

namespace expgate::content {

// The tag of a value that Python computes: its scalar is the source.
inline constexpr std::string_view kComputed = "!python";

// `cfg.train["seed"]`, name by name.
using PythonPath = std::vector<std::string>;

// Returns the value of what a name or attribute stands for here, or null if that is not known.
using NamedValue = std::function<const text::Node*(const PythonPath& path)>;

// The values that a Python config writes: what is written out is read, what is computed is kept as its source
// with the tag kComputed, and a name stands for what it was given, as `${name}` does elsewhere.
class PythonValues {
 public:
  explicit PythonValues(NamedValue named) : named_(std::move(named)) {}

  // Returns the value of an expression.
  text::Node value(SyntaxNode node) { return value(node, 0); }

  // Returns how many values have been read so far; one over kMostNodes ends the reading.
  [[nodiscard]] std::size_t count() const { return count_; }

  // Returns the arguments of a call: those with names as entries, the others as items.
  text::Node arguments(SyntaxNode call) { return arguments(call, 0); }

 private:
  text::Node value(SyntaxNode node, int depth);
  text::Node number(SyntaxNode node) const;
  text::Node name(SyntaxNode node) const;
  text::Node items(SyntaxNode node, int depth);
  text::Node dictionary(SyntaxNode node, int depth);
  text::Node call(SyntaxNode node, int depth);
  text::Node arguments(SyntaxNode call, int depth);
  void splat(SyntaxNode node, text::Node& into, int depth);

  NamedValue named_;
  std::size_t count_ = 0;
};

// Returns a computed value, with the words for it.
text::Node computed_value(const text::Location& at, std::string words);

// Puts `value` under `key` of a mapping, over what is there.
void set_entry(text::Node& mapping, text::Node key, text::Node value);

// Returns what is at that path of nested mappings, or null.
text::Node* find_path(text::Node& root, const PythonPath& path);

// Puts `value` at that path, over what is there. Where that is a mapping and the value is computed, another
// function most likely has a name of its own: `c = ConfigDict()`.
void assign_path(text::Node& root, const PythonPath& path, const text::Location& at, text::Node value);

// Takes out what is at that path.
void remove_path(text::Node& root, const PythonPath& path);

// Returns whether it is a whole number that is written out in decimals.
bool is_integer(const text::Node& node);

// Returns `one + other`, `-` or `*` for the operators `+=`, `-=` and `*=` of short numbers; else nothing.
std::optional<std::int64_t> combined(const text::Node& one, std::string_view sign, const text::Node& other);

}  // namespace expgate::content
