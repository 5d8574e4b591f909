#include "input/pre_commit.h"

#include <memory>

#include "app/run.h"

namespace expgate::app {

namespace {

Action declare_pre_commit(CommandArguments& arguments, const Common& common) {
  arguments.writes_report();
  return [&common]() -> Result<int> { return run_gate(Mode::pre_commit, common, input::pre_commit); };
}

}  // namespace

extern const Command pre_commit_command;
const Command pre_commit_command{"pre-commit", msgid("Hook: check the staged changes against HEAD"),
                                 declare_pre_commit};

}  // namespace expgate::app
