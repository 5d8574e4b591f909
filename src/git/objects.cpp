#include "git/objects.h"

#include <algorithm>
#include <filesystem>

#include "base/environment.h"
#include "base/trace.h"
#include "git/folder.h"
#include "git/object_files.h"
#include "git/promised.h"

namespace expgate::git {

namespace {

const char* name_of(Type type) {
  switch (type) {
    case Type::commit:
      return "commit";
    case Type::tree:
      return "tree";
    case Type::blob:
      return "blob";
    case Type::tag:
      return "tag";
  }
  return "object";
}

git_object_t git_type(Type type) {
  switch (type) {
    case Type::commit:
      return GIT_OBJECT_COMMIT;
    case Type::tree:
      return GIT_OBJECT_TREE;
    case Type::blob:
      return GIT_OBJECT_BLOB;
    case Type::tag:
      return GIT_OBJECT_TAG;
  }
  return GIT_OBJECT_INVALID;
}

tl::unexpected<Error> wrong_type(const Oid& oid, Type wanted) {
  return fail(tr("object {oid} is not a {type}", {{"oid", oid.hex()}, {"type", name_of(wanted)}}),
              tr("the repository is damaged or was written by hand: run `git fsck`"));
}

void count(std::size_t bytes, Type type) {
  Trace::count(Traced::objects);
  Trace::count(Traced::object_bytes, bytes);
  if (type == Type::blob) Trace::count(Traced::blobs);
}

// The object, noted as read.
Object counted(Object object, Type type) {
  count(object.bytes().size(), type);
  return object;
}

// A store of no objects yet.
Result<OdbHandle> new_store(ObjectFormat format) {
  git_odb* raw = nullptr;
  git_odb_options options = GIT_ODB_OPTIONS_INIT;
  options.oid_type = type_of(format);
  if (git_odb_new(&raw, &options) != 0)
    return tl::unexpected(last_error(msgid("cannot open the object database: {reason}")));
  return OdbHandle(raw);
}

// What lies in packs in these folders.
Result<OdbHandle> open_packs_of(const std::vector<std::string>& folders, ObjectFormat format) {
  TRY_ASSIGN(OdbHandle odb, new_store(format));
  git_odb_backend_pack_options options = GIT_ODB_BACKEND_PACK_OPTIONS_INIT;
  options.oid_type = type_of(format);
  for (const std::string& folder : folders) {
    git_odb_backend* packs = nullptr;  // the store's own from when it is added
    if (git_odb_backend_pack(&packs, folder.c_str(), &options) != 0 ||
        git_odb_add_backend(odb.get(), packs, 1) != 0)
      return tl::unexpected(last_error(msgid("cannot open the objects in `{folder}`: {reason}"),
                                       {{"folder", LocalFile{folder}}}));
  }
  return odb;
}

}  // namespace

Result<OdbHandle> open_folders(const std::vector<std::string>& folders, ObjectFormat format) {
  TRY_ASSIGN(OdbHandle odb, new_store(format));
  for (const std::string& folder : folders)
    if (git_odb_add_disk_alternate(odb.get(), folder.c_str()) != 0)
      return tl::unexpected(last_error(msgid("cannot open the objects in `{folder}`: {reason}"),
                                       {{"folder", LocalFile{folder}}}));
  return odb;
}

std::string main_folder_of(git_repository* repository) {
  return std::string(git_repository_commondir(repository)) + "objects";
}

std::vector<std::string> split_alternates(std::string_view value) {
  std::vector<std::string> folders;
  while (!value.empty()) {
    std::string folder;
    std::size_t at = 0;
    if (value[0] == '"') {
      for (at = 1; at < value.size() && value[at] != '"'; ++at) {
        if (value[at] != '\\' || at + 1 == value.size()) {
          folder += value[at];
          continue;
        }
        const char escaped = value[++at];
        if (escaped >= '0' && escaped <= '3' && at + 2 < value.size()) {
          folder +=
              static_cast<char>((escaped - '0') * 64 + (value[at + 1] - '0') * 8 + (value[at + 2] - '0'));
          at += 2;
        } else {
          constexpr std::string_view kNames = "abfnrtv";
          constexpr std::string_view kBytes = "\a\b\f\n\r\t\v";
          const std::size_t known = kNames.find(escaped);
          folder += known == std::string_view::npos ? escaped : kBytes[known];
        }
      }
      at = value.find(':', at);
    } else {
      at = value.find(':');
      folder = value.substr(0, at);
    }
    if (!folder.empty()) folders.push_back(std::move(folder));
    if (at == std::string_view::npos) break;
    value.remove_prefix(at + 1);
  }
  return folders;
}

namespace {

// The folders with all that they borrow from, each in front of whoever borrows from it. libgit2 does not find
// a relative one behind a relative one by itself.
Result<std::vector<std::string>> with_lenders(const std::vector<std::string>& folders) {
  std::vector<std::string> all;
  for (const std::string& folder : folders) {
    TRY_ASSIGN(std::vector<std::string> lenders, with_alternates(folder));
    for (auto each = lenders.rbegin(); each != lenders.rend(); ++each)
      if (std::find(all.begin(), all.end(), *each) == all.end()) all.push_back(std::move(*each));
  }
  return all;
}

}  // namespace

Result<Objects> Objects::open(git_repository* repository) {
  Objects objects;
  objects.format_ = format_of(git_repository_oid_type(repository));
  TRY_SET(objects.folders_, with_lenders({main_folder_of(repository)}));
  if (objects.folders_.size() > 1) {
    TRY_SET(objects.all_, open_folders(objects.folders_, objects.format_));
    if (git_repository_set_odb(repository, objects.all_.get()) == 0) return objects;
  }
  git_odb* raw = nullptr;
  if (git_repository_odb(&raw, repository) != 0)
    return tl::unexpected(last_error(msgid("cannot open the object database: {reason}")));
  objects.all_.reset(raw);
  return objects;
}

Result<Objects> Objects::open_from_environment(git_repository* repository) {
  const std::string own = environment("GIT_OBJECT_DIRECTORY");
  std::vector<std::string> others = split_alternates(environment("GIT_ALTERNATE_OBJECT_DIRECTORIES"));
  if (own.empty() && others.empty()) return open(repository);
  Objects objects;
  objects.format_ = format_of(git_repository_oid_type(repository));
  // The repository's own store is part of the main store even where the environment does not say so.
  const std::string main_folder = main_folder_of(repository);
  std::error_code ignored;  // a folder that is not there is not the same as another one
  const bool quarantined = !own.empty() && !std::filesystem::equivalent(own, main_folder, ignored);
  if (quarantined) others.push_back(main_folder);
  TRY_SET(others, with_lenders(others));
  // libgit2 asks the folder first that was added last: most of what is read in a push is new.
  std::vector<std::string> everything = others;
  everything.push_back(own.empty() ? main_folder : own);
  TRY_SET(everything, with_lenders(everything));
  TRY_SET(objects.all_, open_folders(everything, objects.format_));
  objects.folders_ = everything;
  if (quarantined) {
    TRY_SET(objects.main_packs_, open_packs_of(others, objects.format_));
    objects.main_loose_ = LooseNames(others);
    objects.quarantine_ = own;
  }
  if (git_repository_set_odb(repository, objects.all_.get()) != 0)
    return tl::unexpected(last_error(msgid("cannot open the object database: {reason}")));
  return objects;
}

// What is read from here on is each thread's own; packs that are mapped already are shared, and the commits
// that a walk has read.
Result<Objects> Objects::for_another_thread(git_repository* repository) const {
  Objects objects;
  git_odb* raw = nullptr;
  if (git_repository_odb(&raw, repository) != 0)
    return tl::unexpected(last_error(msgid("cannot open the object database: {reason}")));
  objects.all_.reset(raw);
  objects.format_ = format_;
  objects.folders_ = folders_;
  objects.quarantine_ = quarantine_;
  objects.quarantined_packs_ = quarantined_packs_;
  objects.made_ = made_;
  objects.recent_commits_ = recent_commits_;
  objects.commits_ = commits_;
  objects.shares_commits_ = shares_commits_ = true;
  return objects;
}

void Objects::add_made(const Oid& oid, Type type, std::string bytes) {
  if (!made_) made_ = std::make_shared<Made>();
  auto owned = std::make_shared<const std::string>(std::move(bytes));
  const std::string_view view = *owned;
  made_->insert({oid, {type, Object(std::move(owned), view)}});
}

const Unpacked* Objects::find_made(const Oid& oid) const {
  if (!made_) return nullptr;
  const auto found = made_->find(oid);
  return found == made_->end() ? nullptr : &found->second;
}

Result<Object> Objects::read(const Oid& oid, Type type) const {
  if (type == Type::blob || type == Type::tag) return read_anywhere(oid, type);
  if (type == Type::commit)
    if (auto known = commits_->find(oid)) return *std::move(known);
  RecentObjects& recent = type == Type::tree ? recent_trees_ : recent_commits_;
  if (auto* const known = recent.find(oid)) {
    known->is_wanted = true;
    return Object(known->unpacked.object);
  }
  TRY_ASSIGN(Object object, read_anywhere(oid, type));
  recent.keep(oid, {type, object}, true);
  return object;
}

Result<Object> Objects::read_to_keep(const Oid& commit) const {
  if (auto known = commits_->find(commit)) return *std::move(known);
  TRY_ASSIGN(Object object, read_anywhere(commit, Type::commit));
  if (shares_commits_ || !commits_->keep(commit, object.bytes()))
    recent_commits_.keep(commit, {Type::commit, object}, true);
  return object;
}

Result<PackReader::Packs> Objects::quarantined_packs() const {
  if (!quarantined_packs_ && quarantine_.empty()) quarantined_packs_.emplace();
  if (!quarantined_packs_) TRY_SET(quarantined_packs_, open_packs(quarantine_, format_, false));
  return PackReader::Packs(*quarantined_packs_);
}

// What lies in a pack of the quarantine, or of the main store once enough was read to make it worth while to
// open those.
Result<std::optional<Unpacked>> Objects::read_packed(const Oid& oid) const {
  constexpr std::size_t kMany = 64;
  if (reads_ == 0) {
    TRY_ASSIGN(const PackReader::Packs packs, quarantined_packs());
    packed_.add(packs);
  }
  if (++reads_ == kMany) {
    for (const std::string& folder : folders_) {
      if (folder == quarantine_) continue;
      TRY_ASSIGN(const PackReader::Packs packs, open_packs(folder, format_, true));
      packed_.add(packs);
    }
  }
  return packed_.read(oid);
}

// In a pack or in a file of its own; nothing where only libgit2 may find it (in an alternate of a folder).
Result<std::optional<Unpacked>> Objects::read_ourselves(const Oid& oid) const {
  if (const Unpacked* made = find_made(oid)) return std::optional<Unpacked>(*made);
  TRY_ASSIGN(std::optional<Unpacked> packed, read_packed(oid));
  if (packed) return packed;
  return loose_.read(folders_, oid);
}

// What is large is inflated where it stays. Only libgit2 can read a large delta: that is copied.
Result<std::string> Objects::blob(const Oid& oid) const {
  std::optional<LargeObject> found;
  if (const Unpacked* made = find_made(oid))
    found = LargeObject{made->kind, std::string(made->object.bytes())};
  std::optional<Unpacked> packed;
  if (!found) TRY_SET(packed, read_packed(oid));
  if (packed) found = LargeObject{packed->kind, std::string(packed->object.bytes())};
  if (!found) TRY_SET(found, packed_.read_large(oid));
  if (!found) TRY_SET(found, loose_.read_large(folders_, oid));
  if (!found) {
    TRY_ASSIGN(const Object object, read_anywhere(oid, Type::blob));
    return std::string(object.bytes());
  }
  if (found->kind != Type::blob) return wrong_type(oid, Type::blob);
  count(found->bytes.size(), Type::blob);
  return std::move(found->bytes);
}

// Why an object is not here: history is cut off, or the repository keeps what it was not given elsewhere
// (git-clone(1), --filter).
Error Objects::missing(const Oid& oid, Error why) const {
  if (!remedy_.empty()) {
    why.help = remedy_;
    return why;
  }
  for (const std::string& folder : folders_) {
    const auto names = names_in(joined(folder, "pack"));
    const auto is_promise = [](const std::string& name) { return name.ends_with(".promisor"); };
    if (names && std::any_of(names->begin(), names->end(), is_promise))
      return {tr("object {oid} is not in this repository, which keeps a part of its objects at a promisor "
                 "remote, but a check has to look at it",
                 {{"oid", oid.hex()}}),
              tr("on the server, `git cat-file -e {oid}` fetches it from there", {{"oid", oid.hex()}})};
  }
  return why;
}

Result<Object> Objects::read_anywhere(const Oid& oid, Type type) const {
  TRY_ASSIGN(std::optional<Unpacked> found, read_ourselves(oid));
  if (found && found->kind != type) return wrong_type(oid, type);
  if (found) return counted(std::move(found->object), type);
  const git_oid id = git::to_git(oid);
  git_odb_object* raw = nullptr;
  int error = git_odb_read(&raw, all_.get(), &id);
  if (error == GIT_ENOTFOUND && fetches_missing_) {
    TRY_ASSIGN(const bool is_here, fetch_promised(oid));
    if (is_here) error = git_odb_read(&raw, all_.get(), &id);
  }
  if (error != 0) {
    Error why = last_error(msgid("cannot read {type} {oid}: {reason}"),
                           {{"type", name_of(type)}, {"oid", oid.hex()}});
    return tl::unexpected(error == GIT_ENOTFOUND ? missing(oid, std::move(why)) : std::move(why));
  }
  ObjectHandle handle(raw);
  if (git_odb_object_type(raw) != git_type(type)) return wrong_type(oid, type);
  return counted(Object(std::move(handle)), type);
}

Result<Header> Objects::header_anywhere(const Oid& oid) const {
  constexpr std::size_t kMostKept = 4096;
  if (const Unpacked* made = find_made(oid)) return Header{made->kind, made->object.bytes().size()};
  if (const auto known = loose_headers_.find(oid); known != loose_headers_.end())
    return Header(known->second);
  TRY_ASSIGN(const auto loose, loose_.header(folders_, oid));
  if (loose) {
    if (loose_headers_.size() == kMostKept) loose_headers_.clear();
    loose_headers_.emplace(oid, *loose);
    return Header(*loose);
  }
  const git_oid id = git::to_git(oid);
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (git_odb_read_header(&size, &type, all_.get(), &id) != 0)
    return tl::unexpected(last_error(msgid("cannot read object {oid}: {reason}"), {{"oid", oid.hex()}}));
  for (const Type each : {Type::commit, Type::tree, Type::blob, Type::tag})
    if (git_type(each) == type) return Header{each, size};
  return fail(tr("object {oid} has an unknown type", {{"oid", oid.hex()}}));
}

// The object's header, of one that had to be fetched too.
Result<Header> Objects::header(const Oid& oid) const {
  Trace::count(Traced::headers);
  if (fetches_missing_ && !exists(oid)) TRY(fetch_promised(oid));
  Result<Header> header = header_anywhere(oid);
  if (!header && !exists(oid)) return tl::unexpected(missing(oid, std::move(header.error())));
  return header;
}

Result<Type> Objects::type(const Oid& oid) const {
  TRY_ASSIGN(const Header header, this->header(oid));
  return Type(header.kind);
}

Result<std::uint64_t> Objects::blob_size(const Oid& oid) const {
  TRY_ASSIGN(const Header header, this->header(oid));
  if (header.kind != Type::blob) return wrong_type(oid, Type::blob);
  return std::uint64_t{header.size};
}

bool Objects::in_main_store(const Oid& oid) const {
  if (!main_packs_) return true;
  const git_oid id = git::to_git(oid);
  return git_odb_exists_ext(main_packs_.get(), &id, GIT_ODB_LOOKUP_NO_REFRESH) == 1 || main_loose_.hold(oid);
}

bool Objects::exists(const Oid& oid) const {
  if (is_made(oid)) return true;
  const git_oid id = git::to_git(oid);
  return git_odb_exists(all_.get(), &id) == 1;
}

}  // namespace expgate::git
