#include "git/tree_carry.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "git/tree.h"
#include "git/tree_cursor.h"

namespace expgate::git {

namespace {

constexpr std::size_t kDeepestRewritten = 512;  // folders in a path

// Where git sorts an entry: as if a folder's name ended in '/' (base_name_compare in git's tree.c).
std::string sort_key(std::string_view name, bool is_tree) {
  std::string key(name);
  if (is_tree) key += '/';
  return key;
}

void append_entry(std::string& out, std::uint32_t mode, std::string_view name, const Oid& oid) {
  out += fmt::format("{:o} ", mode);
  out += name;
  out += '\0';
  out += oid.raw();
}

bool is_same(const TreeEntry& one, const TreeEntry& other) {
  return one.mode == other.mode && one.oid == other.oid;
}

Oid subtree_of(const std::optional<TreeEntry>& entry) {
  return entry ? entry->oid : Oid{};
}

class Carrier {
 public:
  Carrier(const Objects& objects, const WriteTree& write, const CarriedFiles& replaced)
      : objects_(objects), write_(write), replaced_(replaced) {}

  Result<Oid> folder(const Oid& tree, const std::vector<CarriedParent>& parents, std::size_t depth) {
    if (depth > kDeepestRewritten)
      return fail(tr("tree {oid} is nested deeper than {limit} folders",
                     {{"oid", tree.hex()}, {"limit", kDeepestRewritten}}));
    if (!is_replaced_below()) {
      if (const auto known = without_reading(tree, parents)) return Oid(*known);
    }
    std::vector<Cursor> before;
    std::vector<Cursor> now;
    for (const CarriedParent& parent : parents) {
      TRY_ASSIGN(Cursor old_tree, Cursor::open(objects_, parent.before));
      TRY_ASSIGN(Cursor new_tree, Cursor::open(objects_, parent.now));
      before.push_back(std::move(old_tree));
      now.push_back(std::move(new_tree));
    }
    TRY_ASSIGN(const Object object, objects_.read(tree, Type::tree));
    std::string carried;
    for (std::string_view bytes = object.bytes(); !bytes.empty();) {
      TRY_ASSIGN(const TreeEntry entry, parse_entry(tree, bytes));
      TRY(add(carried, entry, bytes.substr(0, entry.length), before, now, depth));
      bytes.remove_prefix(entry.length);
    }
    if (carried == object.bytes()) return Oid(tree);
    if (carried.empty()) return Oid{};
    return write_(carried);
  }

 private:
  [[nodiscard]] bool is_replaced_below() const {
    const auto next = replaced_.lower_bound(path_);
    return next != replaced_.end() && next->first.starts_with(path_);
  }

  // What becomes of a folder in which the commit changes nothing, or that no parent's rewriting has changed.
  static std::optional<Oid> without_reading(const Oid& tree, const std::vector<CarriedParent>& parents) {
    const CarriedParent* inherited = nullptr;
    bool is_touched = false;
    for (const CarriedParent& parent : parents) {
      is_touched = is_touched || parent.before != parent.now;
      if (parent.before != tree) continue;
      if (parent.now == tree) return tree;
      if (inherited == nullptr) inherited = &parent;
    }
    if (!is_touched) return tree;
    return inherited == nullptr ? std::nullopt : std::optional(inherited->now);
  }

  Result<void> add(std::string& carried, const TreeEntry& entry, std::string_view raw,
                   std::vector<Cursor>& before, std::vector<Cursor>& now, std::size_t depth) {
    if (entry.is_tree()) return add_folder(carried, entry, raw, before, now, depth);
    const auto replacement = replaced_.find(path_ + std::string(entry.name));
    if (replacement != replaced_.end() && replacement->second) {
      append_entry(carried, replacement->second->mode, entry.name, replacement->second->oid);
      return {};
    }
    const bool is_left_out = replacement != replaced_.end();
    std::optional<TreeEntry> other;  // what became of it in the first parent that it may be taken from
    bool is_inherited = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
      TRY_ASSIGN(const auto was, before[i].find(entry));
      TRY_ASSIGN(const auto is, now[i].find(entry));
      const bool has_it = was && is_same(*was, entry);
      if (has_it && is && is_same(*is, entry)) {  // it got in by another way
        carried += raw;
        return {};
      }
      if (has_it || (is_left_out && is)) {
        if (!is_inherited) other = is;
        is_inherited = true;
      }
    }
    if (!is_inherited && !is_left_out) carried += raw;
    if (is_inherited && other) append_entry(carried, other->mode, entry.name, other->oid);
    return {};
  }

