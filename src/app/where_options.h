#pragma once

#include "deploy/hook_sites.h"

namespace CLI {
class App;
}

namespace expgate::app {

// Adds the arguments that say which place is meant ([REPO], --server, --gitlab, --global, --hook) to a
// command.
void declare_where(CLI::App& sub, deploy::Where& where);

}  // namespace expgate::app
