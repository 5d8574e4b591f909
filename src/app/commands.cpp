#include "app/command.h"

namespace expgate::app {

// Each is defined in the file of its name.
extern const Command doctor;
extern const Command explain;
extern const Command init;
extern const Command install;
extern const Command policy_command;
extern const Command rules_command;
extern const Command uninstall;

namespace {

constexpr const Command* kCommands[] = {
    &explain,
    &rules_command,
    &policy_command,
    &init,
    &install,
    &uninstall,
    &doctor,
};

}  // namespace

std::span<const Command* const> commands() {
  return kCommands;
}

}  // namespace expgate::app
