#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "git/commit_store.h"
#include "git/handle.h"
#include "git/loose.h"
#include "git/object.h"
#include "git/pack_reader.h"
#include "model/object.h"

namespace expgate::git {

using Type = ObjectKind;

// The objects that a repository can see, and which of them it had before a push (docs/git-facts.md: a push
// waits in a quarantine that has the main store as its alternate).
class Objects {
 public:
  // The object databases as the repository and the environment (GIT_OBJECT_DIRECTORY,
  // GIT_ALTERNATE_OBJECT_DIRECTORIES) name them.
  static Result<Objects> open_from_environment(git_repository* repository);

  // The repository's own store with its alternates, whatever the environment names.
  static Result<Objects> open(git_repository* repository);

  // The same objects for another thread. The two share what neither changes from then on, and libgit2's own.
  [[nodiscard]] Result<Objects> for_another_thread(git_repository* repository) const;

  // The object's bytes; an error where it is missing, damaged or of another type.
  [[nodiscard]] Result<Object> read(const Oid& oid, Type type) const;

  // The bytes of a commit that will be read again: they stay in memory, if there is room. Errors as above.
  [[nodiscard]] Result<Object> read_to_keep(const Oid& commit) const;

  // The blob's bytes, in memory once whatever their size; errors as above.
  [[nodiscard]] Result<std::string> blob(const Oid& oid) const;

  // The type of the object.
  [[nodiscard]] Result<Type> type(const Oid& oid) const;

  // The blob's size in bytes, from its header; an error where it is missing, damaged or no blob.
  [[nodiscard]] Result<std::uint64_t> blob_size(const Oid& oid) const;

  // Whether the main store holds the object. Without a quarantine that is every object there is.
  [[nodiscard]] bool in_main_store(const Oid& oid) const;

  // How the repository names its objects.
  [[nodiscard]] ObjectFormat format() const { return format_; }

  // Where libgit2 reads and writes objects.
  [[nodiscard]] git_odb* store() const { return all_.get(); }

  // From now on the object is one of these, as if it had been stored. Not while another thread reads.
  void add_made(const Oid& oid, Type type, std::string bytes);
  [[nodiscard]] bool is_made(const Oid& oid) const { return made_ && made_->contains(oid); }

  // The folder of objects that wait for the verdict; empty: there is no quarantine.
  [[nodiscard]] const std::string& quarantine() const { return quarantine_; }

  // The packs in the quarantine; none without one. An error where one cannot be read.
  [[nodiscard]] Result<PackReader::Packs> quarantined_packs() const;

  // Whether the repository holds the object at all.
  [[nodiscard]] bool exists(const Oid& oid) const;

  // From now on an object that is missing is asked of git, which fetches what a partial clone lacks: for
  // clients only, on whose behalf git may go to the network.
  void fetch_missing() { fetches_missing_ = true; }
  [[nodiscard]] bool fetches_missing() const { return fetches_missing_; }

  // What to do, wherever from now on an object turns out to be missing.
  void set_remedy(Text remedy) { remedy_ = std::move(remedy); }

 private:
  using Made = std::unordered_map<Oid, Unpacked, OidHash>;
  [[nodiscard]] const Unpacked* find_made(const Oid& oid) const;
  [[nodiscard]] Result<Header> header(const Oid& oid) const;
  [[nodiscard]] Result<Header> header_anywhere(const Oid& oid) const;
  [[nodiscard]] Result<std::optional<Unpacked>> read_ourselves(const Oid& oid) const;
  [[nodiscard]] Result<std::optional<Unpacked>> read_packed(const Oid& oid) const;
  [[nodiscard]] Error missing(const Oid& oid, Error why) const;
  [[nodiscard]] Result<Object> read_anywhere(const Oid& oid, Type type) const;

  OdbHandle all_;
  std::shared_ptr<Made> made_;  // that are in memory only; null: none
  ObjectFormat format_ = ObjectFormat::sha1;
  std::vector<std::string> folders_;  // of objects, with those that they have as alternates
  // What was read a moment ago: a tree is read as a child's, then as a parent's.
  using RecentObjects = ObjectCache<Oid, OidHash>;
  static constexpr CacheLimits kRecent{.enough = std::size_t{3} << 20,
                                       .enough_of_many = std::size_t{3} << 20,
                                       .few = 8,
                                       .most = std::size_t{8} << 20};
  mutable RecentObjects recent_trees_{kRecent};
  mutable RecentObjects recent_commits_{kRecent};  // that are not in the store
  std::shared_ptr<CommitStore> commits_ = std::make_shared<CommitStore>();
  mutable bool shares_commits_ = false;  // with another thread: nothing is added from then on
  mutable std::optional<PackReader::Packs> quarantined_packs_;
  mutable PackReader packed_;
  mutable LooseReader loose_;
  mutable std::unordered_map<Oid, Header, OidHash> loose_headers_;  // thousands of refs may name one commit
  mutable std::size_t reads_ = 0;
  OdbHandle main_packs_;  // null if there is no quarantine
  LooseNames main_loose_;
  std::string quarantine_;
  bool fetches_missing_ = false;
  Text remedy_;
};

// An object database of these folders, each with its own alternates.
Result<OdbHandle> open_folders(const std::vector<std::string>& folders, ObjectFormat format);

// The folders of GIT_ALTERNATE_OBJECT_DIRECTORIES: separated by ':', one that begins with '"' quoted in C's
// way (git-config(1)).
std::vector<std::string> split_alternates(std::string_view value);

}  // namespace expgate::git
