#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "git/objects.h"
#include "git/shared_entries.h"
#include "git/tree_entry.h"

namespace expgate::git {

// Goes through the entries of one tree in their order. Errors are those of a tree that cannot be read.
class Cursor {
 public:
  static Result<Cursor> open(const Objects& objects, const Oid& oid) {
    Cursor cursor;
    cursor.tree_ = oid;
    if (oid.is_zero()) return cursor;
    TRY_ASSIGN(Object object, objects.read(oid, Type::tree));
    cursor.object_.emplace(std::move(object));
    cursor.rest_ = cursor.object_->bytes();
    TRY(cursor.read());
    return cursor;
  }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] const TreeEntry& entry() const { return entry_; }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  Result<void> advance(std::size_t bytes) {
    rest_.remove_prefix(bytes);
    return read();
  }
  Result<void> advance() { return advance(entry_.length); }

  // Goes on to where that entry of another tree would be. Returns whether there is one of its name and kind.
  Result<bool> go_to(const TreeEntry& wanted) {
    const std::string_view from_name(wanted.name.data(),
                                     wanted.name.size() + 1 + raw_size(wanted.oid.format));
    while (!at_end()) {
      const int order = compare_names(entry_, wanted);
      if (order >= 0) return order == 0;
      TRY(advance());
      const std::size_t before = surely_before(rest_, from_name, tree_.format);
      if (before > 0) TRY(advance(before));
    }
    return false;
  }

  // The same; returns the entry, or nothing.
  Result<std::optional<TreeEntry>> find(const TreeEntry& wanted) {
    TRY_ASSIGN(const bool has_it, go_to(wanted));
    return has_it ? std::optional(entry_) : std::nullopt;
  }

 private:
  Result<void> read() {
    if (!rest_.empty() && !read_entry(rest_, tree_.format, entry_)) return damaged_tree(tree_);
    return {};
  }

  Oid tree_;
  std::optional<Object> object_;
  std::string_view rest_;
  TreeEntry entry_;
};

}  // namespace expgate::git
