#include "git/tree_merge.h"

#include <array>
#include <map>
#include <optional>
#include <set>

#include <fmt/core.h>

#include "git/tree.h"

namespace expgate::git {

namespace {

constexpr int kMostFolders = 256;  // folders

enum Side : std::size_t { base, ours, theirs };

struct Leaf {
  std::uint32_t mode = 0;
  Oid oid;
  bool operator==(const Leaf&) const = default;
};

// What the three trees have under one name; in the order of a tree, where a folder's name ends in '/'.
using Versions = std::array<std::optional<Leaf>, 3>;
using Rows = std::map<std::string, Versions>;

class Merger {
 public:
  Merger(const Objects& objects, git_odb* odb) : objects_(objects), odb_(odb) {}

  // The merged tree; nothing: a conflict. A zero oid is an empty tree, and so is the result where nothing is
  // left.
  Result<std::optional<Oid>> merge(const std::array<Oid, 3>& trees, int depth) {
    if (trees[ours] == trees[theirs] || trees[base] == trees[theirs]) return std::optional<Oid>(trees[ours]);
    if (trees[base] == trees[ours]) return std::optional<Oid>(trees[theirs]);
    if (depth > kMostFolders) return std::optional<Oid>{};
    Rows rows;
    for (const Side side : {base, ours, theirs}) {
      TRY_ASSIGN(const bool is_sound, read(trees[side], side, rows));
      if (!is_sound) return std::optional<Oid>{};
    }
    std::string merged;
    std::set<std::string_view> names;
    for (const auto& [key, versions] : rows) {
      const bool is_tree = key.ends_with('/');
      TRY_ASSIGN(const auto leaf, is_tree ? merge_folders(versions, depth) : merge_files(versions));
      if (!leaf) return std::optional<Oid>{};
      if (leaf->oid.is_zero()) continue;
      const std::string_view name = std::string_view(key).substr(0, key.size() - (is_tree ? 1 : 0));
      if (!names.insert(name).second) return std::optional<Oid>{};  // a file and a folder
      merged += fmt::format("{:o} {}", leaf->mode, name);
      merged += '\0';
      merged.append(leaf->oid.raw());
    }
    return write(merged);
  }

 private:
  // Adds the tree's entries; false where a name stands twice.
  Result<bool> read(const Oid& tree, Side side, Rows& rows) {
    if (tree.is_zero()) return true;
    TRY_ASSIGN(const Object object, objects_.read(tree, Type::tree));
    for (std::string_view bytes = object.bytes(); !bytes.empty();) {
      TRY_ASSIGN(const TreeEntry entry, parse_entry(tree, bytes));
      auto& place = rows[std::string(entry.name) + (entry.is_tree() ? "/" : "")][side];
      if (place) return false;
      place = Leaf{entry.mode, entry.oid};
      bytes.remove_prefix(entry.length);
    }
    return true;
  }

  // The version that counts, with a zero oid where that is none; nothing: both sides changed it.
  static Result<std::optional<Leaf>> merge_files(const Versions& versions) {
    if (versions[ours] == versions[theirs] || versions[base] == versions[theirs])
      return std::optional<Leaf>(versions[ours].value_or(Leaf{}));
    if (versions[base] == versions[ours]) return std::optional<Leaf>(versions[theirs].value_or(Leaf{}));
    return std::optional<Leaf>{};
  }

  Result<std::optional<Leaf>> merge_folders(const Versions& versions, int depth) {
    std::array<Oid, 3> trees;
    for (const Side side : {base, ours, theirs}) trees[side] = versions[side].value_or(Leaf{}).oid;
    TRY_ASSIGN(const auto tree, merge(trees, depth + 1));
    if (!tree) return std::optional<Leaf>{};
    return std::optional<Leaf>(Leaf{kModeTree, *tree});
  }

  Result<std::optional<Oid>> write(const std::string& tree) {
    if (tree.empty()) return std::optional<Oid>(Oid{});
    git_oid oid;
    if (git_odb_write(&oid, odb_, tree.data(), tree.size(), GIT_OBJECT_TREE) != 0)
      return tl::unexpected(last_error(msgid("cannot write the merged tree: {reason}")));
    return std::optional<Oid>(from_git(oid));
  }

  const Objects& objects_;
  git_odb* odb_;
};

}  // namespace

Result<std::optional<Oid>> merge_trees(const Objects& objects, git_odb* odb, const Oid& base, const Oid& ours,
                                       const Oid& theirs) {
  TRY_ASSIGN(const auto tree, Merger(objects, odb).merge({base, ours, theirs}, 0));
  if (tree && tree->is_zero()) return std::optional<Oid>{};  // left to the real merge, like all that is odd
  return tree;
}

}  // namespace expgate::git
