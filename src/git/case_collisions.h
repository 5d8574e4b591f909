#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/oid.h"

namespace expgate::git {

// The names of one folder that a commit brings to where a parent lacks them, held against all names of that
// folder: a file system that knows neither case nor spelling makes one file of two.
class CaseCollisions {
 public:
  static constexpr std::size_t kNoFile = static_cast<std::size_t>(-1);

  struct Name {
    std::string_view name;      // as it stands in the tree that matches() is given
    std::uint64_t missing = 0;  // the parents that lack it, a bit each
    std::uint32_t mode = 0;
    Oid oid;
    std::size_t file = kNoFile;  // where the walk has put it among its files
    std::uint64_t changed = 0;   // parents that have it as a folder and not a file, or the other way round
  };

  // Two names that no parent has both of, of whatever kind. The other one may be the same, of a file and a
  // folder.
  struct Match {
    const Name* name = nullptr;
    std::string_view other;
  };

  void add(const Name& name) { names_.push_back(name); }
  [[nodiscard]] bool empty() const { return names_.empty(); }
  [[nodiscard]] std::span<Name> names() { return names_; }

  // Whether one of the names is like another one of its tree.
  [[nodiscard]] bool are_like_others(std::string_view bytes) const;

  // For each new name one that it is like, if there is one; `bytes` are those of its tree, `parents` are the
  // bits of all parents.
  [[nodiscard]] std::vector<Match> matches(std::string_view bytes, std::uint64_t parents) const;

 private:
  [[nodiscard]] const Name* find(std::string_view in_tree) const;
  [[nodiscard]] std::vector<std::string_view> near(std::string_view bytes) const;
  void match_group(const std::vector<std::string_view>& group, std::uint64_t parents,
                   std::vector<Match>& found) const;

  std::vector<Name> names_;
};

}  // namespace expgate::git
