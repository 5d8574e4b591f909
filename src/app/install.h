#pragma once

#include "app/hook_places.h"
#include "base/result.h"

namespace expgate::app {

// Puts the hooks of the place that `where` is, and says on stdout what it did; yields the exit code. What
// `expgate install` does, for other commands. `dry_run`: says it only.
Result<int> put_hooks(const Where& where, bool dry_run);

}  // namespace expgate::app
