#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "git/rewriting.h"
#include "model/finding.h"
#include "model/oid.h"

namespace expgate::rewrite {

// What is to be done to one commit so that it passes.
struct CommitChanges {
  std::set<std::string> left_out;               // files that may not be in history
  std::set<std::string> cleaned;                // notebooks
  std::map<std::string, git::FileEntry> taken;  // files that a later commit has put right, as it has them
  std::map<std::string, std::string> renamed;   // to names that every machine can have
  std::optional<std::string> message;           // whole, UTF-8

  [[nodiscard]] bool empty() const {
    return left_out.empty() && cleaned.empty() && taken.empty() && renamed.empty() && !message;
  }
};

using Changes = std::unordered_map<Oid, CommitChanges, OidHash>;

// Something that was done to a commit, for those who read about it.
struct Step {
  enum class Kind {
    leave_out,  // a file
    clean,      // a notebook
    replace,    // a file, by what a later commit has made of it
    rename,     // a file
    record,     // the commits that a record names have other names by now
    message,    // another message
    fold,       // it went into another commit
    drop,       // nothing was left of it
  };
  Kind kind = Kind::leave_out;
  std::string path;  // of a file
  std::string
      detail;  // of a rename the new path, of a message its header, of a fold the other commit's subject
  auto operator<=>(const Step&) const = default;
};

// "leave-out", "clean" …: as in JSON.
std::string_view name_of(Step::Kind kind);

using Steps = std::unordered_map<Oid, std::vector<Step>, OidHash>;

}  // namespace expgate::rewrite
