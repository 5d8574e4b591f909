#include "app/help/completion.h"

#include <memory>

#include "app/command.h"
#include "app/output.h"

namespace expgate::app {

namespace {

std::string script_for(const std::string& shell) {
  const CommandNode root = command_tree();
  if (shell == "bash") return bash_completion(root);
  return shell == "zsh" ? zsh_completion(root) : fish_completion(root);
}

Action declare_completion(CommandArguments& arguments, const Common&) {
  auto shell = std::make_shared<std::string>();
  arguments.add({.value = "SHELL",
                 .help = msgid("The shell to complete for: bash, zsh or fish"),
                 .choices = {"bash", "zsh", "fish"},
                 .is_required = true},
                shell.get());
  arguments.footer(
      msgid("To turn it on for this session, in bash: eval \"$(expgate completion bash)\"; in fish: expgate "
            "completion fish | source. For zsh: expgate completion zsh > FOLDER/_expgate, where $fpath "
            "contains FOLDER before compinit runs."));
  return [shell]() -> Result<int> {
    TRY(print(script_for(*shell)));
    return 0;
  };
}

}  // namespace

extern const Command completion;
const Command completion{"completion", msgid("Print a completion script for bash, zsh or fish"),
                         declare_completion};

}  // namespace expgate::app
