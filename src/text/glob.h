#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/glob_folder.h"

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

  // The set as far as it concerns the files that lie in one folder: most are judged by their names alone. A
  // view of the set.
  class Folder {
   public:
    // Whether the file, whose whole path this is, is in the set.
    [[nodiscard]] bool matches(std::string_view path) const;

    // Whether one that ends like that can be; false is certain.
    [[nodiscard]] bool may_hold(const NameEnds& names) const { return names.may_meet(globs_.ends()); }

    // Whether none can be; false is a guess.
    [[nodiscard]] bool empty() const { return set_ == nullptr; }

   private:
    friend class GlobSet;
    const GlobSet* set_ = nullptr;
    FolderGlobs::Folder globs_;
    std::size_t name_at_ = 0;  // in the path
  };
  [[nodiscard]] Folder in(std::string_view folder) const;  // "" is the root

  [[nodiscard]] bool empty() const;

  // Whether it was made of these globs, with regard to case.
  [[nodiscard]] bool is_of(const std::vector<std::string>& globs) const;

  // Whether both were made of the same globs.
  [[nodiscard]] bool same_as(const GlobSet& other) const;

 private:
  struct Compiled;
  std::shared_ptr<Compiled> compiled_;
};

}  // namespace expgate::text
