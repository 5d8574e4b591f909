#include "git/index_diff.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "git/tree.h"

namespace expgate::git {

namespace {

// A mode as git takes it from a tree (canon_mode() in its cache.h): old ones say more.
std::uint32_t canonical(std::uint32_t mode) {
  constexpr std::uint32_t kOwnerExecutes = 0100;
  switch (kind_of_mode(mode)) {
    case kind_of_mode(kModeFile):
      return (mode & kOwnerExecutes) != 0 ? kModeExecutable : kModeFile;
    case kModeSymlink:
    case kModeTree:
      return kind_of_mode(mode);
    default:
      return kModeSubmodule;
  }
}

// The entries of a tree, one after the other.
class TreeEntries {
 public:
  TreeEntries(const Oid& tree, Object object)
      : tree_(tree), object_(std::move(object)), rest_(object_.bytes()) {}

  // False: the tree is damaged, or not in its order.
  bool next() {
    const TreeEntry previous = entry_;
    rest_.remove_prefix(entry_.length);
    if (at_end()) return true;
    auto read = parse_entry(tree_, rest_);
    if (!read) return false;
    entry_ = *read;
    const bool is_name = !entry_.name.empty() && entry_.name.find('/') == std::string_view::npos;
    return is_name && (previous.length == 0 || compare_names(previous, entry_) < 0);
  }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] const TreeEntry& entry() const { return entry_; }

 private:
  Oid tree_;
  Object object_;
  std::string_view rest_;
  TreeEntry entry_;
};

// Goes through a tree and the index side by side. Whatever answers false is left to git.
class IndexDiffer {
 public:
  IndexDiffer(const Objects& objects, const IndexFile& index) : objects_(objects), index_(index) {}

  bool run(const Oid& tree) {
    const bool is_read = folder(tree, &index_.tree(), 0);
    return is_read && at_ == index_.size();
  }

  std::vector<StagedChange> take() { return std::move(changes_); }

 private:
  // The folder of which all paths begin with `folder_`, from where the index is at.
  bool folder(const Oid& tree, const CachedTree* cached, std::size_t depth) {
    constexpr std::size_t kDeepest = 512;
    if (depth > kDeepest) return false;
    if (cached != nullptr && cached->oid == tree) return pass_over(cached->entries);
    Object object;
    if (!tree.is_zero() && tree != Oid::empty_tree(objects_.format())) {
      auto read = objects_.read(tree, Type::tree);
      if (!read) return false;
      object = *std::move(read);
    }
    TreeEntries theirs(tree, std::move(object));
    if (!theirs.next()) return false;
    while (true) {
      const std::optional<TreeEntry> mine = staged_here();
      if (!mine && theirs.at_end()) return true;
      const int order = !mine ? 1 : theirs.at_end() ? -1 : compare_names(*mine, theirs.entry());
      const TreeEntry* before = order >= 0 ? &theirs.entry() : nullptr;
      if (!entry(order <= 0 ? &*mine : nullptr, before, cached, depth)) return false;
      if (before != nullptr && !theirs.next()) return false;
    }
  }

  // What is staged at a name, and what the tree has there: of one kind, one of them may be null.
  bool entry(const TreeEntry* mine, const TreeEntry* before, const CachedTree* cached, std::size_t depth) {
    const TreeEntry& either = mine != nullptr ? *mine : *before;
    if (either.is_tree()) {
      const std::size_t length = folder_.size();
      const CachedTree* below = cached != nullptr && mine != nullptr ? cached->folder(either.name) : nullptr;
      folder_.append(either.name) += '/';
      if (!folder(before != nullptr ? before->oid : Oid{}, below, depth + 1)) return false;
      folder_.resize(length);
      return true;
    }
    const std::uint32_t old_mode = before != nullptr ? canonical(before->mode) : 0;
    StagedChange change{{folder_ + std::string(either.name), 0, Oid::zero(objects_.format()), old_mode},
                        true};
    if (mine != nullptr) {
      change.file.mode = mine->mode;
      change.file.oid = mine->oid;
      change.is_removed = false;
      const bool is_in_order = at_ == 0 || index_.path(at_ - 1) < index_.path(at_);
      if (!is_in_order) return false;
      ++at_;
      if (before != nullptr && before->oid == mine->oid && old_mode == mine->mode) return true;
    }
    changes_.push_back(std::move(change));
    return true;
  }

  // The file or folder that the index is at; nothing where it has left this folder.
  [[nodiscard]] std::optional<TreeEntry> staged_here() const {
    if (at_ == index_.size() || !index_.path(at_).starts_with(folder_)) return std::nullopt;
    const std::string_view below = index_.path(at_).substr(folder_.size());
    const std::size_t slash = below.find('/');
    TreeEntry entry;
    entry.name = below.substr(0, slash);
    entry.mode = slash == std::string_view::npos ? index_.mode(at_) : kModeTree;
    if (slash == std::string_view::npos) entry.oid = index_.oid(at_);
    return entry;
  }

  // So many entries of this folder, and of no other.
  bool pass_over(std::size_t entries) {
    if (entries == 0 || entries > index_.size() - at_) return entries == 0;
    const bool are_here =
        index_.path(at_).starts_with(folder_) && index_.path(at_ + entries - 1).starts_with(folder_);
    at_ += entries;
    const bool is_left = at_ == index_.size() || folder_.empty() || !index_.path(at_).starts_with(folder_);
    return are_here && is_left;
  }

  const Objects& objects_;
  const IndexFile& index_;
  std::size_t at_ = 0;  // the entry that the index is at
  std::string folder_;  // with its final '/', or empty
  std::vector<StagedChange> changes_;
};

}  // namespace

std::optional<std::vector<StagedChange>> staged_changes(const Objects& objects, const IndexFile& index,
                                                        const Oid& tree) {
  IndexDiffer differ(objects, index);
  if (!differ.run(tree)) return std::nullopt;
  return differ.take();
}

}  // namespace expgate::git
