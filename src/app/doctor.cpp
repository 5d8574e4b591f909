#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

#include <fmt/core.h>

#include "app/command.h"
#include "app/output.h"
#include "app/where_options.h"
#include "base/files.h"
#include "base/strings.h"
#include "base/version.h"
#include "deploy/config_hooks.h"
#include "deploy/global_hooks.h"
#include "deploy/hook_files.h"
#include "deploy/installation_check.h"
#include "deploy/trial_push.h"
#include "git/command.h"
#include "policy/load.h"
#include "report/phrases.h"
#include "rules/rule.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

using deploy::InstallationCheck;
using deploy::InstallationChecks;
using deploy::TrialPush;

// The command that installs the hooks in question again.
expgate::Command install_command(const deploy::Where& where) {
  if (where.global) return {"expgate", "install", "--global"};
  if (!where.gitlab.empty()) return {"expgate", "install", "--gitlab", where.gitlab};
  if (!where.server.empty()) return {"expgate", "install", "--server", where.server};
  if (where.repository.empty()) return {"expgate", "install"};
  return {"expgate", "install", where.repository};
}

// Receiving into a quarantine came with git 2.11: before, a hook checked objects that were in the repository
// already.
Result<InstallationCheck> check_git() {
  TRY_ASSIGN(const deploy::GitVersion git, deploy::git_version());
  if (git.is_at_least(2, 11)) return deploy::ok(verbatim(git.text));
  InstallationCheck check = deploy::bad(tr("{git} is too old: 2.11 is needed", {{"git", git.text}}));
  check.help = tr("install a newer git");
  return check;
}

// Whether the binary that a hook calls runs, and is of our version.
Result<InstallationCheck> check_program(const std::string& hook, const fs::path& program,
                                        const expgate::Command& install) {
  Arguments arguments{{"hook", hook}, {"program", deploy::shown(program)}};
  std::error_code error;
  if (!fs::exists(program, error))
    return deploy::bad(tr("{hook}: its program `{program}` is missing", arguments), {install});
  const Result<git::CommandOutput> output = git::run({program.string(), "--version"});
  if (!output || !output->ok())
    return deploy::bad(tr("{hook}: its program `{program}` does not run", arguments), {install});
  const std::string said(trim(output->out));
  const std::string own = fmt::format("expgate {}", version());
  if (said == own) return deploy::ok(tr("{hook}: in place, calls `{program}`", arguments));
  arguments.emplace_back("version", said);
  arguments.emplace_back("own", own);
  return deploy::warn(tr("{hook}: calls `{program}`, which is {version}; this is {own}", arguments),
                      {install});
}

// A foreign hook that is kept beside ours.
std::optional<InstallationCheck> check_kept_hook(const fs::path& hook) {
  const fs::path beside = deploy::kept_beside(hook);
  const Result<deploy::HookFile> kept = deploy::look_at(beside);
  if (!kept || kept->kind != deploy::HookFile::Kind::foreign) return std::nullopt;
  const Arguments arguments{{"hook", deploy::shown(beside)},
                            {"manager", std::string(deploy::manager_of(kept->text))}};
  std::error_code error;
  if ((fs::status(beside, error).permissions() & fs::perms::owner_exec) == fs::perms::none)
    return deploy::warn(tr("`{hook}` is not executable, so it does not run", arguments),
                        {{"chmod", "+x", "--", beside.string()}});
  return deploy::ok(deploy::manager_of(kept->text).empty()
                        ? tr("`{hook}` runs before expgate", arguments)
                        : tr("`{hook}` of {manager} runs before expgate", arguments));
}

