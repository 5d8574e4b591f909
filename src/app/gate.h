#pragma once

#include <functional>

#include "app/command.h"
#include "engine/watcher.h"
#include "git/repository.h"
#include "model/change_set.h"
#include "model/report.h"

namespace expgate::app {

// Gathers what a mode is to judge.
using Collect = std::function<Result<ChangeSet>(git::Repository&)>;

// What a command adds to the way of the data; nothing of it needs to be there.
struct Extras {
  engine::Watcher* watcher = nullptr;
  // Has its say when all is judged, before the report is written.
  std::function<Result<void>(git::Repository&, const ChangeSet&, Report&)> finish;
};

// The way of the data, whatever the mode: gather the changes, find the policy, judge, report. Yields the exit
// code; what could not be decided is reported like a verdict.
int run_gate(Mode mode, const Common& common, const Collect& collect, const Extras& extras = {});

}  // namespace expgate::app
