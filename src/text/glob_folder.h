#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/glob_pattern.h"
#include "text/name_ends.h"

// Which globs of a set have a say on the files of one folder: of 100,000 files most are then judged by their
// names alone, without their paths being put together.
namespace expgate::text {

// Whether the last component of a match may be that one.
bool may_have_name(const GlobAlternative& glob, std::string_view name);

// Whether a match may lie in the folder itself, or the folder in a match.
bool may_hold(const GlobAlternative& glob, std::span<const std::string_view> folder);

// Whether a match may lie in the folder or below it.
bool may_hold_below(const GlobAlternative& glob, std::span<const std::string_view> folder);

// What the names in a path say without its whole being matched.
enum class NameVerdict { no, unknown, yes };

// Whether the glob matches the path of these components.
NameVerdict verdict_on_path(const GlobAlternative& glob, std::span<const std::string_view> path);

// The globs of a set, laid out for questions about folders. Views into its patterns, which stay where they
// are.
class FolderGlobs {
 public:
  // One that has a say on names.
  struct NameTest {
    const GlobAlternative* glob;
    std::ptrdiff_t pattern;  // its place in the set
    bool negated;
    char first;  // byte of the names that it matches, and the last one; 0: any
    char last;

    // Whether the name may be one of a match; of a simple glob, whether it is.
    [[nodiscard]] bool passes(std::string_view name) const;
  };

  // What is left of the set in one folder.
  class Folder {
   public:
    // Of a name in it, in lower case where the globs fold it: the last glob that matches decides.
    [[nodiscard]] NameVerdict of(std::string_view name) const;

    // How the names end that could be in the set; none: there are none.
    [[nodiscard]] const NameEnds& ends() const { return ends_; }

   private:
    friend class FolderGlobs;
    const FolderGlobs* globs_ = nullptr;
    std::ptrdiff_t above_ = -1;  // the last glob that matches the folder or one above it
    NameVerdict from_above_ = NameVerdict::no;
    std::vector<NameTest> others_;  // that are not simple, the last one first
    NameEnds ends_;
  };

  FolderGlobs() = default;
  explicit FolderGlobs(const std::vector<GlobPattern>& patterns);

  // The components are in lower case where the globs fold it.
  [[nodiscard]] Folder in(std::span<const std::string_view> components) const;

 private:
  void add_simple(const NameTest& test);
  void add_to_group(const NameTest& test);

  // The last simple one behind place `above` in the set that matches a file of that name; null: none does.
  [[nodiscard]] const NameTest* last_simple(std::string_view name, std::ptrdiff_t above) const;

  // Those with the same components in front.
  struct Group {
    std::vector<NameTest> tests;
  };
  std::vector<Group> groups_;     // of those that are not simple
  std::vector<NameTest> simple_;  // the last one first
  // Those of them that do not match folders alone, by what their matches end in.
  std::vector<NameTest> of_any_end_;
  std::array<std::vector<NameTest>, NameEnds::kKinds> of_end_;
  std::ptrdiff_t last_simple_that_takes_ = -1;
  NameEnds simple_ends_;  // of the names that simple ones take
};

}  // namespace expgate::text
