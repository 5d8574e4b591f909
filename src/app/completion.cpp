#include "app/help/completion.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/output.h"

namespace expgate::app {

namespace {

std::string script_for(const std::string& shell) {
  const CommandNode root = command_tree();
  if (shell == "bash") return bash_completion(root);
  return shell == "zsh" ? zsh_completion(root) : fish_completion(root);
}

Action declare(CLI::App& sub, const Common&) {
  auto shell = std::make_shared<std::string>();
  sub.add_option("shell", *shell, "Whose script to print")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("SHELL");
  sub.footer(
      "For this session: eval \"$(expgate completion bash)\", or: expgate completion fish | source. For zsh: "
      "expgate completion zsh > FOLDER/_expgate, with the FOLDER in $fpath before compinit.");
  return [shell]() -> Result<int> {
    TRY(print(script_for(*shell)));
    return 0;
  };
}

}  // namespace

extern const Command completion;
const Command completion{"completion", "Print the script that completes commands in a shell", declare};

}  // namespace expgate::app
