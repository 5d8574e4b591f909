#include "app/help/man_page.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "rules/rule.h"

namespace expgate::app {

namespace {

// A text that roff takes as it is: no control line, no escape, and hyphens that can be copied.
std::string roff(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '`' || c == '\'')
      out += c == '`' ? "\\(ga" : "\\(aq";
    else
      out += c;
  }
  return out;
}

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string italic(std::string_view text) {
  return "\\fI" + roff(text) + "\\fR";
}

// "[options] REF OLD NEW", "[options] [PATH...]".
std::string synopsis_of(const CommandNode& command) {
  std::string out = bold("expgate " + command.name);
  if (!command.options.empty()) out += " [options]";
  for (const Argument& argument : command.positionals) {
    const std::string value = italic(argument.value) + (argument.is_repeatable ? "..." : "");
    out += argument.is_required ? " " + value : " [" + value + "]";
  }
  return out;
}

std::string entry_of(const Argument& argument, bool is_option) {
  std::string head;
  for (const std::string& name : argument.names)
    if (is_option) head += (head.empty() ? "" : ", ") + bold(name);
  if (!is_option || argument.values != Argument::Values::none)
    head += (is_option ? " " : "") + italic(argument.value);
  return ".TP\n" + head + "\n" + roff(english(help_of(argument))) + ".\n";
}

std::string section_of(const CommandNode& command) {
  std::string out = ".SS \"expgate " + roff(command.name) + "\"\n" + synopsis_of(command) + "\n.PP\n" +
                    roff(english(command.summary)) + ".\n";
  if (!command.footer.empty()) out += roff(english(command.footer)) + "\n";
  for (const Argument& argument : command.positionals) out += entry_of(argument, false);
  for (const Argument& option : command.options) out += entry_of(option, true);
  for (const Example& each : command.examples)
    out += ".PP\n" + roff(english(each.what)) + ":\n.PP\n.EX\n    " + roff(each.line) + "\n.EE\n";
  return out;
}

constexpr std::string_view kDescription = R"(.SH DESCRIPTION
Checks commits and pushes of deep\-learning repositories.
A change gets in only if a colleague can maintain it and, if it is an experiment, rerun it:
the message says what was done, the history holds no weights, logs or data,
and the recipe (code, environment, config, seed) is complete before anything reaches
.I exp/*
or
.IR main .
.PP
The same program runs as client hooks, as
.I pre\-receive
on a server, and as a CI step.
All three use the same rules and the same policy file and reach the same verdict.
)";

constexpr std::string_view kClosing = R"(.SH "EXIT STATUS"
.TP
.B 0
Passed. Warnings alone are 0.
.TP
.B 1
Findings of severity error. Hooks reject.
.TP
.B 2
Could not decide: a mistake on the command line, a bad policy, a damaged repository, missing objects.
Hooks reject.
.SH ENVIRONMENT
.TP
.BR NO_COLOR ", " FORCE_COLOR
Never or always colour the output.
.B \-\-color
takes precedence.
.SH FILES
.TP
.I .expgate.yaml
The policy of a repository, at its root.
.TP
.I /etc/expgate/policy.yaml
The policy of a server for all its projects.
.TP
.I custom_hooks/expgate.yaml
The policy of a server for one repository.
.TP
.IR hooks/ ", " rules/
Copies of the hooks and the policy packs in the program, for reading.
They are in the folder
.I share/expgate
beside the folder of the program.
.SH EXAMPLES
.EX
cd REPO && expgate init
expgate doctor
expgate explain max\-file\-size
.EE
.SH "SEE ALSO"
.BR git (1),
.BR githooks (5)
)";

}  // namespace

std::string man_page(const CommandNode& root, std::string_view version, std::string_view date) {
  std::string out = fmt::format(".TH EXPGATE 1 {} \"expgate {}\"\n", date, version);
  out += ".SH NAME\nexpgate \\- commit and push checks for deep\\-learning repositories\n.SH SYNOPSIS\n";
  out += bold("expgate") + " " + italic("COMMAND") + " [options] [arguments]\n";
  out += kDescription;
  out += ".SH COMMANDS\n";
  for (const CommandNode* command : leaves_of(root)) out += section_of(*command);
  out += ".SH OPTIONS\nThese are common to all commands.\n";
  for (const Argument& option : root.options) out += entry_of(option, true);
  out += ".SH RULES\n" + bold("expgate explain") + " " + italic("RULE") +
         " explains what a rule checks, why, and how to fix its findings.\n.PP\n.nh\n";
  std::vector<std::string> rules;
  for (const Declaration* rule : rules::declarations()) rules.push_back(roff(rule->id));
  out += join(rules, ", ") + ".\n.hy\n";
  return out + std::string(kClosing);
}

}  // namespace expgate::app
