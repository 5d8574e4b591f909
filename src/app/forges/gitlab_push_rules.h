#pragma once

#include "app/forges/draft.h"

namespace expgate::app {

// The policy as the attributes of GitLab's project push rules (`PUT /projects/:id/push_rule`), a JSON object.
Result<ForgeExport> gitlab_push_rules(const policy::Policy& policy, bool strict);

}  // namespace expgate::app
