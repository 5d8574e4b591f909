#pragma once

#include "base/result.h"
#include "engine/active_check.h"
#include "engine/push_reach.h"
#include "message/message.h"
#include "model/repository.h"

// Texts that a forge or a program wrote, which their user could not edit: they are known by what git holds
// beside them, not by their words (docs/server.md, "Texts of forges and programs").
namespace expgate::engine {

// Whether the policy of these checks lets the messages of release tools pass (`release_commits`).
bool lets_releases_pass(const ActiveChecks& checks);

// The kind of an ordinary message after a look at its commit: `revert` where it says that it reverts a
// request and takes back what an ancestor had done, `merge` where it repeats the message of a merge that it
// picked, or is the squashed half of a `git subtree` merge. Else `ordinary`, whatever its words.
// With `lets_releases`, `release` where a release tool wrote it and the commit does what such a tool does.
Result<message::Kind> kind_by_history(const Commit& commit, const message::Message& message,
                                      bool lets_releases, const PushReach& reach, Repository& repository);

}  // namespace expgate::engine
