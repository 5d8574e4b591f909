#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/ascii.h"
#include "git/repository.h"

namespace expgate::rewrite {

// A commit as it is read to be written anew.
struct SourceCommit {
  Commit commit;
  std::string bytes;
};

// What is to become of it.
struct NewCommit {
  Oid tree;
  bool is_dropped = false;             // its children follow its first parent
  bool is_written = false;             // even if nothing changes
  std::optional<std::string> message;  // UTF-8; nothing: as it is
};

// What has become of commits: of one that was dropped, its first parent.
struct Mapping {
  std::unordered_map<Oid, Oid, OidHash> now;
  std::unordered_set<Oid, OidHash> dropped;

  // The commit that stands for this one.
  [[nodiscard]] Oid of(const Oid& oid) const {
    const auto known = now.find(oid);
    return known == now.end() ? oid : known->second;
  }
};

// Says what becomes of a commit whose parents are written already; they are given as they are now, and so are
// all commits before it.
using Decide =
    std::function<Result<NewCommit>(const SourceCommit&, const std::vector<Oid>& parents, const Mapping&)>;

// Has the last word about the bytes of a commit that is written.
using Finish = std::function<Result<std::string>(const SourceCommit&, const std::string& bytes)>;

// Writes the commits anew, parents first, in memory. What nothing changes in keeps its name.
Result<Mapping> rewrite_commits(git::Repository& repository, const std::vector<Oid>& commits,
                                const Decide& decide, const Finish& finish = {});

// Whether git writes an oid with it.
constexpr bool is_oid_digit(char c) {
  return is_hex_digit(c) && !is_upper(c);
}

// The message as UTF-8.
std::string text_of_message(const Commit& commit);

// The commit's bytes in whole.
Result<SourceCommit> read_source(git::Repository& repository, const Oid& oid);

}  // namespace expgate::rewrite
