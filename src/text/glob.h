#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace expgate::text {

// A set of globs with the meaning that gitignore gives them, compiled into one automaton:
// `*` and `?` stop at '/', `**` does not, `[a-z]` and `[!a-z]` are classes, `\` quotes, `{a,b}` is either; a
// glob without '/' (but at its end) matches at any depth, any other from the root; one that ends in '/'
// matches folders only; what matches a folder matches everything below it; `!` in front takes back what
// earlier globs matched. A copy shares the automaton.
class GlobSet {
 public:
  // Matches nothing.
  GlobSet() = default;

  // The set of `globs`, or an error that names the glob and what is wrong with it. `fold_case`: letters match
  // in either case.
  static Result<GlobSet> compile(const std::vector<std::string>& globs, bool fold_case = false);

  // Whether `path` (from the root, '/' between components, raw bytes) is in the set as a file.
  [[nodiscard]] bool matches(std::string_view path) const;

  // The index of the last glob that matches `path`, or -1 (also when that glob takes a match back).
  [[nodiscard]] int last_match(std::string_view path) const;

  // Whether a file in the folder `folder` or below could be in the set; false is certain, true is a guess. ""
  // is the root.
  [[nodiscard]] bool may_match_below(std::string_view folder) const;

  // The names of files that lie in the folder itself and could be in the set for the sake of their own names.
  // They are views into the set.
  class Names {
   public:
    // False is certain, true is a guess.
    [[nodiscard]] bool may_match(std::string_view name) const;
    [[nodiscard]] bool empty() const { return tails_.empty(); }

   private:
    friend class GlobSet;
    std::vector<std::string_view> tails_;  // each once
    bool fold_case_ = false;
  };
  [[nodiscard]] Names names_in(std::string_view folder) const;

  // Whether a path with a component of that name could be in the set for the sake of it; false is certain,
  // true is a guess.
  [[nodiscard]] bool may_match_name(std::string_view name) const;

  [[nodiscard]] bool empty() const;

  // Whether both were made of the same globs.
  [[nodiscard]] bool same_as(const GlobSet& other) const;

 private:
  struct Compiled;
  std::shared_ptr<Compiled> compiled_;
};

}  // namespace expgate::text