  Result<void> add_folder(std::string& carried, const TreeEntry& entry, std::string_view raw,
                          std::vector<Cursor>& before, std::vector<Cursor>& now, std::size_t depth) {
    std::vector<CarriedParent> parents;
    for (std::size_t i = 0; i < before.size(); ++i) {
      TRY_ASSIGN(const auto was, before[i].find(entry));
      TRY_ASSIGN(const auto is, now[i].find(entry));
      parents.push_back({subtree_of(was), subtree_of(is)});
    }
    const std::size_t length = path_.size();
    path_.append(entry.name).append("/");
    TRY_ASSIGN(const Oid now_tree, folder(entry.oid, parents, depth + 1));
    path_.resize(length);
    if (now_tree == entry.oid)
      carried += raw;
    else if (!now_tree.is_zero())
      append_entry(carried, entry.mode, entry.name, now_tree);
    return {};
  }

  const Objects& objects_;
  const WriteTree& write_;
  const CarriedFiles& replaced_;
  std::string path_;  // of the folder, with a final '/'; empty: the root
};

// One folder as a table, by the order of a tree.
struct Entry {
  std::uint32_t mode = 0;
  std::string name;
  Oid oid;
};
using Folder = std::map<std::string, Entry>;

using EditedRange = std::pair<EditedFiles::const_iterator, EditedFiles::const_iterator>;

class Editor {
 public:
  Editor(const Objects& objects, const WriteTree& write) : objects_(objects), write_(write) {}

  // `files` are those below the folder, whose path has that many bytes with its final '/'.
  Result<Oid> folder(const Oid& tree, EditedRange files, std::size_t prefix) {
    TRY_ASSIGN(Folder entries, read(tree));
    const auto name_of = [&](EditedFiles::const_iterator file) {
      return std::string_view(file->first).substr(prefix);
    };
    // What goes makes room for what comes: files, then whole folders, may change places.
    for (auto at = files.first; at != files.second; ++at)
      if (!at->second && name_of(at).find('/') == std::string_view::npos)
        entries.erase(std::string(name_of(at)));
    for (auto at = files.first; at != files.second;) {
      const std::string_view rest = name_of(at);
      const std::size_t slash = rest.find('/');
      if (slash == std::string_view::npos) {
        ++at;
        continue;
      }
      const std::string_view below = std::string_view(at->first).substr(0, prefix + slash + 1);
      const auto end =
          std::find_if(at, files.second, [&](const auto& file) { return !file.first.starts_with(below); });
      TRY(edit_folder(entries, std::string(rest.substr(0, slash)), {at, end}, below.size()));
      at = end;
    }
    for (auto at = files.first; at != files.second; ++at)
      if (at->second && name_of(at).find('/') == std::string_view::npos)
        put(entries, name_of(at), *at->second);
    std::string bytes;
    for (const auto& [key, entry] : entries) append_entry(bytes, entry.mode, entry.name, entry.oid);
    if (bytes.empty()) return Oid{};
    return write_(bytes);
  }

 private:
  Result<Folder> read(const Oid& tree) {
    Folder entries;
    if (tree.is_zero()) return entries;
    TRY_ASSIGN(const Object object, objects_.read(tree, Type::tree));
    for (std::string_view bytes = object.bytes(); !bytes.empty();) {
      TRY_ASSIGN(const TreeEntry entry, parse_entry(tree, bytes));
      entries.insert(
          {sort_key(entry.name, entry.is_tree()), {entry.mode, std::string(entry.name), entry.oid}});
      bytes.remove_prefix(entry.length);
    }
    return entries;
  }

  static void put(Folder& entries, std::string_view name, const FileEntry& file) {
    if (entries.contains(sort_key(name, true))) return;
    entries[std::string(name)] = {file.mode, std::string(name), file.oid};
  }

  Result<void> edit_folder(Folder& entries, const std::string& name, EditedRange files, std::size_t prefix) {
    const std::string key = sort_key(name, true);
    const auto known = entries.find(key);
    if (known == entries.end() && entries.contains(name)) return {};
    TRY_ASSIGN(const Oid edited, folder(known == entries.end() ? Oid{} : known->second.oid, files, prefix));
    if (edited.is_zero())
      entries.erase(key);
    else
      entries[key] = {kModeTree, name, edited};
    return {};
  }

  const Objects& objects_;
  const WriteTree& write_;
};

}  // namespace

Result<Oid> carried_tree(const Objects& objects, const WriteTree& write, const Oid& tree,
                         const std::vector<CarriedParent>& parents, const CarriedFiles& replaced) {
  return Carrier(objects, write, replaced).folder(tree, parents, 0);
}

Result<Oid> edited_tree(const Objects& objects, const WriteTree& write, const Oid& tree,
                        const EditedFiles& files) {
  if (files.empty()) return Oid(tree);
  return Editor(objects, write).folder(tree, {files.begin(), files.end()}, 0);
}

}  // namespace expgate::git
