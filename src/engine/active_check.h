#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/ref_scope.h"
#include "policy/policy.h"
#include "rules/rule.h"
#include "text/glob.h"

namespace expgate::engine {

// A check that is on, ready to judge.
struct ActiveCheck {
  const policy::Check* check = nullptr;
  RefScope refs;
  text::GlobSet paths;  // empty: every path
  text::GlobSet exclude;
  rules::Judge judge;
  bool is_on = true;            // a check that is off is here only to take files away from others
  std::uint64_t scope_bit = 0;  // which ReachScope its refs are, for checks that judge commits and files
  std::vector<const ActiveCheck*> specialised_by;  // checks that take files away from this one

  // Whether the check is for files at `path`.
  [[nodiscard]] bool covers_path(std::string_view path) const;
};

using ActiveChecks = std::vector<ActiveCheck>;

// The policy's checks whose rules have one of these scopes, ready to judge; with `by_files` only those that
// judge the files of a commit, or that do not. What is not asked for costs nothing.
Result<ActiveChecks> activate(const policy::Policy& policy, std::initializer_list<Scope> scopes,
                              std::string_view default_branch, std::optional<bool> by_files = std::nullopt);

// The checks of tips, without those of packs that are for none of these refs: their lists of globs are long.
// Whatever a file of one's own configures is made ready in any case, so that mistakes in it come to light.
Result<ActiveChecks> activate_tip_checks(const policy::Policy& policy, const std::vector<std::string>& refs,
                                         std::string_view default_branch);

// Whether the check is for the ref of that full name.
Result<bool> covers(const policy::Check& check, std::string_view ref, std::string_view default_branch);

// The most different sets of refs that the checks of a policy may be for: bits of Reached::scopes.
inline constexpr std::size_t kMostScopes = 64;

// The error where there are more.
tl::unexpected<Error> too_many_scopes();

// An error if the policy could not be evaluated: an option has a value that its rule cannot work with, or
// there are too many sets of refs.
Result<void> validate(const policy::Policy& policy, std::string_view default_branch);

}  // namespace expgate::engine
