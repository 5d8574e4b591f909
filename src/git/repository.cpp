#include "git/repository.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/environment.h"
#include "base/files.h"
#include "base/strings.h"
#include "git/commit.h"
#include "git/extensions.h"
#include "git/no_repository.h"
#include "git/quarantine.h"
#include "git/repository_parts.h"
#include "git/walk.h"

namespace expgate::git {

namespace {

Result<std::vector<Oid>> parse_shallow(const std::string& text) {
  std::vector<Oid> commits;
  for (const std::string_view line : lines(text)) {
    const auto oid = Oid::parse(line);
    if (!oid)
      return fail(tr("a line of the repository's file `shallow` is not an object ID"), tr("run `git fsck`"));
    commits.push_back(*oid);
  }
  return commits;
}

// The commits whose parents a shallow clone lacks.
Result<std::vector<Oid>> read_shallow(const std::string& path) {
  const auto text = read_file(path);
  if (text) return parse_shallow(*text);
  if (is_not_there(text.error())) return std::vector<Oid>{};
  return fail(tr("cannot read `{file}`: {reason}",
                 {{"file", LocalFile{path}}, {"reason", verbatim(text.error().message())}}));
}

// The path as libgit2 has it: without links, with a final '/'. Unchanged if there is no such folder.
std::string absolute(const std::string& folder) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::canonical(folder, error);
  std::string text = error ? folder : path.string();
  if (!text.empty() && !text.ends_with('/')) text += '/';
  return text;
}

}  // namespace

Repository::Repository(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Repository::~Repository() = default;

std::string Repository::common_folder_here() {
  std::string folder = environment("GIT_DIR");
  if (folder.empty()) {
    git_buf found{};
    if (git_repository_discover(&found, ".", 0, nullptr) == 0) folder = found.ptr;
    git_buf_dispose(&found);
  }
  if (!folder.empty() && !folder.ends_with('/')) folder += '/';
  const auto common = read_file(folder + "commondir");  // of a linked work tree
  if (!common) return absolute(folder);
  const std::string shared(trim(*common));
  return absolute(shared.starts_with('/') ? shared : folder + shared);
}

Result<std::unique_ptr<Repository>> Repository::open_from_environment() {
  // With a namespace the names of refs are not those that they have in the repository, and several
  // repositories' refs lie in one store: nothing that is asked of them would be answered right.
  if (const std::string name = environment("GIT_NAMESPACE"); !name.empty())
    return fail(tr("the repository shares its object store with others (`GIT_NAMESPACE` is `{namespace}`)",
                   {{"namespace", name}}),
                tr("namespaces are not supported: give each repository its own store, and use alternates for "
                   "shared objects"));
  initialise();
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, nullptr, GIT_REPOSITORY_OPEN_FROM_ENV, nullptr) != 0) {
    if (std::optional<Error> none = no_repository(".")) return tl::unexpected(*std::move(none));
    Error error = last_error(msgid("cannot open the repository: {reason}"));
    return tl::unexpected(explain_opening(std::move(error), common_folder_here()));
  }
  auto parts = std::make_unique<Parts>();
  parts->handle.reset(raw);
  TRY_SET(parts->objects, Objects::open_from_environment(raw));
  return make(std::move(parts));
}

Result<std::unique_ptr<Repository>> Repository::open(const std::string& path) {
  initialise();
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0) {
    Error error = last_error(msgid("cannot open the repository: {reason}"));
    return tl::unexpected(explain_opening(std::move(error), path + "/"));
  }
  auto parts = std::make_unique<Parts>();
  parts->handle.reset(raw);
  TRY_SET(parts->objects, Objects::open(raw));
  return make(std::move(parts));
}

Result<std::unique_ptr<Repository>> Repository::make(std::unique_ptr<Parts> parts) {
  std::unique_ptr<Repository> repository(new Repository(std::move(parts)));
  Parts& made = *repository->parts_;
  const GitFolders folders{repository->git_folder(), repository->common_folder()};
  TRY_ASSIGN(made.shallow, read_shallow(folders.common + "shallow"));
  TRY_ASSIGN(const RefStorage storage, ref_storage(folders.common));
  const ObjectFormat format = made.objects.format();
  made.refs =
      storage == RefStorage::files ? files_ref_store(folders, format) : reftable_ref_store(folders, format);
  made.has_reftables = storage == RefStorage::reftable;
  return repository;
}

