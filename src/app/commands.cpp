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
extern const Command man;
extern const Command mend;
extern const Command notebook_clean;
extern const Command policy_command;
extern const Command rules_command;
extern const Command uninstall;
extern const Command version_command;

namespace {

constexpr const Command* kCommands[] = {
    &pre_commit_command,
    &commit_msg_command,
    &pre_push_command,
    &pre_receive_command,
    &update_command,
    &ci_command,
    &audit_command,
    &mend,
    &fix,
    &notebook_clean,
    &experiments,
    &recipe,
    &record,
    &compare,
    &verify,
    &explain,
    &rules_command,
    &policy_command,
    &init,
    &install,
    &uninstall,
    &doctor,
    &completion,
    &man,
    &help_command,
    &version_command,
};

}  // namespace

std::span<const Command* const> commands() {
  return kCommands;
}

}  // namespace expgate::app
