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
  return ".TP\n" + head + "\n" + roff(help_of(argument)) + ".\n";
}

std::string section_of(const CommandNode& command) {
  std::string out = ".SS \"expgate " + roff(command.name) + "\"\n" + synopsis_of(command) + "\n.PP\n" +
                    roff(command.summary) + ".\n";
  if (!command.footer.empty()) out += roff(command.footer) + "\n";
  for (const Argument& argument : command.positionals) out += entry_of(argument, false);
  for (const Argument& option : command.options) out += entry_of(option, true);
  return out;
}

constexpr std::string_view kDescription = R"(.SH DESCRIPTION
The gate of a deep\-learning team's Git.
A change gets in only when somebody else can live with it and, where it is an experiment, reproduce it:
a message that says what was done; no weights, logs or data in the history;
and the recipe (code, environment, config, seed) in place before anything reaches
.I exp/*
or
.IR main .
.PP
The same rules, the same policy file and the same verdict serve as client hooks, as
.I pre\-receive
on a server, and as a step of CI.
)";

constexpr std::string_view kClosing = R"(.SH "EXIT STATUS"
.TP
.B 0
Passed. Warnings alone are 0.
.TP
.B 1
Violations: hooks refuse.
.TP
.B 2
Could not decide (a bad policy, a damaged repository, missing objects): hooks refuse, too.
.SH ENVIRONMENT
.TP
.BR NO_COLOR ", " FORCE_COLOR
Never, or always, colour the output;
.B \-\-color
counts for more.
.SH FILES
.TP
.I .expgate.yaml
The policy of a repository, at its root.
.TP
.I /etc/expgate/policy.yaml
A server's policy for all of its projects.
.TP
.I custom_hooks/expgate.yaml
A server's policy for one repository.
.TP
.IR hooks/ ", " rules/
In the folder
.I share/expgate
beside the program's: the hooks and the packs of rules as they are in the program, to read.
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
  out += ".SH NAME\nexpgate \\- the gate of a deep\\-learning team's Git\n.SH SYNOPSIS\n";
  out += bold("expgate") + " " + italic("COMMAND") + " [options] [arguments]\n";
  out += kDescription;
  out += ".SH COMMANDS\n";
  for (const CommandNode* command : leaves_of(root)) out += section_of(*command);
  out += ".SH OPTIONS\nEvery command knows these.\n";
  for (const Argument& option : root.options) out += entry_of(option, true);
  out += ".SH RULES\n" + bold("expgate explain") + " " + italic("RULE") +
         " tells what one checks, why, and how to mend what it refuses.\n.PP\n.nh\n";
  std::vector<std::string> rules;
  for (const Declaration* rule : rules::declarations()) rules.push_back(roff(rule->id));
  out += join(rules, ", ") + ".\n.hy\n";
  return out + std::string(kClosing);
}

}  // namespace expgate::app