void Repository::judge_as_remote(std::string remote, IsExisting is_existing, std::string default_branch) {
  parts_->remote = std::move(remote);
  parts_->is_existing = std::move(is_existing);
  parts_->default_branch = std::move(default_branch);
}

void Repository::judge_by_refs(std::vector<std::pair<std::string, Oid>> refs) {
  parts_->remote_refs = std::move(refs);
}

void Repository::set_remedy(Text cut_off, Text missing) {
  parts_->remedy = std::move(cut_off);
  parts_->objects.set_remedy(std::move(missing));
}

void Repository::fetch_missing() {
  parts_->objects.fetch_missing();
}

bool Repository::has(const Oid& oid) const {
  return parts_->objects.exists(oid);
}

ObjectFormat Repository::object_format() const {
  return parts_->objects.format();
}

std::string Repository::git_folder() const {
  return git_repository_path(parts_->handle.get());
}

std::string Repository::common_folder() const {
  return git_repository_commondir(parts_->handle.get());
}

std::string Repository::work_tree() const {
  const char* folder = git_repository_workdir(parts_->handle.get());
  return folder == nullptr ? "" : folder;
}

std::optional<std::string> Repository::git_file(const std::string& name) const {
  auto text = read_file(git_folder() + name);
  return text ? std::optional<std::string>(*std::move(text)) : std::nullopt;
}

Result<Commit> Repository::commit(const Oid& oid) {
  if (parts_->prefetcher)
    if (const std::optional<Object> object = parts_->prefetcher->commit(oid))
      return parse_commit(oid, object->bytes());
  TRY_ASSIGN(const Object object, parts_->objects.read(oid, Type::commit));
  return parse_commit(oid, object.bytes());
}

Result<std::optional<Oid>> Repository::Parts::peel(Oid oid) const {
  constexpr int kDeepest = 64;  // tags of tags
  for (int depth = 0; depth < kDeepest; ++depth) {
    TRY_ASSIGN(const Type type, objects.type(oid));
    if (type == Type::commit) return std::optional<Oid>(oid);
    if (type != Type::tag) return std::optional<Oid>{};
    TRY_ASSIGN(const Object tag, objects.read(oid, Type::tag));
    TRY_SET(oid, parse_tag_target(oid, tag.bytes()));
  }
  return fail(tr("tag {oid} is at the end of too long a chain of tags", {{"oid", oid.hex()}}));
}

Result<std::optional<Oid>> Repository::peel_to_commit(const Oid& oid) {
  return parts_->peel(oid);
}

Result<std::optional<Tag>> Repository::tag(const Oid& oid) {
  TRY_ASSIGN(const Type type, parts_->objects.type(oid));
  if (type != Type::tag) return std::optional<Tag>{};
  TRY_ASSIGN(const Object object, parts_->objects.read(oid, Type::tag));
  TRY_ASSIGN(Tag tag, parse_tag(oid, object.bytes()));
  return std::optional<Tag>(std::move(tag));
}

bool Repository::is_shallow() const {
  return !parts_->shallow.empty();
}

Result<std::uint64_t> Repository::size(const Oid& blob) {
  return parts_->objects.blob_size(blob);
}

Result<std::string> Repository::content(const Oid& blob) {
  return parts_->objects.blob(blob);
}

Result<std::vector<QuarantinedObject>> Repository::quarantined() {
  return list_quarantined(parts_->objects);
}

bool Repository::was_there(const Oid& oid) {
  return parts_->objects.in_main_store(oid);
}

Result<bool> Repository::is_ancestor(const Oid& ancestor, const Oid& descendant) {
  Walk walk(parts_->objects, parts_->shallow, nullptr);
  return parts_->with_remedy(walk.is_ancestor(ancestor, descendant));
}

Result<std::optional<Oid>> Repository::merge_base(const Oid& one, const Oid& other) {
  const git_oid first = to_git(one);
  const git_oid second = to_git(other);
  git_oid base;
  const int error = git_merge_base(&base, parts_->handle.get(), &first, &second);
  if (error == GIT_ENOTFOUND && !is_shallow()) return std::optional<Oid>{};
  if (error == GIT_ENOTFOUND)
    return parts_->with_remedy(Result<std::optional<Oid>>(
        fail(tr("this clone is shallow and lacks the common history of {one} and {other}",
                {{"one", one.abbreviated()}, {"other", other.abbreviated()}}),
             tr("run `git fetch --unshallow`"))));
  if (error != 0) return tl::unexpected(last_error(msgid("cannot find the merge base: {reason}")));
  return std::optional<Oid>(from_git(base));
}

}  // namespace expgate::git
