#include "app/version_command.h"

#include <fmt/core.h>

#include "app/command.h"
#include "app/output.h"
#include "base/version.h"

namespace expgate::app {

namespace {

Action declare_version(CommandArguments& arguments, const Common&) {
  arguments.example("expgate --version", msgid("The same, as an option"));
  return print_version;
}

}  // namespace

Result<int> print_version() {
  TRY(print(fmt::format("expgate {}\n", version())));
  return 0;
}

extern const Command version_command;
const Command version_command{"version", msgid("Print the version"), declare_version};

}  // namespace expgate::app
