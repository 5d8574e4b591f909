#include "app/command.h"
#include "app/formats.h"
#include "text/suggestion.h"

namespace expgate::app {

void declare_common(CommandArguments& arguments, Common& common) {
  arguments.add(
      {.names = {"--policy"},
       .value = "FILE",
       .help = msgid("Check with this policy file. In a server hook it replaces the server's own policy, "
                     "elsewhere that of the repository")},
      &common.policy);
  arguments.add({.names = {"--format"},
                 .value = "FORMAT",
                 .help = tr("Output format: {formats}", {{"formats", text::listed(report_formats())}})},
                &common.format);
  arguments.add({.names = {"--report"},
                 .value = "FORMAT=FILE",
                 .help = msgid("Also write the report to FILE in that format; can be repeated")},
                &common.reports);
  arguments.add(
      {.names = {"--mode"},
       .value = "MODE",
       .help = msgid("What errors lead to: `enforce` rejects, `warn` reports them and exits with 0"),
       .choices = {"enforce", "warn"}},
      &common.mode);
  arguments.add({.names = {"--color"},
                 .value = "WHEN",
                 .help = msgid("When to use colour: auto, always or never"),
                 .choices = {"auto", "always", "never"}},
                &common.color);
  arguments.add({.names = {"-q", "--quiet"}, .help = msgid("Print only findings and errors")}, &common.quiet);
  arguments.add({.names = {"-v", "--verbose"}, .help = msgid("Also print what was checked")},
                &common.verbose);
  arguments.add({.names = {"-V", "--version"}, .help = msgid("Print the version"), .is_final = true},
                &common.version);
  arguments.add({.names = {"-h", "--help"}, .help = msgid("Print help"), .is_final = true}, &common.help);
}

}  // namespace expgate::app
