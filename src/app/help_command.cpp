#include <memory>

#include "app/command.h"
#include "app/help/help_text.h"
#include "base/strings.h"

namespace expgate::app {

namespace {

Action declare_help(CommandArguments& arguments, const Common&) {
  const auto names = std::make_shared<std::vector<std::string>>();
  arguments.add(
      {.value = "COMMAND", .help = msgid("The command to describe; without it, all commands are listed")},
      names.get());
  arguments.example("expgate help policy show", msgid("Describe a command"));
  return [names] { return print_help(join(*names, " ")); };
}

}  // namespace

extern const Command help_command;
const Command help_command{"help", msgid("List the commands, or describe one"), declare_help};

}  // namespace expgate::app
