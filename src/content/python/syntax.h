#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "text/parse_error.h"

namespace expgate::content {

class Syntax;

// A node of a syntax tree: a view, which its Syntax has to outlive. Kinds and fields are those of
// tree-sitter's grammar of Python ("call", "argument_list"; "function", "arguments"). Comments and
// punctuation are left out; an operator is there, with its field.
class SyntaxNode {
 public:
  SyntaxNode() = default;

  // Whether there is a node at all.
  explicit operator bool() const { return syntax_ != nullptr; }

  // The rest may be asked of no node, too: it has no kind, no text and no children.
  [[nodiscard]] std::string_view kind() const;
  [[nodiscard]] bool is(std::string_view kind) const { return this->kind() == kind; }

  // What it is to its parent: "left" of an assignment; empty: nothing that has a name.
  [[nodiscard]] std::string_view field() const;

  // The source that it covers.
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] std::size_t begin() const;
  [[nodiscard]] std::size_t end() const;
  [[nodiscard]] text::Location location() const;

  [[nodiscard]] SyntaxNode parent() const;
  [[nodiscard]] SyntaxNode first_child() const;
  [[nodiscard]] SyntaxNode next() const;

  // The first child with that field, or no node.
  [[nodiscard]] SyntaxNode child(std::string_view field) const;

  // The node that stands behind this one and all within it in the order of the source, or no node.
  [[nodiscard]] SyntaxNode after() const;

  // All nodes of a tree are numbered in the order of the source, a parent before its children.
  [[nodiscard]] std::size_t number() const { return number_; }

  friend bool operator==(const SyntaxNode&, const SyntaxNode&) = default;

 private:
  friend class Syntax;
  SyntaxNode(const Syntax* syntax, std::uint32_t number) : syntax_(syntax), number_(number) {}

  const Syntax* syntax_ = nullptr;
  std::uint32_t number_ = 0;
};

// The children of a node, for a loop.
class SyntaxChildren {
 public:
  class Iterator {
   public:
    explicit Iterator(SyntaxNode node) : node_(node) {}
    SyntaxNode operator*() const { return node_; }
    Iterator& operator++() {
      node_ = node_.next();
      return *this;
    }
    bool operator!=(const Iterator& other) const { return node_ != other.node_; }

   private:
    SyntaxNode node_;
  };

  explicit SyntaxChildren(SyntaxNode parent) : parent_(parent) {}
  [[nodiscard]] Iterator begin() const { return Iterator(parent_.first_child()); }
  [[nodiscard]] Iterator end() const { return Iterator(SyntaxNode()); }

 private:
  SyntaxNode parent_;
};

inline SyntaxChildren children_of(SyntaxNode node) {
  return SyntaxChildren(node);
}

// The syntax of a Python file, as far as it can be read: a file with a mistake, or one over the limits, has
// the tree of what could be made out. The source has to outlive it.
class Syntax {
 public:
  // What one file may cost. A file that is deeper is cut there; one that is larger has no tree.
  static constexpr std::size_t kMostBytes = std::size_t{4} << 20;
  static constexpr std::size_t kMostNodes = 600'000;
  static constexpr int kMostDepth = 400;
  static constexpr std::int64_t kMostMemory = std::int64_t{24} << 20;  // while it is parsed

  // Parses a source. Never fails, never runs anything; error() says what is wrong with it.
  explicit Syntax(std::string_view source);
  Syntax(const Syntax&) = delete;  // its nodes point to it
  Syntax& operator=(const Syntax&) = delete;

  [[nodiscard]] std::string_view source() const { return source_; }
  [[nodiscard]] SyntaxNode root() const { return nodes_.empty() ? SyntaxNode() : SyntaxNode(this, 0); }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] SyntaxNode node(std::size_t number) const {
    return {this, static_cast<std::uint32_t>(number)};
  }

  // Why it is not Python to its end: a mistake of syntax, or a limit.
  [[nodiscard]] const std::optional<text::ParseError>& error() const { return error_; }

  // The line and column of an offset.
  [[nodiscard]] text::Location location(std::size_t offset) const;

 private:
  friend class SyntaxNode;
  friend class SyntaxReader;

  struct Record {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t parent = 0;
    std::uint32_t after = 0;  // the number of the node that stands behind it and all within it
    std::uint16_t kind = 0;
    std::uint16_t field = 0;
  };

  std::string_view source_;
  std::vector<Record> nodes_;
  std::vector<std::uint32_t> line_begins_;
  std::optional<text::ParseError> error_;
};

}  // namespace expgate::content
