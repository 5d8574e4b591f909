#pragma once

#include <optional>

#include "base/result.h"
#include "git/repository.h"
#include "model/change_set.h"
#include "policy/load.h"

// A project without a policy that adopts one (docs/policy.md, "The first policy"): it would be rejected by
// the built-in rules, for lack of a config and a seed that its policy does not ask for.
namespace expgate::gate {

// The policy that counts for a push which does nothing but to add the first policy to the default branch, in
// one commit or the merge of one: the built-in rules, but where an experiment config and its seed are asked
// for, the policy that it brings says so. Nothing: the push does something else, or the policy does not ask
// for them on `exp/*`.
Result<std::optional<policy::Policy>> first_policy(git::Repository& repository, const ChangeSet& changes);

}  // namespace expgate::gate
