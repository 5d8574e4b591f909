#include "input/pre_receive.h"

#include <memory>

#include "app/run.h"

namespace expgate::app {

namespace {

Action declare_pre_receive(CommandArguments& arguments, const Common& common) {
  arguments.writes_report();
  arguments.example("expgate pre-receive --mode warn",
                    msgid("Report what a push would violate, and accept it"));
  return [&common]() -> Result<int> {
    gate::Extras extras;
    extras.updates = input::pushed_updates;
    return run_gate(Mode::pre_receive, common, input::pre_receive, extras);
  };
}

}  // namespace

extern const Command pre_receive_command;
const Command pre_receive_command{
    "pre-receive", msgid("Server hook: check a push, whose ref updates come on stdin"), declare_pre_receive};

}  // namespace expgate::app
