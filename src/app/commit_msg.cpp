#include "input/commit_msg.h"

#include <memory>

#include "app/run.h"

namespace expgate::app {

namespace {

Action declare_commit_msg(CommandArguments& arguments, const Common& common) {
  const auto file = std::make_shared<std::string>();
  arguments.add({.value = "FILE", .help = msgid("The file with the commit message"), .is_required = true},
                file.get());
  arguments.writes_report();
  arguments.example("expgate commit-msg .git/COMMIT_EDITMSG", msgid("Check the last message that you wrote"));
  return [&common, file]() -> Result<int> {
    return run_gate(Mode::commit_msg, common,
                    [&](git::Repository& repository) { return input::commit_msg(repository, *file); });
  };
}

}  // namespace

extern const Command commit_msg_command;
const Command commit_msg_command{"commit-msg", msgid("Hook: check a commit message"), declare_commit_msg};

}  // namespace expgate::app
