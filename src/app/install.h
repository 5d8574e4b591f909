#pragma once

#include "base/result.h"
#include "deploy/hook_sites.h"

namespace expgate::app {

// Puts the hooks of the place that `where` is, and says on stdout what it did; yields the exit code. What
// `expgate install` does, for other commands. `dry_run`: says it only.
Result<int> put_hooks(const deploy::Where& where, bool dry_run);

}  // namespace expgate::app
