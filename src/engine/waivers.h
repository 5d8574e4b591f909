#pragma once

#include "base/result.h"
#include "model/context.h"
#include "model/report.h"
#include "policy/policy.h"

namespace expgate::engine {

// Moves the findings that the policy's exceptions let pass, and the errors that a bypass with a reason does,
// from report.findings to report.waived; the notes say what the pusher should know of it. An error: a glob
// that is none.
Result<void> waive(const policy::Policy& policy, const Context& context, Report& report);

}  // namespace expgate::engine
