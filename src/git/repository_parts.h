#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "git/handle.h"
#include "git/index_folders.h"
#include "git/objects.h"
#include "git/prefetcher.h"
#include "git/refs.h"
#include "git/repository.h"
#include "git/tree.h"

namespace expgate::git {

struct Repository::Parts {
  RepositoryHandle handle;
  Objects objects;
  std::unique_ptr<RefStore> refs;
  bool has_reftables = false;         // which libgit2 does not read
  git_odb_backend* memory = nullptr;  // where objects that are written stay; null: on disk
  // All that the configuration sets, in its order, names in lower case but for their middle; read when
  // something is first asked of it.
  std::optional<std::vector<std::pair<std::string, std::string>>> settings;
  std::vector<Oid> shallow;
  std::string remote;                  // empty: the repository's own refs are the existing ones
  Repository::IsExisting is_existing;  // of refs under their names on the remote; null: all are
  std::optional<std::vector<std::pair<std::string, Oid>>> remote_refs;  // the existing ones, asked of it
  std::string default_branch;            // of the remote; empty: what its HEAD names here
  std::optional<Prefetcher> prefetcher;  // of what many commits introduce
  Text remedy;                           // what to do where history is cut off
  // The index, once it was asked for; nothing in it: only git can read it.
  std::optional<std::optional<IndexFile>> staged_index;
  std::optional<std::vector<IndexFolder>> staged_folders;  // of that

  // Where the branches and tags lie that exist for the gate, and a visitor who gets them under their names on
  // the server.
  std::vector<std::string> existing_prefixes() const;
  VisitRef under_server_names(const VisitRef& visit) const;
  [[nodiscard]] bool exists(std::string_view ref) const { return !is_existing || is_existing(ref); }
  [[nodiscard]] Result<std::optional<TreeEntry>> entry_at(Oid folder, std::string_view path) const;
  Result<std::optional<Oid>> peel(Oid oid) const;
  [[nodiscard]] Result<std::optional<Oid>> merge_files(const Oid& ours, const Oid& theirs) const;
  // From now on objects that are written stay in memory: a clone may be read-only, and is not ours.
  Result<void> hold_in_memory();
  Result<void> read_config();
  const std::optional<IndexFile>& own_index();
  Result<void> ask_git_for_config();

  // What a walk has found; where it could not, in a shallow clone, with what to do about that.
  template <typename T>
  Result<T> with_remedy(Result<T> found) const {
    if (!found && !shallow.empty() && !remedy.empty()) found.error().help = remedy;
    return found;
  }
};

}  // namespace expgate::git
