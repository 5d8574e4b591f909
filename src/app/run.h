#pragma once

#include "app/command.h"
#include "gate/gate.h"

namespace expgate::app {

// Runs the gate and prints its report where the options want it. Returns the exit code.
int run_gate(Mode mode, const Common& common, const gate::Collect& collect, const gate::Extras& extras = {});

}  // namespace expgate::app
