#include "app/help/completion.h"

#include <memory>

#include "app/command.h"
#include "app/output.h"

namespace expgate::app {

namespace {

Action declare_completion(CommandArguments& arguments, const Common&) {
  auto shell = std::make_shared<std::string>();
  arguments.add({.value = "SHELL",
                 .help = msgid("The shell to complete for: bash, zsh or fish"),
                 .choices = {"bash", "zsh", "fish"},
                 .is_required = true},
                shell.get());
  arguments.footer(
      msgid("It asks the program what can follow each time, so it need not be made again after an update. In "
            "zsh, compinit has to run before it; packages install it for all shells."));
  arguments.example("expgate completion bash >> ~/.bashrc", msgid("Turn it on in bash"));
  arguments.example("expgate completion fish > ~/.config/fish/completions/expgate.fish", msgid("In fish"));
  return [shell]() -> Result<int> {
    TRY(print(completion_script(*shell)));
    return 0;
  };
}

}  // namespace

extern const Command completion;
const Command completion{"completion", msgid("Print a completion script for bash, zsh or fish"),
                         declare_completion};

}  // namespace expgate::app
