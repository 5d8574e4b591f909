#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "text/node.h"

namespace expgate::content {

// The tag of a value that Python computes: its scalar is the source.
inline constexpr std::string_view kComputed = "!python";
// That of a mapping of which more may be there than is known: its scalar is the source of the rest.
inline constexpr std::string_view kOpen = "!open";
// That of a mapping which takes no further keys: `config.lock()`.
inline constexpr std::string_view kLocked = "!locked";
// Those of keys at the root: whose value takes the place of what is inherited, instead of being laid on it;
// which are no name of the module, but one of a class or function in it; which get_config() returns.
inline constexpr std::string_view kReplaces = "!replaces";
inline constexpr std::string_view kInner = "!inner";
inline constexpr std::string_view kReturned = "!returned";

// `cfg.train["seed"]`, name by name.
using PythonPath = std::vector<std::string>;

// Returns a computed value, with the words for it.
text::Node computed_value(const text::Location& at, std::string words);

// Returns a mapping without keys, of which nothing else is known than the words for it.
text::Node open_mapping(const text::Location& at, std::string words);

// Puts `value` under `key` of a mapping, over what is there.
void set_entry(text::Node& mapping, text::Node key, text::Node value);

// Returns whether it is a value that can seed.
bool is_good_seed(const text::Node& value);

// The values that names of a Python config stand for, where two names may stand for the same mapping: what is
// changed under one of them is seen under the other.
class PythonObjects {
 public:
  // Returns what a further name for the value in `place` holds: a copy of what cannot change, else the same
  // object.
  text::Node alias(text::Node& place);

  // The same, but what is computed stays as it is.
  text::Node held(text::Node& place);

  // Returns the object that a value is.
  text::Node& object(text::Node& value);

  // Returns a copy: of the mapping alone, or of all that is in it.
  text::Node copy(text::Node& value, bool is_deep);

  // Returns the value at that path of nested mappings, or null.
  text::Node* find(text::Node& root, const PythonPath& path);

  // Puts `value` at that path, over what is there; false: a mapping on the way takes no further keys.
  bool assign(text::Node& root, const PythonPath& path, const text::Location& at, text::Node value);

  // Takes out what is at that path.
  void remove(text::Node& root, const PythonPath& path);

  // Makes each value in it one that is not certain.
  void doubt(text::Node& value, const std::string& words) { doubt(value, words, 0); }

  // Returns what is known of a value that is `one` or `other`.
  text::Node either(text::Node one, text::Node other, const std::string& words) {
    return either(std::move(one), std::move(other), words, 0);
  }

  // Puts each object in the place of what stands for it. An open mapping without keys is the name or the
  // computation that it came from.
  text::Node written_out(text::Node& value) { return written_out(value, 0); }

  // Says that names which are not known are those of a file that is inherited.
  void inherit() { inherits_ = true; }

  // Returns how many values the work has touched so far; over kMostNodes it ends.
  [[nodiscard]] std::size_t work() const { return work_; }

 private:
  void doubt(text::Node& value, const std::string& words, int depth);
  text::Node either(text::Node one, text::Node other, const std::string& words, int depth);
  text::Node written_out(text::Node& value, int depth);
  text::Node copied(text::Node& value, int depth);

  std::deque<text::Node> shared_;
  std::size_t work_ = 0;
  bool inherits_ = false;
};

}  // namespace expgate::content
