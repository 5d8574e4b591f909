#include <array>
#include <malloc.h>
#include <unordered_set>

#include "git/commit.h"
#include "git/repository_parts.h"
#include "git/tree_carry.h"

// What is made while history is written anew.
namespace expgate::git {

namespace {

using PackBuilderHandle = std::unique_ptr<git_packbuilder, Deleter<git_packbuilder_free>>;

git_object_t git_type_of(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::commit:
      return GIT_OBJECT_COMMIT;
    case ObjectKind::tree:
      return GIT_OBJECT_TREE;
    case ObjectKind::tag:
      return GIT_OBJECT_TAG;
    case ObjectKind::blob:
      break;
  }
  return GIT_OBJECT_BLOB;
}

}  // namespace

Result<void> Repository::Parts::hold_in_memory() {
  constexpr int kFirst = 1000;  // before any store on disk
  if (memory != nullptr) return {};
  git_odb_backend* made = nullptr;
  if (git_mempack_new(&made) != 0 || git_odb_add_backend(objects.store(), made, kFirst) != 0)
    return tl::unexpected(last_error(msgid("cannot keep new objects in memory: {reason}")));
  memory = made;
  return {};
}

// Past libgit2's own way, which looks through the whole store for each object before it believes that it is
// new.
Result<Oid> Repository::write(ObjectKind kind, std::string_view bytes) {
  TRY(parts_->hold_in_memory());
  const git_object_t type = git_type_of(kind);
  git_oid id;
  int error = git_odb_hash(&id, bytes.data(), bytes.size(), type, type_of(object_format()));
  const Oid oid = from_git(id);
  if (error == 0 && parts_->objects.is_made(oid)) return Oid(oid);
  if (error == 0) error = parts_->memory->write(parts_->memory, &id, bytes.data(), bytes.size(), type);
  if (error != 0) return tl::unexpected(last_error(msgid("cannot write an object: {reason}")));
  parts_->objects.add_made(oid, kind, std::string(bytes));
  return Oid(oid);
}

namespace {

// The objects that were made, from commits and tags down to blobs.
class Made {
 public:
  explicit Made(const Objects& objects) : objects_(objects) {}

  Result<void> add_root(const Oid& oid) {
    if (!add(oid)) return {};
    TRY_ASSIGN(const Type type, objects_.type(oid));
    if (type != Type::commit) return {};
    TRY_ASSIGN(const Object object, objects_.read(oid, Type::commit));
    TRY_ASSIGN(const Oid tree, parse_tree(oid, object.bytes()));
    return add_tree(tree);
  }

  [[nodiscard]] const std::vector<Oid>& list() const { return list_; }

 private:
  bool add(const Oid& oid) {
    if (!objects_.is_made(oid) || !known_.insert(oid).second) return false;
    list_.push_back(oid);
    return true;
  }

  // What is new lies below what is new.
  Result<void> add_tree(const Oid& tree) {
    if (!add(tree)) return {};
    TRY_ASSIGN(const Object object, objects_.read(tree, Type::tree));
    for (std::string_view bytes = object.bytes(); !bytes.empty();) {
      TRY_ASSIGN(const TreeEntry entry, parse_entry(tree, bytes));
      if (entry.is_tree())
        TRY(add_tree(entry.oid));
      else
        add(entry.oid);
      bytes.remove_prefix(entry.length);
    }
    return {};
  }

  const Objects& objects_;
  std::unordered_set<Oid, OidHash> known_;
  std::vector<Oid> list_;
};

}  // namespace

Result<void> Repository::keep_written(const std::vector<Oid>& roots) {
  Made made(parts_->objects);
  for (const Oid& root : roots) TRY(made.add_root(root));
  if (made.list().empty()) return {};
#ifdef __GLIBC__
  // The heap would be given back and asked for anew with each object.
  ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
  git_packbuilder* raw = nullptr;
  int error = git_packbuilder_new(&raw, parts_->handle.get());
  const PackBuilderHandle builder(raw);
  if (error == 0) git_packbuilder_set_threads(raw, 1);
  for (const Oid& oid : made.list()) {
    const git_oid id = to_git(oid);
    if (error == 0) error = git_packbuilder_insert(raw, &id, nullptr);
  }
  // What a ref is going to name must outlast a loss of power.
  git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
  if (error == 0) error = git_packbuilder_write(raw, nullptr, 0, nullptr, nullptr);
  git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 0);
  if (error != 0) return tl::unexpected(last_error(msgid("cannot write the new objects: {reason}")));
  return {};
}

Result<std::string> Repository::raw(const Oid& oid, ObjectKind kind) {
  TRY_ASSIGN(const Object object, parts_->objects.read(oid, kind));
  return std::string(object.bytes());
}

Result<Oid> Repository::carried_tree(const Oid& tree, const std::vector<CarriedParent>& parents,
                                     const CarriedFiles& replaced) {
  const WriteTree write_tree = [this](std::string_view bytes) { return write(ObjectKind::tree, bytes); };
  return git::carried_tree(parts_->objects, write_tree, tree, parents, replaced);
}

Result<bool> Repository::is_free(const Oid& tree, std::string_view path) {
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    TRY_ASSIGN(const auto above, file(tree, path.substr(0, slash)));
    if (above) return false;
  }
  TRY_ASSIGN(const auto entry, parts_->entry_at(tree, path));
  return !entry;
}

Result<std::optional<std::string>> Repository::merged_lines(const std::string& base, const std::string& ours,
                                                            const std::string& theirs) {
  std::array<git_merge_file_input, 3> sides{};
  const std::array<const std::string*, 3> texts{&base, &ours, &theirs};
  for (std::size_t i = 0; i < sides.size(); ++i) {
    git_merge_file_input_init(&sides[i], GIT_MERGE_FILE_INPUT_VERSION);
    sides[i].ptr = texts[i]->data();
    sides[i].size = texts[i]->size();
  }
  git_merge_file_result merged{};
  if (git_merge_file(&merged, sides.data(), &sides[1], &sides[2], nullptr) != 0)
    return tl::unexpected(last_error(msgid("cannot merge two versions of a file: {reason}")));
  std::optional<std::string> text;
  if (merged.automergeable != 0) text.emplace(merged.ptr, merged.len);
  git_merge_file_result_free(&merged);
  return text;
}

Result<Oid> Repository::edited_tree(const Oid& tree, const EditedFiles& files) {
  const WriteTree write_tree = [this](std::string_view bytes) { return write(ObjectKind::tree, bytes); };
  return git::edited_tree(parts_->objects, write_tree, tree, files);
}

}  // namespace expgate::git
