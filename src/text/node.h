#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace expgate::text {

// A place in a text, both from 1.
struct Location {
  int line = 0;
  int column = 0;
  int file = 0;  // which one, where a document is put together from several
};

// A value of a YAML, JSON or TOML document, with the place where it stands. Aliases are resolved: an aliased
// value is a copy of its anchor's, at the anchor's place.
struct Node {
  enum class Kind { null, scalar, sequence, mapping };
  struct Entry;

  Kind kind = Kind::null;
  Location mark;
  // As YAML gives it: "?" plain scalar, "!" quoted scalar, else the tag itself ("!include"); empty elsewhere.
  std::string tag;
  // The text of a scalar, unquoted; of a null in YAML the word for it, empty where there is none.
  std::string scalar;
  std::vector<Node> items;     // of a sequence
  std::vector<Entry> entries;  // of a mapping, in the order of the document

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  [[nodiscard]] bool is_sequence() const { return kind == Kind::sequence; }
  [[nodiscard]] bool is_mapping() const { return kind == Kind::mapping; }

  // Whether there is nothing where a value could stand: `key:` and no more.
  [[nodiscard]] bool is_left_out() const { return is_null() && scalar.empty(); }

  // Whether this is a scalar that the document quotes (so that "5" is a text and 5 a number).
  [[nodiscard]] bool is_quoted() const { return is_scalar() && tag == "!"; }

  // The value of an entry of a mapping by its key, or null if there is none (or this is no mapping).
  [[nodiscard]] const Node* find(std::string_view key) const;
};

// A key of a mapping and its value. (No std::pair: that asks for a complete Node, clang 14 says so.)
struct Node::Entry {
  Entry(Node key, Node value) : first(std::move(key)), second(std::move(value)) {}
  Node first;
  Node second;
};

// How many values a text of YAML or TOML has about, told by the characters that divide them, before it
// is read: a reader may take a thousand times the memory of what it reads.
std::size_t values_by_sight(std::string_view source);

}  // namespace expgate::text
