#include "git/repository.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "base/environment.h"
#include "base/files.h"
#include "base/strings.h"
#include "git/command.h"
#include "git/commit.h"
#include "git/quarantine.h"
#include "git/refs.h"
#include "git/repository_parts.h"
#include "git/tree.h"
#include "git/walk.h"
#include "model/ref_name.h"

namespace expgate::git {

namespace {

Result<std::vector<Oid>> parse_shallow(const std::string& text) {
  std::vector<Oid> commits;
  for (const std::string_view line : lines(text)) {
    const auto oid = Oid::parse(line);
    if (!oid)
      return fail("the file `shallow` of the repository holds a line that is no object name", "run git fsck");
    commits.push_back(*oid);
  }
  return commits;
}

// The commits whose parents a shallow clone lacks.
Result<std::vector<Oid>> read_shallow(const std::string& path) {
  const auto text = read_file(path);
  if (text) return parse_shallow(*text);
  if (text.error() == std::errc::no_such_file_or_directory) return std::vector<Oid>{};
  return fail("cannot read `" + path + "`: " + text.error().message());
}

// Split and sparse indexes are beyond libgit2, but not beyond git.
Result<std::optional<Oid>> staged_as_git_sees_it(const std::string& path) {
  TRY_ASSIGN(const std::string listed,
             output_of({"git", "ls-files", "--stage", "-z", "--", ":(top,literal)" + path}));
  const std::string_view entry = listed;  // "<mode> <oid> <stage>\t<path>\0"
  if (entry.empty()) return std::optional<Oid>{};
  const std::size_t space = entry.find(' ');
  const auto oid = Oid::parse(entry.substr(space + 1, 40));
  if (!oid) return fail("git ls-files answered what cannot be read");
  return std::optional<Oid>(*oid);
}

}  // namespace

Repository::Repository(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Repository::~Repository() = default;

Result<std::unique_ptr<Repository>> Repository::open_from_environment() {
  // With a namespace the names of refs are not those that they have in the repository, and several
  // repositories' refs lie in one store: nothing that is asked of them would be answered right.
  if (const std::string name = environment("GIT_NAMESPACE"); !name.empty())
    return fail("the repository is one of several in a store (GIT_NAMESPACE is `" + name + "`)",
                "that is not supported: give each repository a store of its own, with alternates for what "
                "they share");
  initialise();
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, nullptr, GIT_REPOSITORY_OPEN_FROM_ENV, nullptr) != 0) {
    Error error = last_error("opening the repository");
    if (error.message.find("object format") != std::string::npos)
      error.help = "expgate reads repositories with sha1 object names only";
    return tl::unexpected(std::move(error));
  }
  auto parts = std::make_unique<Parts>();
  parts->handle.reset(raw);
  TRY_SET(parts->objects, Objects::open(raw));
  std::unique_ptr<Repository> repository(new Repository(std::move(parts)));
  TRY_ASSIGN(repository->parts_->shallow, read_shallow(repository->common_folder() + "shallow"));
  return repository;
}

void Repository::judge_as_remote(std::string remote, IsExisting is_existing, std::string default_branch) {
  parts_->remote = std::move(remote);
  parts_->is_existing = std::move(is_existing);
  parts_->default_branch = std::move(default_branch);
}

void Repository::set_remedy(std::string cut_off, std::string missing) {
  parts_->remedy = std::move(cut_off);
  parts_->objects.set_remedy(std::move(missing));
}

void Repository::fetch_missing() {
  parts_->objects.fetch_missing();
}

Result<std::optional<std::string>> Repository::head_branch() {
  git_reference* raw = nullptr;
  if (git_reference_lookup(&raw, parts_->handle.get(), "HEAD") != 0)
    return tl::unexpected(last_error("reading HEAD"));
  const ReferenceHandle head(raw);
  const char* target = git_reference_symbolic_target(raw);
  if (target == nullptr) return std::optional<std::string>{};
  return std::optional<std::string>(target);
}

