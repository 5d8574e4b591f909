#include "app/command.h"

namespace expgate::app {

// Each is defined in the file of its name.
extern const Command audit_command;
extern const Command ci_command;
extern const Command commit_msg_command;
extern const Command pre_commit_command;
extern const Command pre_push_command;
extern const Command pre_receive_command;
extern const Command update_command;
extern const Command completion;
extern const Command doctor;
extern const Command compare;
extern const Command experiments;
extern const Command recipe;
extern const Command record;
extern const Command verify;
extern const Command explain;
extern const Command fix;
extern const Command help_command;
extern const Command init;
extern const Command install;
extern const Command log_command;
extern const Command man;
extern const Command mend;
extern const Command notebook_clean;
extern const Command policy_command;
extern const Command rules_command;
extern const Command uninstall;
extern const Command version_command;

namespace {

// In the order in which people meet them.
constexpr const Command* kCommands[] = {
    &init,
    &install,
    &doctor,
    &uninstall,  //
    &fix,
    &mend,
    &explain,
    &audit_command,  //
    &recipe,
    &record,
    &verify,
    &experiments,
    &compare,  //
    &policy_command,
    &rules_command,
    &log_command,  //
    &ci_command,
    &pre_commit_command,
    &commit_msg_command,
    &pre_push_command,
    &pre_receive_command,
    &update_command,
    &notebook_clean,  //
    &help_command,
    &completion,
    &man,
    &version_command,
};

constexpr CommandGroup kGroups[] = {
    {msgid("Start"), 4},        {msgid("Every day"), 4},
    {msgid("Experiments"), 5},  {msgid("Policy and rules"), 3},
    {msgid("Hooks and CI"), 7}, {msgid("About expgate"), 4},
};

}  // namespace

std::span<const Command* const> commands() {
  return kCommands;
}

std::span<const CommandGroup> command_groups() {
  return kGroups;
}

}  // namespace expgate::app
