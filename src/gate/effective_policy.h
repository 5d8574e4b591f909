#pragma once

#include <string_view>

#include "base/result.h"
#include "gate/settings.h"
#include "git/repository.h"
#include "model/change_set.h"
#include "policy/load.h"

namespace expgate::gate {

// Where a server keeps its policy.
inline constexpr std::string_view kSystemFolder = "/etc/expgate/";

// Where a repository keeps its policy.
inline constexpr const char* kRepositoryPolicy = ".expgate.yaml";

// The blob of the policy in the tree of that commit, or of the commit that a tag stands for; nothing where
// there is none. An error where it is no plain file.
Result<std::optional<Oid>> policy_blob(git::Repository& repository, const Oid& tip);

// The same in the tree that comes of the update.
Result<std::optional<Oid>> brought_policy(git::Repository& repository, const RefUpdate& update);

// The policy that counts for this mode (docs/policy.md, "Trust"). On a server: its own, then the repository's
// from the default branch as it is before the push. In client hooks: the staged one. In CI: that of the base.
// In an audit: that of HEAD, or in a bare repository what a server would judge by.
// --policy FILE stands in for the server's own, or for the repository's.
Result<policy::Policy> effective_policy(git::Repository& repository, const ChangeSet& changes,
                                        const Settings& settings);

// The layers that make it on a server, from the first to the last: its own files, then the repository's.
Result<std::vector<policy::Layer>> server_layers(git::Repository& repository, const Context& context,
                                                 const Settings& settings);

// The same without what the repository with that common folder has to say, which need not be readable; in CI
// the built-in rules.
Result<policy::Policy> servers_own_policy(const std::string& folder, const Context& context,
                                          const Settings& settings);

// The same of as many of the server's files as can be read, from the first on: it tells where even a push is
// written down that could not be decided. An error where there is none.
Result<policy::Policy> readable_policy(const std::string& folder, const Context& context,
                                       const Settings& settings);

// An error if a check of the policy cannot be made: an option has a value that its rule cannot work with.
Result<void> validate(const policy::Policy& policy, const Context& context);

// An error if the push brings a policy to the default branch that could not be read afterwards: the gate
// would be stuck with it. `policy` is the one in force.
Result<void> check_pushed_policy(git::Repository& repository, const ChangeSet& changes,
                                 const policy::Policy& policy, const Settings& settings);

// The way out where the default branch has a policy that cannot be read: whether all that the push does is to
// add one commit to that branch as it is, or the merge of one, that changes the policy and no other file. On
// any branch, so that it can be reviewed. An error where what it changes the policy to is no better.
Result<bool> repairs_policy(git::Repository& repository, const ChangeSet& changes, const Settings& settings);

}  // namespace expgate::gate
