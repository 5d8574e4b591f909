#pragma once

#include "app/command.h"

namespace expgate::app {

// Declares `policy try`.
void declare_policy_try(CommandArguments& arguments, const Common& common);

}  // namespace expgate::app
