#pragma once

#include "app/arguments.h"
#include "deploy/hook_sites.h"

namespace expgate::app {

// Adds the arguments that choose a hook site ([REPO], --server, --gitlab, --global, --hook) to a command.
void declare_where(CommandArguments& arguments, deploy::Where& where);

}  // namespace expgate::app
