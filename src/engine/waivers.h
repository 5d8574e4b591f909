#pragma once

#include <functional>

#include "base/result.h"
#include "model/context.h"
#include "model/report.h"
#include "policy/policy.h"

namespace expgate::engine {

// Moves the findings that the policy's exceptions let pass, and the errors that a bypass with a reason does,
// from report.findings to report.waived; the notes say what the pusher should know of it. An error: a glob
// that is none.
Result<void> waive(const policy::Policy& policy, const Context& context, Report& report);

// Whether waive() will let a finding pass: nobody is to be told to mend it. An error: a glob that is none.
using IsWaived = std::function<bool(const Finding&)>;
Result<IsWaived> expected_waivers(const policy::Policy& policy, const Context& context);

}  // namespace expgate::engine
