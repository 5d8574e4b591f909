#pragma once

#include "input/ci.h"
#include "input/ci_clone.h"
#include "model/change_set.h"

// What is judged for each kind of event: the updates, what counts as having been there before them, the
// revision whose policy counts, and a note that says so.
namespace expgate::input {

Result<ChangeSet> push_updates(const CiClone& clone);
Result<ChangeSet> request_updates(const CiClone& clone);
Result<ChangeSet> queue_updates(const CiClone& clone);

// The commits of "A..B", as `git log` has them, as the event's ref would get them. An error if nobody says
// which branch is the default one, nor that this is another: its rules would be left out without a word.
Result<ChangeSet> range_updates(const CiClone& clone, const CiOptions& options);

// The commit that HEAD names.
Result<Oid> head_here(const CiClone& clone);

// The error of two commits that have no common ancestor here.
tl::unexpected<Error> no_common_history(const CiClone& clone, const Oid& one, const Oid& other);

}  // namespace expgate::input