// The hook file itself; nothing if there is nothing to say.
Result<std::optional<InstallationCheck>> check_file(const deploy::HookTarget& target,
                                                    const expgate::Command& install) {
  TRY_ASSIGN(const deploy::HookFile found, deploy::look_at(target.path));
  const std::string path = target.path.string();
  const std::string name = deploy::shown(target.path);
  const Arguments arguments{{"hook", name}, {"manager", std::string(deploy::manager_of(found.text))}};
  std::error_code error;
  if (fs::is_symlink(fs::symlink_status(target.path, error)) && !fs::exists(target.path, error))
    return deploy::bad(
        tr("{hook}: is a link whose target does not exist, and git skips it without a message", arguments),
        {{"rm", "--", path}, install});
  if (found.kind == deploy::HookFile::Kind::none)
    return deploy::bad(tr("{hook}: does not exist", arguments), {install});
  if (found.kind == deploy::HookFile::Kind::foreign)
    return deploy::bad(deploy::manager_of(found.text).empty()
                           ? tr("{hook}: is a foreign hook, not expgate's", arguments)
                           : tr("{hook}: is a hook of {manager}, not expgate's", arguments),
                       {install});
  if (!found.executable)
    return deploy::bad(tr("{hook}: is not executable for everyone; git skips it without a message for users "
                          "who cannot execute it",
                          arguments),
                       {{"chmod", "755", "--", path}});
  const fs::path program = deploy::gate_of(found.text);
  const bool is_other = found.text != target.text;
  if (program.empty()) {
    if (!is_other) return std::optional<InstallationCheck>();
    return deploy::warn(tr("{hook}: is of another version", arguments), {install});
  }
  TRY_ASSIGN(InstallationCheck check, check_program(name, program, install));
  if (check.health != InstallationCheck::Health::ok || !is_other || program != deploy::gate_of(target.text))
    return check;
  if (found.text != deploy::in_warn_mode(target.text))
    return deploy::warn(tr("{hook}: is of another version", arguments), {install});
  return deploy::warn(tr("{hook}: is in warn mode: violations are reported but not blocked", arguments),
                      {install});
}

Result<void> check_hook(const deploy::HookTarget& target, const expgate::Command& install,
                        InstallationChecks& checks) {
  TRY_ASSIGN(std::optional<InstallationCheck> file, check_file(target, install));
  if (file) checks.push_back(std::move(*file));
  if (std::optional<InstallationCheck> kept = check_kept_hook(target.path))
    checks.push_back(std::move(*kept));
  return {};
}

// If husky runs the hooks, each of its files must call expgate.
Result<void> check_husky(const deploy::HookSite& site, InstallationChecks& checks) {
  for (const deploy::HookTarget& target : site.targets) {
    const fs::path file = site.husky / target.name;
    TRY_ASSIGN(const deploy::HookFile found, deploy::look_at(file));
    const std::string call = "expgate " + target.name;
    const Arguments arguments{{"file", deploy::shown(file)}, {"call", call}, {"line", call + R"( "$@")"}};
    if (deploy::calls_gate(found.text, target.name)) {
      checks.push_back(deploy::ok(tr("{file}: calls `{call}`", arguments)));
    } else {
      checks.push_back(deploy::bad(tr("{file}: husky runs it, and it does not call expgate", arguments)));
      checks.back().help = tr("add this line to `{file}`: {line}", arguments);
    }
  }
  return {};
}

InstallationCheck check_policy(const fs::path& file, bool is_server) {
  const std::string name = deploy::shown(file);
  const auto text = read_file(file);
  if (!text)
    return deploy::bad(
        tr("policy: cannot read `{file}`: {error}", {{"file", name}, {"error", text.error().message()}}),
        {{"chmod", "a+r", "--", file.string()}});
  const std::vector<policy::Layer> layers{
      {name, *text, is_server ? policy::Layer::Trust::server : policy::Layer::Trust::full}};
  const Result<policy::Policy> loaded = policy::load(layers, rules::declarations());
  if (!loaded) {
    InstallationCheck check = deploy::bad(tr("policy: {error}", {{"error", loaded.error().message}}));
    check.help = loaded.error().help;
    return check;
  }
  return deploy::ok(tr_n("policy: `{file}`, {count} check", "policy: `{file}`, {count} checks",
                         loaded->checks.size(), {{"file", name}}));
}

