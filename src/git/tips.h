#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/oid.h"

namespace expgate::git {

// A commit that refs point to, and the scopes that those refs are in.
struct ExistingTip {
  Oid commit;
  std::uint64_t scopes = 0;
  bool is_likely = false;  // worth walking from before the others: the default branch
};

// The commits that a repository's refs point to, each once. There may be 100,000 of them, most of which
// nobody ever asks for: so they lie in a row, with a table of 32-bit places beside it, and adding one costs
// nothing but its space.
class Tips {
 public:
  // Adds a tip; with the commit of an earlier one, its scopes go there.
  void add(const ExistingTip& tip);

  // The scopes of the tip at that commit, or 0 where there is none.
  [[nodiscard]] std::uint64_t scopes_of(const Oid& commit) const;

  [[nodiscard]] std::span<const ExistingTip> all() const { return tips_; }

 private:
  // The slot where the commit is, or would go.
  [[nodiscard]] std::size_t slot_of(const Oid& commit) const;
  void grow();

  std::vector<ExistingTip> tips_;
  std::vector<std::uint32_t>
      slots_;  // a power of two of them, half of them empty at least; 0: empty, N: tip N-1
};

}  // namespace expgate::git
