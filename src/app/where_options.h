#pragma once

#include "app/arguments.h"
#include "app/command.h"
#include "deploy/hook_sites.h"

namespace expgate::app {

// Adds the arguments that choose a hook site ([REPO], --server, --gitlab, --global, --hook) to a command.
void declare_where(CommandArguments& arguments, deploy::Where& where);

// An error if a policy is named for such a command: nothing would read it.
Result<void> check_no_policy(const Common& common);

}  // namespace expgate::app
