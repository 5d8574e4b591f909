#include <array>
#include <memory>

#include <fmt/core.h>

#include "app/command.h"
#include "app/output.h"
#include "app/where_options.h"
#include "deploy/examine_installation.h"
#include "deploy/trial_push.h"
#include "report/phrases.h"
#include "text/columns.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

using deploy::InstallationCheck;
using deploy::InstallationChecks;
using deploy::TrialPush;

// Prints the checks. Returns whether one of them is bad.
Result<bool> print_checks(const InstallationChecks& checks, bool quiet) {
  constexpr std::array<std::string_view, 3> kNames{"ok   ", "warn ", "bad  "};
  bool is_bad = false;
  for (const InstallationCheck& check : checks) {
    is_bad = is_bad || check.health == InstallationCheck::Health::bad;
    if (quiet && check.health == InstallationCheck::Health::ok) continue;
    // A line ends where a terminal does, but for commands: those are pasted.
    constexpr std::size_t kIndent = 6;
    const auto wrapped = [](const Text& text) { return text::wrapped(report::shown(text), kIndent); };
    TRY(print(fmt::format("{} {}", kNames.at(static_cast<std::size_t>(check.health)),
                          wrapped(check.text).substr(kIndent))));
    for (const std::string& line : check.details) TRY(print("      | " + text::printable(line) + "\n"));
    const auto indented = [](const Text& text) { return "      " + report::shown(text) + "\n"; };
    if (!check.commands.empty())
      TRY(print(indented(tr("run: {commands}", {{"commands", text::shell_line(check.commands)}}))));
    if (!check.help.empty()) TRY(print(wrapped(tr("help: {help}", {{"help", check.help}}))));
  }
  return is_bad;
}

// 0: all well, 1: pushes are not blocked, 2: cannot tell (also as an Error).
Result<int> diagnose(const deploy::Where& where, const deploy::TrialPushOptions& options, bool quiet) {
  constexpr int kNotBlocked = 1;
  constexpr int kUndecided = 2;
  deploy::HookSite site;
  TRY_ASSIGN(const InstallationChecks checks, deploy::examine_installation(where, site));
  TRY_ASSIGN(const bool is_bad, print_checks(checks, quiet));
  if (!site.is_server) return is_bad ? kNotBlocked : 0;
  if (site.unsupported) return kUndecided;  // a copy to push to would be of another kind
  const TrialPush trial = deploy::run_trial_push(site, options);
  TRY(print_checks(trial.checks, quiet));
  switch (trial.outcome) {
    case TrialPush::Outcome::blocked:
      return is_bad ? kNotBlocked : 0;
    case TrialPush::Outcome::not_blocked:
      return kNotBlocked;
    case TrialPush::Outcome::accepted_by_policy:  // a bad hook explains it as well
      return is_bad ? kNotBlocked : kUndecided;
    case TrialPush::Outcome::inconclusive:
      break;
  }
  return kUndecided;
}

// The options of the trial push, for servers only.
Result<void> check_variable(const std::string& variable) {
  const std::size_t equals = variable.find('=');
  if (equals != 0 && equals != std::string::npos) return {};
  return fail(tr("`{variable}` is not NAME=VALUE", {{"variable", variable}}));
}

void declare_trial_push(CommandArguments& arguments, deploy::TrialPushOptions& options) {
  arguments.add({.names = {"--user"},
                 .value = "NAME",
                 .help = tr("Server: the user who runs the hooks"),
                 .fallback = tr("the owner of the repository")},
                &options.user);
  arguments.add({.names = {"--project"},
                 .value = "PROJECT",
                 .help = tr("Server: the project path of the trial push (GL_PROJECT_PATH)")},
                &options.project);
  arguments.add({.names = {"--branch"}, .value = "NAME", .help = tr("Server: the branch of the trial push")},
                &options.branch);
  arguments.add({.names = {"--message"},
                 .value = "TEXT",
                 .help = tr("Server: a commit message that the policy accepts, for the trial push")},
                &options.message);
  arguments.add({.names = {"--env"},
                 .value = "NAME=VALUE",
                 .help = tr("Server: an environment variable for git and the hooks; can be repeated"),
                 .check = check_variable},
                &options.environment);
}

Action declare_doctor(CommandArguments& arguments, const Common& common) {
  auto where = std::make_shared<deploy::Where>();
  auto options = std::make_shared<deploy::TrialPushOptions>();
  declare_where(arguments, *where);
  declare_trial_push(arguments, *options);
  return [where, options, &common]() -> Result<int> {
    TRY(check_no_policy(common));
    return diagnose(*where, *options, common.quiet);
  };
}

}  // namespace

extern const Command doctor;
const Command doctor{"doctor", msgid("Check the installation and print the fix for each problem"),
                     declare_doctor};

}  // namespace expgate::app
