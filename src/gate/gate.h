#pragma once

#include <functional>
#include <vector>

#include "engine/watcher.h"
#include "gate/settings.h"
#include "git/repository.h"
#include "model/change_set.h"
#include "model/report.h"

namespace expgate::gate {

// Gathers what a mode is to judge.
using Collect = std::function<Result<ChangeSet>(git::Repository&)>;

// What a command adds to the way of the data; nothing of it needs to be there.
struct Extras {
  engine::Watcher* watcher = nullptr;
  // May learn more about what is known already, when there are errors. Returns whether to judge once more; or
  // adds to the report why it cannot know.
  std::function<Result<bool>(git::Repository&, Report&)> learn_more;
  // What a server hook was given to judge, for the audit log if nothing more can be found out.
  std::function<Result<std::vector<RefUpdate>>()> updates;
  // Is called when judging is over, whatever came of it.
  std::function<void()> ended;
  // Has its say when all is judged, before the report is written.
  std::function<Result<void>(git::Repository&, const ChangeSet&, Report&)> finish;
};

// The way of the data, whatever the mode: gather the changes, find the policy, judge. Returns the report,
// with an error in it where nothing could be decided; the audit log is written by then.
Report run(Mode mode, const Settings& settings, const Collect& collect, const Extras& extras = {});

// Judges a push that a client is about to make, in a repository that is open already. An error: nothing could
// be decided.
Result<Report> judge_push(git::Repository& repository, const ChangeSet& changes, const Settings& settings);

}  // namespace expgate::gate
