#pragma once

#include "app/command.h"
#include "base/result.h"
#include "git/repository.h"
#include "model/change_set.h"
#include "policy/policy.h"

namespace expgate::app {

// Where a repository keeps its policy.
inline constexpr const char* kRepositoryPolicy = ".expgate.yaml";

// The policy that counts for this mode (SPEC section 3, "Trust"). On a server: its own, then the repository's
// from the default branch as it is before the push. In client hooks: the staged one. --policy FILE stands in
// for the server's own, or for the repository's.
Result<policy::Policy> effective_policy(git::Repository& repository, const ChangeSet& changes,
                                        const Common& common);

// The same without what the repository has to say: where even an undecided push is written down is the
// server's to tell.
Result<policy::Policy> servers_own_policy(const git::Repository& repository, const Context& context,
                                          const Common& common);

// An error if the push brings a policy to the default branch that could not be read afterwards: the gate
// would be stuck with it.
Result<void> check_pushed_policy(git::Repository& repository, const ChangeSet& changes);

}  // namespace expgate::app
