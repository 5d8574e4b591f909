#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/glob.h"

namespace expgate::engine {

// The refs that a check is for (docs/policy.md): globs without refs/heads/, "tags/…" for tags, "@default" for
// the branch that the server's HEAD names. A glob that ends in "/*" takes everything below, "**" all branches
// and tags. No globs at all: every ref.
class RefScope {
 public:
  // The scope of these globs; an error names the glob that is none.
  static Result<RefScope> compile(const std::vector<std::string>& refs,
                                  const std::vector<std::string>& exclude_refs,
                                  std::string_view default_branch);

  // From now on other refs than branches and tags whose full names match are not in the scope.
  void spare(std::shared_ptr<const text::GlobSet> refs) { spared_ = std::move(refs); }
  [[nodiscard]] bool spares_some() const { return spared_ != nullptr; }

  // Whether the ref of that full name ("refs/heads/exp/vit"; empty: a detached HEAD) is in the scope.
  [[nodiscard]] bool covers(std::string_view ref) const;

 private:
  // What one list of globs says about branches, or about tags.
  struct Names {
    bool all = false;
    std::vector<std::string> exact;
    std::vector<std::string> prefixes;
    text::GlobSet globs;
    [[nodiscard]] bool holds(std::string_view name) const;
  };
  struct Side {
    Names branches;
    Names tags;
    [[nodiscard]] bool holds(std::string_view ref) const;
  };
  static Result<Side> compile_side(const std::vector<std::string>& globs, std::string_view default_branch);

  bool everything_ = false;
  Side included_;
  Side excluded_;
  std::shared_ptr<const text::GlobSet> spared_;  // null: none
};

}  // namespace expgate::engine
