#pragma once

#include "app/forges/draft.h"

namespace expgate::app {

// The names that artifact-path rejects whatever the file holds as lines of a .gitignore, as `init` writes
// them; nothing where that rule is off.
ForgeExport ignore_export(const policy::Policy& policy);

}  // namespace expgate::app
