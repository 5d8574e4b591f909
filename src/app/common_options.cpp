#include <fmt/core.h>

#include "app/command.h"
#include "app/formats.h"

namespace expgate::app {

void declare_common(CommandArguments& arguments, Common& common) {
  arguments.add({.names = {"--policy"},
                 .value = "FILE",
                 .help = "Check with this policy file. In a server hook it replaces the server's own policy, "
                         "elsewhere that of the repository"},
                &common.policy);
  arguments.add(
      {.names = {"--format"}, .value = "FORMAT", .help = fmt::format("Output format: {}", format_names())},
      &common.format);
  arguments.add({.names = {"--report"},
                 .value = "FORMAT=FILE",
                 .help = "Also write the report to FILE in that format; can be repeated"},
                &common.reports);
  arguments.add({.names = {"--mode"},
                 .value = "MODE",
                 .help = "What errors lead to: `enforce` rejects, `warn` reports them and exits with 0",
                 .choices = {"enforce", "warn"}},
                &common.mode);
  arguments.add({.names = {"--color"},
                 .value = "WHEN",
                 .help = "When to use colour: auto, always or never",
                 .choices = {"auto", "always", "never"}},
                &common.color);
  arguments.add({.names = {"-q", "--quiet"}, .help = "Print only findings and errors"}, &common.quiet);
  arguments.add({.names = {"-v", "--verbose"}, .help = "Also print what was checked"}, &common.verbose);
  arguments.add({.names = {"-V", "--version"}, .help = "Print the version", .is_final = true},
                &common.version);
  arguments.add({.names = {"-h", "--help"}, .help = "Print help", .is_final = true}, &common.help);
}

}  // namespace expgate::app