std::optional<std::string> Repository::remote_default_branch(const std::string& remote) {
  const std::string prefix = "refs/remotes/" + remote + "/";
  git_reference* raw = nullptr;
  if (git_reference_lookup(&raw, parts_->handle.get(), (prefix + "HEAD").c_str()) != 0) return std::nullopt;
  const ReferenceHandle head(raw);
  const char* target = git_reference_symbolic_target(raw);
  if (target == nullptr || !std::string_view(target).starts_with(prefix)) return std::nullopt;
  return std::string(kBranches) + (target + prefix.size());
}

std::optional<std::string> Repository::symbolic_target(const std::string& ref) const {
  return git::symbolic_target(common_folder(), ref);
}

std::optional<std::string> Repository::remote_of_url(const std::string& url) {
  git_strarray names{};
  if (git_remote_list(&names, parts_->handle.get()) != 0) return std::nullopt;
  std::optional<std::string> found;
  for (std::size_t i = 0; i < names.count && !found; ++i) {
    git_remote* raw = nullptr;
    if (git_remote_lookup(&raw, parts_->handle.get(), names.strings[i]) != 0) continue;
    const RemoteHandle remote(raw);
    const char* push_url = git_remote_pushurl(raw);
    if (url == (push_url != nullptr ? push_url : git_remote_url(raw))) found = names.strings[i];
  }
  git_strarray_dispose(&names);
  return found;
}

bool Repository::has(const Oid& oid) const {
  return parts_->objects.exists(oid);
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

Result<void> Repository::Parts::read_config() {
  if (config) return {};
  git_config* raw = nullptr;
  if (git_repository_config_snapshot(&raw, handle.get()) != 0)
    return tl::unexpected(last_error("reading the configuration"));
  config.reset(raw);
  return {};
}

// libgit2 goes over the files from the system's to the repository's own, and over each from its beginning.
Result<std::optional<std::string>> Repository::config_of(const std::string& key, const std::string& synonym) {
  TRY(parts_->read_config());
  git_config_iterator* raw = nullptr;
  if (git_config_iterator_new(&raw, parts_->config.get()) != 0)
    return tl::unexpected(last_error("reading the configuration"));
  const ConfigIteratorHandle iterator(raw);
  std::optional<std::string> value;
  git_config_entry* entry = nullptr;
  int error = 0;
  while ((error = git_config_next(&entry, raw)) == 0)
    if (entry->name == key || entry->name == synonym) value = entry->value == nullptr ? "" : entry->value;
  if (error != GIT_ITEROVER) return tl::unexpected(last_error("reading " + key));
  return value;
}

Result<std::optional<std::string>> Repository::config(const std::string& key) {
  TRY(parts_->read_config());
  const char* value = nullptr;
  const int error = git_config_get_string(&value, parts_->config.get(), key.c_str());
  if (error == GIT_ENOTFOUND) return std::optional<std::string>{};
  if (error != 0) return tl::unexpected(last_error("reading " + key));
  return std::optional<std::string>(value);
}

Result<std::optional<Oid>> Repository::staged(const std::string& path) {
  git_index* raw = nullptr;
  if (git_repository_index(&raw, parts_->handle.get()) != 0) return staged_as_git_sees_it(path);
  const IndexHandle index(raw);
  const git_index_entry* entry = git_index_get_bypath(raw, path.c_str(), 0);
  if (entry == nullptr) return std::optional<Oid>{};
  return std::optional<Oid>(from_git(entry->id));
}

Result<Commit> Repository::commit(const Oid& oid) {
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
  return fail("tag " + oid.hex() + " points to tags without end");
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
  return list_files(parts_->objects, tree, wanted);
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

Result<std::uint64_t> Repository::size(const Oid& blob) {
  return parts_->objects.blob_size(blob);
}

Result<std::string> Repository::content(const Oid& blob) {
  TRY_ASSIGN(const Object object, parts_->objects.read(blob, Type::blob));
  return std::string(object.bytes());
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
        fail("history is cut off before " + one.abbreviated() + " and " + other.abbreviated() + " meet",
             "git fetch --unshallow")));
  if (error != 0) return tl::unexpected(last_error("looking for the merge base"));
  return std::optional<Oid>(from_git(base));
}

}  // namespace expgate::git
