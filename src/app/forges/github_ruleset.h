#pragma once

#include "app/forges/draft.h"

namespace expgate::app {

// The policy as rulesets of a GitHub repository, a JSON array: each is a body of
// `POST /repos/{owner}/{repo}/rulesets`, one for each set of refs, and one for files (target `push`).
Result<ForgeExport> github_rulesets(const policy::Policy& policy, bool strict);

}  // namespace expgate::app
