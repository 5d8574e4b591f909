#include "app/command.h"
#include "app/help/man_page.h"
#include "app/output.h"
#include "base/version.h"

namespace expgate::app {

namespace {

Action declare_man(CommandArguments& arguments, const Common&) {
  arguments.example("expgate man | man -l -", msgid("Read it"));
  return []() -> Result<int> {
    TRY(print(man_page(command_tree(), version(), version_date())));
    return 0;
  };
}

}  // namespace

extern const Command man;
const Command man{"man", msgid("Print the manual page"), declare_man};

}  // namespace expgate::app
