#include <algorithm>
#include <utility>

#include "git/inverse.h"
#include "git/repository_parts.h"
#include "git/staged.h"

// What files there are: in commits, in trees, in the index.
namespace expgate::git {

namespace {

// Split and sparse indexes are beyond libgit2, but not beyond git.
Result<std::optional<Oid>> staged_as_git_sees_it(const std::string& path) {
  TRY_ASSIGN(const auto entries, staged_entries({"git"}, {"--", ":(top,literal)" + path}));
  return entries.empty() ? std::nullopt : std::optional<Oid>(entries.front().oid);
}

}  // namespace

Result<std::vector<File>> Repository::introduced(const Commit& commit) {
  if (parts_->prefetcher)
    if (auto foreseen = parts_->prefetcher->take(commit.oid)) return *std::move(foreseen);
  return introduced_by(parts_->objects, commit.tree, commit.parents);
}

Result<void> Repository::expect_introduced(std::span<const Oid> commits) {
  constexpr std::size_t kMany = 100;  // below, the thread is not worth its start
  // One that is missing may be fetched: that is for one thread at a time.
  if (commits.size() < kMany || parts_->objects.fetches_missing()) return {};
  TRY_ASSIGN(Objects objects, parts_->objects.for_another_thread(parts_->handle.get()));
  parts_->prefetcher.emplace(std::move(objects), std::vector<Oid>(commits.begin(), commits.end()));
  return {};
}

Result<std::vector<File>> Repository::changed(const Oid& tree, const Oid& base) {
  TRY_ASSIGN(std::vector<File> files, differing(parts_->objects, tree, {base}));
  std::erase_if(files, [](const File& file) { return file.is_name_only; });
  return files;
}

Result<std::vector<File>> Repository::files(const Oid& tree, const text::GlobSet& wanted) {
  std::vector<File> files;
  TRY(visit_files(tree, wanted, [&](std::string_view path, std::uint32_t mode, const Oid& oid) {
    files.push_back({std::string(path), mode, oid});
  }));
  return files;
}

Result<void> Repository::visit_files(const Oid& tree, const text::GlobSet& wanted, const VisitFile& visit) {
  return git::visit_files(parts_->objects, tree, wanted, visit);
}

// The entry at `path`, a folder or a file.
Result<std::optional<TreeEntry>> Repository::Parts::entry_at(Oid folder, std::string_view path) const {
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    TRY_ASSIGN(const Object object, objects.read(folder, Type::tree));
    std::optional<TreeEntry> found;
    for (std::string_view bytes = object.bytes(); !bytes.empty() && !found;) {
      TRY_ASSIGN(const TreeEntry entry, parse_entry(folder, bytes));
      if (entry.name == name) found = entry;
      bytes.remove_prefix(entry.length);
    }
    if (found) found->name = name;  // whose bytes stay when the object goes
    if (!found || slash == std::string_view::npos) return found;
    if (!found->is_tree()) return std::optional<TreeEntry>{};
    folder = found->oid;
    path.remove_prefix(slash + 1);
  }
}

Result<std::optional<File>> Repository::file(const Oid& tree, std::string_view path) {
  TRY_ASSIGN(const auto entry, parts_->entry_at(tree, path));
  if (!entry || entry->is_tree()) return std::optional<File>{};
  return std::optional<File>(File{std::string(path), entry->mode, entry->oid});
}

Result<std::vector<std::string>> Repository::names(const Oid& tree, std::string_view folder) {
  Oid found = tree;
  if (!folder.empty() && !tree.is_zero()) {
    TRY_ASSIGN(const auto entry, parts_->entry_at(tree, folder.substr(0, folder.size() - 1)));
    found = entry && entry->is_tree() ? entry->oid : Oid{};
  }
  std::vector<std::string> names;
  if (found.is_zero()) return names;
  TRY_ASSIGN(const Object object, parts_->objects.read(found, Type::tree));
  for (std::string_view bytes = object.bytes(); !bytes.empty();) {
    TRY_ASSIGN(const TreeEntry entry, parse_entry(found, bytes));
    names.emplace_back(entry.name);
    bytes.remove_prefix(entry.length);
  }
  return names;
}

Result<std::optional<Oid>> Repository::folder(const Oid& tree, std::string_view path) {
  TRY_ASSIGN(const auto entry, parts_->entry_at(tree, path));
  return entry && entry->is_tree() ? std::optional(entry->oid) : std::nullopt;
}

Result<bool> Repository::inverts_ancestor(const Commit& commit) {
  return parts_->with_remedy(git::inverts_ancestor(parts_->objects, commit));
}

Result<bool> Repository::changes_no_more_files(const Commit& one, const Commit& other) {
  return git::changes_no_more_files(parts_->objects, one, other);
}

Result<std::vector<Oid>> Repository::folders(const Oid& tree) {
  TRY_ASSIGN(const Object object, parts_->objects.read(tree, Type::tree));
  std::vector<Oid> folders;
  for (std::string_view bytes = object.bytes(); !bytes.empty();) {
    TRY_ASSIGN(const TreeEntry entry, parse_entry(tree, bytes));
    if (entry.is_tree()) folders.push_back(entry.oid);
    bytes.remove_prefix(entry.length);
  }
  return folders;
}

Result<std::uint64_t> Repository::header_size(const QuarantinedObject& object) {
  const Type type = object.kind == ObjectKind::tag ? Type::tag : Type::commit;
  TRY_ASSIGN(const Object read, parts_->objects.read(object.oid, type));
  return std::min(read.bytes().find("\n\n"), read.bytes().size());
}

Result<std::optional<Oid>> Repository::staged(const std::string& path) {
  git_index* raw = nullptr;
  if (git_repository_index(&raw, parts_->handle.get()) != 0) return staged_as_git_sees_it(path);
  const IndexHandle index(raw);
  const git_index_entry* entry = git_index_get_bypath(raw, path.c_str(), 0);
  if (entry == nullptr) return std::optional<Oid>{};
  return std::optional<Oid>(from_git(entry->id));
}

}  // namespace expgate::git
