#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/policy.h"

// Checks of names and messages as regular expressions of RE2's syntax, for forges. Each takes all that its
// check lets pass, and as little else as such an expression can.
namespace expgate::app {

// The expression for names of branches that a branch-name check lets pass, without anchors.
Result<std::string> branch_regex(const Options& options);

// The checks that one expression for messages stands for. Null: none.
struct MessageChecks {
  const policy::Check* header = nullptr;
  const policy::Check* type = nullptr;
  const policy::Check* scope = nullptr;
};

// The first check of each of the three rules that can be handed on, with the refs of that for headers.
MessageChecks message_checks(const policy::Policy& policy);

// The expression for what messages begin with, anchored there: headers, and what git and forges write for
// merges, reverts and fixups.
std::string message_regex(const MessageChecks& checks);

// The names of files that artifact-path rejects whatever the file holds, from the likeliest on. All in lower
// case, where the check takes either.
struct ArtifactNames {
  std::vector<std::string> endings;  // "pth": of names that do not begin with a dot
  std::vector<std::string> names;    // "nohup.out"
  std::vector<std::string> globs;    // of `also`, as the policy has them
  std::vector<std::string> folders;  // "mlruns": of files whose names do not begin with a dot or end in a `c`
};
ArtifactNames artifact_names(const Options& options);

// A valid expression as one piece of another: "(?:a|b)".
std::string grouped_regex(const std::string& regex);

// What stands in an expression for that text.
std::string quoted_for_regex(std::string_view text);

}  // namespace expgate::app
