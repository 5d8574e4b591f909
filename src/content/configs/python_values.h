#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "content/configs/python_objects.h"
#include "content/python/syntax.h"
#include "text/node.h"

namespace expgate::content {

// Returns what a name or attribute stands for here, as a further name for it; nothing: that is not known.
using NamedValue = std::function<std::optional<text::Node>(const PythonPath& path, SyntaxNode at)>;

// Returns what a call of a function or method of the config itself returns, or nothing if it is none such.
using CalledValue = std::function<std::optional<text::Node>(SyntaxNode call)>;

// The values that a Python config writes: what is written out is read, what is computed is kept as its source
// with the tag kComputed, and a name that is not known is written as `${name}`, as it is elsewhere.
class PythonValues {
 public:
  PythonValues(PythonObjects& objects, std::string_view source, NamedValue named, CalledValue called);

  // Returns the value of an expression.
  text::Node value(SyntaxNode node) { return value(node, 0); }

  // Returns how many values have been read so far; one over kMostNodes ends the reading.
  [[nodiscard]] std::size_t count() const { return count_; }

  // Returns the arguments of a call: those with names as entries, the others as items. It is kOpen if there
  // may be more of them.
  text::Node arguments(SyntaxNode call) { return arguments(call, 0); }

 private:
  text::Node value(SyntaxNode node, int depth);
  text::Node number(SyntaxNode node) const;
  text::Node name(SyntaxNode node) const;
  text::Node items(SyntaxNode node, int depth);
  text::Node dictionary(SyntaxNode node, int depth);
  text::Node call(SyntaxNode node, int depth);
  text::Node call_of_call(SyntaxNode node, int depth);
  text::Node made(SyntaxNode node, std::string_view name, text::Node call);
  text::Node arguments(SyntaxNode call, int depth);
  void splat(SyntaxNode node, text::Node& into, int depth);

  PythonObjects& objects_;
  NamedValue named_;
  CalledValue called_;
  bool is_ml_collections_;  // whose ConfigDict takes a mapping, and no names
  bool interpolates_;       // `${name}` in a text means something to what reads the config
  std::size_t count_ = 0;
};

// Returns whether a function of that name makes nothing but a mapping of what it is given: dict, ConfigDict.
bool makes_mapping(std::string_view name);

// Returns whether a function of that name makes a mapping of its arguments with names: LazyCall(Model)(…).
bool takes_names(std::string_view name);

// Returns whether it is a whole number that is written out in decimals.
bool is_integer(const text::Node& node);

// Returns `one + other`, `-` or `*` for the operators `+=`, `-=` and `*=` of short numbers; else nothing.
std::optional<std::int64_t> combined(const text::Node& one, std::string_view sign, const text::Node& other);

}  // namespace expgate::content
