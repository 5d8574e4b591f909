#include "input/pre_receive.h"

#include <optional>

#include "app/run.h"

namespace expgate::app {

namespace {

Action declare_pre_receive(CommandArguments& arguments, const Common& common) {
  arguments.writes_report();
  arguments.example("expgate pre-receive --mode warn",
                    msgid("Report what a push would violate, and accept it"));
  return [&common]() -> Result<int> {
    std::optional<Result<std::vector<RefUpdate>>> updates;  // stdin can be read only once
    gate::Extras extras;
    extras.updates = [&] {
      if (!updates) updates = input::pushed_updates();
      return *updates;
    };
    const gate::Collect collect = [&](git::Repository& repository) -> Result<ChangeSet> {
      TRY_ASSIGN(std::vector<RefUpdate> pushed, extras.updates());
      return input::pre_receive(repository, std::move(pushed));
    };
    return run_gate(Mode::pre_receive, common, collect, extras);
  };
}

}  // namespace

extern const Command pre_receive_command;
const Command pre_receive_command{
    "pre-receive", msgid("Server hook: check a push, whose ref updates come on stdin"), declare_pre_receive};

}  // namespace expgate::app