void check_policies(const deploy::HookSite& site, InstallationChecks& checks) {
  bool found = false;
  for (const fs::path& file : site.policies) {
    std::error_code error;
    if (!fs::exists(file, error)) continue;
    found = true;
    checks.push_back(check_policy(file, site.is_server));
  }
  if (!found && !site.policies.empty())
    checks.push_back(deploy::ok(
        site.is_server
            ? tr("policy: the server has none; each repository's own applies, or the pack `pytorch`")
            : tr("policy: this repository has none, so the pack `pytorch` applies")));
}

// Our hooks in a folder that git does not look into because core.hooksPath names another.
std::optional<InstallationCheck> check_hooks_path(const deploy::Where& where, const deploy::HookSite& site) {
  const fs::path in_use = site.targets.front().path.parent_path();
  const std::string folder = where.repository.empty() ? "." : where.repository;
  const Result<std::string> said = git::output_of({"git", "-C", folder, "rev-parse", "--git-common-dir"});
  if (!said) return std::nullopt;
  const fs::path own = fs::path(folder) / trim(*said) / "hooks";
  std::error_code error;
  if (fs::equivalent(own, in_use, error)) return std::nullopt;
  const Result<deploy::HookFile> unused = deploy::look_at(own / "pre-commit");
  if (!unused || unused->kind != deploy::HookFile::Kind::ours) return std::nullopt;
  return deploy::warn(
      tr("core.hooksPath makes git use the hooks in `{used}`: expgate's hooks in `{unused}` do not run",
         {{"used", deploy::shown(in_use)}, {"unused", deploy::shown(own.lexically_normal())}}),
      {install_command(where)});
}

// A HEAD that names no branch, as `git init` makes it: the policy of the repository is then that of another
// one.
Result<std::optional<InstallationCheck>> check_head(const fs::path& repository) {
  const auto ask = [&](std::vector<std::string> words) {
    return git::run(deploy::git_in(repository, std::move(words)));
  };
  TRY_ASSIGN(const git::CommandOutput tip, ask({"rev-parse", "--verify", "--quiet", "HEAD"}));
  TRY_ASSIGN(const git::CommandOutput head, ask({"symbolic-ref", "--short", "HEAD"}));
  TRY_ASSIGN(const git::CommandOutput output, ask({"for-each-ref", "--format=%(refname)", "refs/heads"}));
  const std::vector<std::string_view> branches = lines(output.out);
  if (tip.ok() || !head.ok() || branches.empty()) return std::optional<InstallationCheck>();
  std::string_view branch = branches.front();
  for (const std::string_view usual : {"refs/heads/master", "refs/heads/main"})  // main, if there are both
    if (std::find(branches.begin(), branches.end(), usual) != branches.end()) branch = usual;
  return std::optional(deploy::warn(
      tr("HEAD names `{branch}`, which does not exist: expgate has to guess whose policy applies",
         {{"branch", trim(head.out)}}),
      {{"git", "-C", repository.string(), "symbolic-ref", "HEAD", std::string(branch)}}));
}

// Whether core.hooksPath names our folder, for an installation of all repositories.
Result<InstallationCheck> check_global_setting(const deploy::Where& where) {
  TRY_ASSIGN(const deploy::HooksPathChange needed, deploy::direct_git_here(true));
  if (!needed.changed) return deploy::ok(tr("core.hooksPath: names expgate's folder"));
  return deploy::bad(tr("core.hooksPath: does not name expgate's folder"), {install_command(where)});
}

