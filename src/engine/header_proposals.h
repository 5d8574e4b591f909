#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "engine/active_check.h"
#include "engine/findings.h"
#include "rules/rule.h"

namespace expgate::engine {

// Makes what was found in one message propose one header that every check of messages among `checks` lets
// pass, or none (rules/header_proposal.h). `first` is where its findings begin in `pending`; `is_for` says
// which checks are for the commit. Errors: a check cannot decide.
Result<void> settle_header(const ActiveChecks& checks, const std::function<bool(const ActiveCheck&)>& is_for,
                           const rules::CommitView& view, std::vector<PendingFinding>& pending,
                           std::size_t first);

}  // namespace expgate::engine
