#pragma once

#include "app/command.h"

namespace expgate::app {

// Declares `policy export` and `policy import`.
void declare_policy_exchange(CommandArguments& arguments, const Common& common);

}  // namespace expgate::app