// Whether git runs what is installed.
Result<void> check_configuration(const deploy::Where& where, const deploy::Where& hooks_of,
                                 const deploy::HookSite& site, InstallationChecks& checks) {
  if (!site.configured.empty()) {
    TRY_ASSIGN(const InstallationChecks named,
               deploy::examine_configuration(site, install_command(hooks_of)));
    checks.insert(checks.end(), named.begin(), named.end());
  } else if (hooks_of.global) {
    TRY_ASSIGN(checks.emplace_back(), check_global_setting(hooks_of));
  } else if (!site.is_server) {
    if (std::optional<InstallationCheck> unused = check_hooks_path(where, site))
      checks.push_back(std::move(*unused));
  }
  for (const Text& warning : site.warnings) checks.push_back(deploy::warn(warning));
  return {};
}

Result<InstallationChecks> check_installation(const deploy::Where& where, deploy::HookSite& site) {
  TRY_ASSIGN(const fs::path program, deploy::running_binary());
  TRY_SET(site, deploy::find_site(where, program));
  deploy::Where hooks_of = where;
  if (site.is_served_globally) {
    hooks_of.global = true;
    TRY_ASSIGN(deploy::HookSite global, deploy::global_site(program));
    site.targets = std::move(global.targets);
  }
  InstallationChecks checks;
  TRY_ASSIGN(checks.emplace_back(), check_git());
  if (!site.husky.empty()) {
    TRY(check_husky(site, checks));
  } else {
    for (const deploy::HookTarget& target : site.targets)
      TRY(check_hook(target, install_command(hooks_of), checks));
  }
  TRY(check_configuration(where, hooks_of, site, checks));
  if (const fs::path closed = site.is_server ? deploy::closed_to_others(program) : fs::path();
      !closed.empty())
    checks.push_back(
        deploy::warn(tr("other users cannot run `{file}`: if they run the hooks, every push is rejected",
                        {{"file", closed.string()}}),
                     {{"./install.sh", "--prefix", "/usr/local"}, install_command(where)}));
  check_policies(site, checks);
  if (!site.repository.empty()) {
    TRY_ASSIGN(std::optional<InstallationCheck> head, check_head(site.repository));
    if (head) checks.push_back(std::move(*head));
  }
  return checks;
}

// Prints the checks. Returns whether one of them is bad.
Result<bool> print_checks(const InstallationChecks& checks, bool quiet) {
  constexpr std::array<std::string_view, 3> kNames{"ok   ", "warn ", "bad  "};
  bool is_bad = false;
  for (const InstallationCheck& check : checks) {
    is_bad = is_bad || check.health == InstallationCheck::Health::bad;
    if (quiet && check.health == InstallationCheck::Health::ok) continue;
    TRY(print(fmt::format("{} {}\n", kNames.at(static_cast<std::size_t>(check.health)),
                          report::shown(check.text))));
    for (const std::string& line : check.details) TRY(print("      | " + text::printable(line) + "\n"));
    const auto indented = [](const Text& text) { return "      " + report::shown(text) + "\n"; };
    if (!check.commands.empty())
      TRY(print(indented(tr("run: {commands}", {{"commands", text::shell_line(check.commands)}}))));
    if (!check.help.empty()) TRY(print(indented(tr("help: {help}", {{"help", check.help}}))));
  }
  return is_bad;
}

// 0: all well, 1: pushes are not blocked, 2: cannot tell (also as an Error).
Result<int> diagnose(const deploy::Where& where, const deploy::TrialPushOptions& options, bool quiet) {
  constexpr int kNotBlocked = 1;
  constexpr int kUndecided = 2;
  deploy::HookSite site;
  TRY_ASSIGN(const InstallationChecks checks, check_installation(where, site));
  TRY_ASSIGN(const bool is_bad, print_checks(checks, quiet));
  if (!site.is_server) return is_bad ? kNotBlocked : 0;
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
  return [where, options, &common] { return diagnose(*where, *options, common.quiet); };
}

}  // namespace

extern const Command doctor;
const Command doctor{"doctor", msgid("Check the installation and print the fix for each problem"),
                     declare_doctor};

}  // namespace expgate::app
