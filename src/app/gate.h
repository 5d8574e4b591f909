#pragma once

#include <functional>

#include "app/command.h"
#include "git/repository.h"
#include "model/change_set.h"

namespace expgate::app {

// Gathers what a mode is to judge.
using Collect = std::function<Result<ChangeSet>(git::Repository&)>;

// The way of the data, whatever the mode: gather the changes, find the policy, judge, report. Yields the exit
// code; what could not be decided is reported like a verdict.
int run_gate(Mode mode, const Common& common, const Collect& collect);

}  // namespace expgate::app
