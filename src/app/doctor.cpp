#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/output.h"
#include "app/terminal.h"
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

Result<void> print_checks(const InstallationChecks& checks, bool quiet) {
  constexpr std::array<std::string_view, 3> kNames{"ok   ", "warn ", "bad  "};
  for (const InstallationCheck& check : checks) {
    if (quiet && check.health == InstallationCheck::Health::ok) continue;
    // A line ends where a terminal does, but for commands: those are pasted.
    constexpr std::size_t kIndent = 6;
    const auto wrapped = [](const Text& text) {
      return text::wrapped(report::shown(text), kIndent, prose_width());
    };
    TRY(print(fmt::format("{} {}", kNames.at(static_cast<std::size_t>(check.health)),
                          wrapped(check.text).substr(kIndent))));
    for (const std::string& line : check.details) TRY(print("      | " + text::printable(line) + "\n"));
    const auto indented = [](const Text& text) { return "      " + report::shown(text) + "\n"; };
    if (!check.commands.empty())
      TRY(print(indented(tr("run: {commands}", {{"commands", text::shell_line(check.commands)}}))));
    if (!check.help.empty()) TRY(print(wrapped(tr("help: {help}", {{"help", check.help}}))));
  }
  return {};
}

using Effect = InstallationCheck::Effect;

const InstallationCheck* first_with(const InstallationChecks& checks, Effect effect) {
  const auto found = std::ranges::find(checks, effect, &InstallationCheck::effect);
  return found == checks.end() ? nullptr : &*found;
}

// What all of it comes to. Of a server the trial push says most, of a clone its hooks.
struct Conclusion {
  std::string_view state;  // in JSON: "shut", "half-open", "open", "unknown"
  Text text;               // one line
};

Conclusion conclusion_of(const InstallationChecks& checks, const std::optional<TrialPush::Outcome>& trial) {
  using Outcome = TrialPush::Outcome;
  const auto bad = std::ranges::find(checks, InstallationCheck::Health::bad, &InstallationCheck::health);
  const InstallationCheck* unchecked = first_with(checks, Effect::unchecked);
  const InstallationCheck* reported = first_with(checks, Effect::reported);
  const bool is_checked = trial ? *trial != Outcome::not_blocked
                                : reported != nullptr || first_with(checks, Effect::checked) != nullptr;
  const auto found = [&](std::string_view state, Msgid text, const Text& why) {
    return Conclusion{state, {text, {{"why", why}}}};
  };
  constexpr Msgid kOpen = msgid("open: nothing is checked: {why}");
  constexpr Msgid kHalfOpen = msgid("half open: {why}");
  if (const InstallationCheck* all = first_with(checks, Effect::all_rejected))
    return found("shut", msgid("shut, even to what is right: {why}"), all->text);
  if (!is_checked && unchecked != nullptr) return found("open", kOpen, unchecked->text);
  if (!is_checked && bad != checks.end()) return found("open", kOpen, bad->text);
  const bool proves_nothing =
      trial && (*trial == Outcome::inconclusive || *trial == Outcome::accepted_by_policy);
  if (proves_nothing && unchecked == nullptr && bad != checks.end())
    return found("unknown", msgid("unknown: {why}"), bad->text);
  if (proves_nothing && unchecked == nullptr) return {"unknown", tr("unknown: no push could be tried")};
  if (bad != checks.end()) return found("half-open", kHalfOpen, bad->text);
  if (reported != nullptr) return found("half-open", kHalfOpen, reported->text);
  return {"shut", trial ? tr("shut: every push is checked") : tr("shut: commits and pushes are checked")};
}

std::string_view health_name(InstallationCheck::Health health) {
  constexpr std::array<std::string_view, 3> kNames{"ok", "warn", "bad"};
  return kNames.at(static_cast<std::size_t>(health));
}

std::string doctor_json(const InstallationChecks& checks, const Conclusion& conclusion) {
  using Json = nlohmann::ordered_json;
  Json all = {{"schema", "expgate-doctor/1"},
              {"gate", conclusion.state},
              {"conclusion", english(conclusion.text)},
              {"checks", Json::array()}};
  for (const InstallationCheck& check : checks)
    all["checks"].push_back({{"health", health_name(check.health)},
                             {"text", english(check.text)},
                             {"commands", check.commands},
                             {"help", check.help.empty() ? Json() : Json(english(check.help))},
                             {"details", check.details}});
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// What is printed last: the line, or all of it as JSON.
Result<void> conclude_doctor(const InstallationChecks& checks, const std::optional<TrialPush::Outcome>& trial,
                             const Common& common) {
  const Conclusion conclusion = conclusion_of(checks, trial);
  if (common.format == "json") return print(doctor_json(checks, conclusion));
  return print("\n" + text::hanging("expgate: ", report::shown(conclusion.text), 4, prose_width()));
}

// 0: all well, 1: pushes are not blocked, 2: cannot tell (also as an Error).
int exit_code_of(const TrialPush& trial, bool is_bad) {
  constexpr int kNotBlocked = 1;
  constexpr int kUndecided = 2;
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

bool is_any_bad(const InstallationChecks& checks) {
  return std::ranges::count(checks, InstallationCheck::Health::bad, &InstallationCheck::health) > 0;
}

Result<int> diagnose(const deploy::Where& where, const deploy::TrialPushOptions& options,
                     const Common& common) {
  const bool is_text = common.format == "text";
  deploy::HookSite site;
  TRY_ASSIGN(InstallationChecks checks, deploy::examine_installation(where, site));
  if (is_text) TRY(print_checks(checks, common.quiet));
  const bool is_bad = is_any_bad(checks);
  if (!site.is_server || site.unsupported) {  // a copy to push to would be of another kind
    TRY(conclude_doctor(checks, std::nullopt, common));
    return site.unsupported ? 2 : int{is_bad};
  }
  const TrialPush trial = deploy::run_trial_push(site, options);
  if (is_text) TRY(print_checks(trial.checks, common.quiet));
  checks.insert(checks.end(), trial.checks.begin(), trial.checks.end());
  TRY(conclude_doctor(checks, trial.outcome, common));
  return exit_code_of(trial, is_bad);
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
  arguments.formats({"text", "json"});
  arguments.example("expgate doctor", msgid("Check this clone"));
  arguments.example("expgate doctor --server /srv/git/project.git",
                    msgid("Check a server, with a trial push that changes nothing"));
  return [where, options, &common]() -> Result<int> {
    TRY(check_no_policy(common));
    return diagnose(*where, *options, common);
  };
}

}  // namespace

extern const Command doctor;
const Command doctor{"doctor", msgid("Check the installation and print the fix for each problem"),
                     declare_doctor};

}  // namespace expgate::app
