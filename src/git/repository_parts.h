#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/handle.h"
#include "git/objects.h"
#include "git/refs.h"
#include "git/repository.h"
#include "git/tree.h"

namespace expgate::git {

struct Repository::Parts {
  RepositoryHandle handle;
  Objects objects;
  ConfigHandle config;  // a snapshot, taken when something is first asked of it
  std::vector<Oid> shallow;
  std::string remote;               // empty: the repository's own refs are the existing ones
  std::vector<std::string> pushed;  // with a remote: refs that it does not have as they are here

  // Where the branches and tags lie that exist for the gate, and a visitor who gets them under their names on
  // the server.
  std::vector<std::string> existing_prefixes() const;
  VisitRef under_server_names(const VisitRef& visit) const;
  [[nodiscard]] Result<std::optional<TreeEntry>> entry_at(Oid folder, std::string_view path) const;
  Result<std::optional<Oid>> peel(Oid oid) const;
  Result<void> read_config();
};

}  // namespace expgate::git
