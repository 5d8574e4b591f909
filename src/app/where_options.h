#pragma once

#include "app/hook_places.h"

namespace CLI {
class App;
}

namespace expgate::app {

// Adds the arguments that say which place is meant ([REPO], --server, --gitlab, --global, --hook) to a
// command.
void declare_where(CLI::App& sub, Where& where);

}  // namespace expgate::app
