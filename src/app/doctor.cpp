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
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

// The command line that puts the hooks of this place in order.
std::string install_command(const deploy::Where& where) {
  if (where.global) return "expgate install --global";
  if (!where.gitlab.empty()) return "expgate install --gitlab " + shell_quoted(where.gitlab);
  if (!where.server.empty()) return "expgate install --server " + shell_quoted(where.server);
  return "expgate install" +
         (where.repository.empty() ? std::string() : " " + shell_quoted(where.repository));
}

// Receiving into a quarantine came with git 2.11: before, a hook judged objects that were in the repository
// already.
Result<deploy::InstallationCheck> examine_git() {
  TRY_ASSIGN(const deploy::GitVersion git, deploy::git_version());
  if (!git.is_at_least(2, 11))
    return deploy::bad(fmt::format("{} is too old: 2.11 is needed", git.text), "install a newer git");
  return deploy::ok(git.text);
}

// Whether the binary that a hook calls runs, and is of our version.
Result<deploy::InstallationCheck> examine_gate(const std::string& hook, const fs::path& gate,
                                               const std::string& cure) {
  const std::string name = deploy::shown(gate);
  std::error_code error;
  if (!fs::exists(gate, error))
    return deploy::bad(fmt::format("{}: its program `{}` is missing", hook, name), cure);
  const Result<git::CommandOutput> output = git::run({gate.string(), "--version"});
  if (!output || !output->ok())
    return deploy::bad(fmt::format("{}: its program `{}` does not run", hook, name), cure);
  const std::string said(trim(output->out));
  const std::string own = fmt::format("expgate {}", version());
  if (said != own)
    return deploy::warn(fmt::format("{}: calls `{}`, which is {}; this is {}", hook, name, said, own), cure);
  return deploy::ok(fmt::format("{}: in place, calls `{}`", hook, name));
}

// A hook of somebody else that is kept beside ours.
std::optional<deploy::InstallationCheck> examine_kept(const fs::path& hook) {
  const fs::path beside = deploy::kept_beside(hook);
  const Result<deploy::HookFile> kept = deploy::look_at(beside);
  if (!kept || kept->kind != deploy::HookFile::Kind::foreign) return std::nullopt;
  const std::string_view manager = deploy::manager_of(kept->text);
  const std::string name =
      fmt::format("`{}`{}{}", deploy::shown(beside), manager.empty() ? "" : " of ", manager);
  std::error_code error;
  const bool runs = (fs::status(beside, error).permissions() & fs::perms::owner_exec) != fs::perms::none;
  if (runs) return deploy::ok(fmt::format("{} runs before the gate", name));
  return deploy::warn(fmt::format("{} is not executable, so it does not run", name),
                      "chmod +x " + shell_quoted(beside.string()));
}

Result<void> examine_hook(const deploy::HookTarget& target, const std::string& cure,
                          deploy::InstallationChecks& signs) {
  TRY_ASSIGN(const deploy::HookFile found, deploy::look_at(target.path));
  const std::string name = deploy::shown(target.path);
  std::error_code error;
  if (fs::is_symlink(fs::symlink_status(target.path, error)) && !fs::exists(target.path, error)) {
    signs.push_back(deploy::bad(name + ": is a link that leads nowhere, and is skipped without a word",
                                "rm " + shell_quoted(target.path.string()) + " && " + cure));
  } else if (found.kind == deploy::HookFile::Kind::none) {
    signs.push_back(deploy::bad(name + ": is not there", cure));
  } else if (found.kind == deploy::HookFile::Kind::foreign) {
    const std::string_view manager = deploy::manager_of(found.text);
    signs.push_back(deploy::bad(
        fmt::format("{}: is {} and not expgate's", name, manager.empty() ? "somebody's" : manager), cure));
  } else if (!found.executable) {
    signs.push_back(deploy::bad(
        name + ": is not executable for everybody, and git skips it without a word for who cannot run it",
        "chmod 755 " + shell_quoted(target.path.string())));
  } else if (!deploy::gate_of(found.text).empty()) {
    TRY_ASSIGN(deploy::InstallationCheck sign, examine_gate(name, deploy::gate_of(found.text), cure));
    if (sign.health == deploy::InstallationCheck::Health::ok && found.text != target.text &&
        deploy::gate_of(found.text) == deploy::gate_of(target.text))
      sign = deploy::warn(name + (found.text == deploy::in_warn_mode(target.text)
                                      ? ": is in warn mode, violations are told and let in"
                                      : ": is of another version"),
                          cure);
    signs.push_back(std::move(sign));
  } else if (found.text != target.text) {
    signs.push_back(deploy::warn(name + ": is of another version", cure));
  }
  if (const std::optional<deploy::InstallationCheck> kept = examine_kept(target.path)) signs.push_back(*kept);
  return {};
}

// Where husky runs the hooks, each of its files must call the gate.
Result<void> examine_husky(const deploy::HookSite& place, deploy::InstallationChecks& signs) {
  for (const deploy::HookTarget& target : place.targets) {
    const fs::path file = place.husky / target.name;
    TRY_ASSIGN(const deploy::HookFile found, deploy::look_at(file));
    const std::string call = "expgate " + target.name;
    if (deploy::calls_gate(found.text, target.name))
      signs.push_back(deploy::ok(fmt::format("{}: calls `{}`", deploy::shown(file), call)));
    else
      signs.push_back(
          deploy::bad(fmt::format("{}: husky runs it, and it does not call the gate", deploy::shown(file)),
                      fmt::format("echo '{} \"$@\"' >> {}", call, shell_quoted(file.string()))));
  }
  return {};
}

deploy::InstallationCheck examine_policy(const fs::path& file, bool is_server) {
  const auto text = read_file(file);
  if (!text)
    return deploy::bad(fmt::format("policy: cannot read `{}`", deploy::shown(file)),
                       "chmod a+r " + shell_quoted(file.string()));
  const std::vector<policy::Layer> layers{
      {deploy::shown(file), *text, is_server ? policy::Layer::Trust::server : policy::Layer::Trust::full}};
  const Result<policy::Policy> loaded = policy::load(layers, rules::declarations());
  if (!loaded) {
    deploy::InstallationCheck sign = deploy::bad("policy: " + english(loaded.error().message), "");
    if (!loaded.error().help.empty()) sign.details.push_back(english(loaded.error().help));
    return sign;
  }
  return deploy::ok(
      fmt::format("policy: `{}`, {}", deploy::shown(file), count_of(loaded->checks.size(), "check")));
}

void examine_policies(const deploy::HookSite& place, deploy::InstallationChecks& signs) {
  bool found = false;
  for (const fs::path& file : place.policies) {
    std::error_code error;
    if (!fs::exists(file, error)) continue;
    found = true;
    signs.push_back(examine_policy(file, place.is_server));
  }
  if (!found && !place.policies.empty())
    signs.push_back(deploy::ok(
        place.is_server ? "policy: none of the server's; each repository's own, or the pack `pytorch`"
                        : "policy: none in this repository, so the pack `pytorch` counts"));
}

// Our hooks in a folder that git does not look into because core.hooksPath names another.
std::optional<deploy::InstallationCheck> examine_shadow(const deploy::Where& where,
                                                        const deploy::HookSite& place) {
  const fs::path looked_into = place.targets.front().path.parent_path();
  const std::string folder = where.repository.empty() ? "." : where.repository;
  const Result<std::string> said = git::output_of({"git", "-C", folder, "rev-parse", "--git-common-dir"});
  if (!said) return std::nullopt;
  const fs::path own = fs::path(folder) / trim(*said) / "hooks";
  std::error_code error;
  if (fs::equivalent(own, looked_into, error)) return std::nullopt;
  const Result<deploy::HookFile> shadowed = deploy::look_at(own / "pre-commit");
  if (!shadowed || shadowed->kind != deploy::HookFile::Kind::ours) return std::nullopt;
  return deploy::warn(
      fmt::format("core.hooksPath makes git look into `{}`: the gate's hooks in `{}` are not run",
                  deploy::shown(looked_into), deploy::shown(own.lexically_normal())),
      install_command(where));
}

// A HEAD that names no branch, as `git init` makes it: the policy of the repository is then that of another
// one.
Result<std::optional<deploy::InstallationCheck>> examine_head(const fs::path& repository) {
  const auto ask = [&](std::vector<std::string> words) {
    return git::run(deploy::git_in(repository, std::move(words)));
  };
  TRY_ASSIGN(const git::CommandOutput tip, ask({"rev-parse", "--verify", "--quiet", "HEAD"}));
  TRY_ASSIGN(const git::CommandOutput head, ask({"symbolic-ref", "--short", "HEAD"}));
  TRY_ASSIGN(const git::CommandOutput output, ask({"for-each-ref", "--format=%(refname)", "refs/heads"}));
  const std::vector<std::string_view> branches = lines(output.out);
  if (tip.ok() || !head.ok() || branches.empty()) return std::optional<deploy::InstallationCheck>();
  std::string_view branch = branches.front();
  for (const std::string_view usual : {"refs/heads/master", "refs/heads/main"})  // main, if there are both
    if (std::find(branches.begin(), branches.end(), usual) != branches.end()) branch = usual;
  return std::optional(deploy::warn(
      fmt::format("HEAD names `{}`, which is not there: whose policy counts is a guess", trim(head.out)),
      fmt::format("git -C {} symbolic-ref HEAD {}", shell_quoted(repository.string()), branch)));
}

// Whether core.hooksPath names the gate's folder, for an installation of all repositories.
Result<deploy::InstallationCheck> examine_global_setting(const deploy::Where& where) {
  TRY_ASSIGN(const std::string state, deploy::direct_git_here(true));
  if (state == "already in place") return deploy::ok("core.hooksPath: names the gate's folder");
  return deploy::bad("core.hooksPath: does not name the gate's folder", install_command(where));
}

Result<deploy::InstallationChecks> examine(const deploy::Where& where, deploy::HookSite& place) {
  TRY_ASSIGN(const fs::path gate, deploy::running_binary());
  TRY_SET(place, deploy::find_site(where, gate));
  deploy::Where hooks_of = where;
  if (place.is_served_globally) {
    hooks_of.global = true;
    TRY_ASSIGN(deploy::HookSite global, deploy::global_site(gate));
    place.targets = std::move(global.targets);
  }
  deploy::InstallationChecks signs;
  TRY_ASSIGN(signs.emplace_back(), examine_git());
  if (!place.husky.empty()) {
    TRY(examine_husky(place, signs));
  } else {
    for (const deploy::HookTarget& target : place.targets)
      TRY(examine_hook(target, install_command(hooks_of), signs));
  }
  if (!place.configured.empty()) {
    TRY_ASSIGN(const deploy::InstallationChecks named,
               deploy::examine_configuration(place, install_command(hooks_of)));
    signs.insert(signs.end(), named.begin(), named.end());
  } else if (hooks_of.global) {
    TRY_ASSIGN(signs.emplace_back(), examine_global_setting(hooks_of));
  } else if (!place.is_server) {
    if (std::optional<deploy::InstallationCheck> shadow = examine_shadow(where, place))
      signs.push_back(std::move(*shadow));
  }
  for (const std::string& warning : place.warnings) signs.push_back(deploy::warn(warning, ""));
  if (const fs::path closed = place.is_server ? deploy::closed_to_others(gate) : fs::path(); !closed.empty())
    signs.push_back(deploy::warn(
        fmt::format("other users cannot get at `{}`: pushes that arrive as another user are refused",
                    closed.string()),
        "./install.sh --prefix /usr/local, and " + install_command(where)));
  examine_policies(place, signs);
  if (!place.repository.empty()) {
    TRY_ASSIGN(std::optional<deploy::InstallationCheck> head, examine_head(place.repository));
    if (head) signs.push_back(std::move(*head));
  }
  return signs;
}

// Whether one of them is bad.
Result<bool> show(const deploy::InstallationChecks& signs, bool quiet) {
  constexpr std::array<std::string_view, 3> kNames{"ok   ", "warn ", "bad  "};
  bool is_bad = false;
  for (const deploy::InstallationCheck& sign : signs) {
    is_bad = is_bad || sign.health == deploy::InstallationCheck::Health::bad;
    if (quiet && sign.health == deploy::InstallationCheck::Health::ok) continue;
    TRY(print(fmt::format("{} {}\n", kNames.at(static_cast<std::size_t>(sign.health)), sign.text)));
    for (const std::string& line : sign.details) TRY(print("      | " + text::printable(line) + "\n"));
    if (!sign.cure.empty()) TRY(print(fmt::format("      type: {}\n", sign.cure)));
  }
  return is_bad;
}

// 0: all well, 1: the gate is not shut, 2: cannot tell (as an Error, too).
Result<int> diagnose(const deploy::Where& where, const deploy::TrialPushOptions& options, bool quiet) {
  constexpr int kOpen = 1;
  constexpr int kUndecided = 2;
  deploy::HookSite place;
  TRY_ASSIGN(const deploy::InstallationChecks signs, examine(where, place));
  TRY_ASSIGN(const bool is_bad, show(signs, quiet));
  if (!place.is_server) return is_bad ? kOpen : 0;
  const deploy::TrialPush trial = deploy::run_trial_push(place, options);
  TRY(show(trial.signs, quiet));
  switch (trial.outcome) {
    case deploy::TrialPush::Outcome::shut:
      return is_bad ? kOpen : 0;
    case deploy::TrialPush::Outcome::open:
      return kOpen;
    case deploy::TrialPush::Outcome::let_in_by_policy:  // with a bad hook it may just as well have been that
      return is_bad ? kOpen : kUndecided;
    case deploy::TrialPush::Outcome::not_tried:
      break;
  }
  return kUndecided;
}

// The options of the trial, for servers only.
Result<void> check_variable(const std::string& variable) {
  const std::size_t equals = variable.find('=');
  if (equals != 0 && equals != std::string::npos) return {};
  return fail(fmt::format("`{}` is not of the form NAME=VALUE", text::printable(variable)));
}

void declare_trial(CommandArguments& arguments, deploy::TrialPushOptions& options) {
  arguments.add({.names = {"--user"},
                 .value = "NAME",
                 .help = "Server: the user who runs the hooks",
                 .fallback = "the owner of the repository"},
                &options.user);
  arguments.add({.names = {"--project"},
                 .value = "PROJECT",
                 .help = "Server: the project path of the trial push (GL_PROJECT_PATH)"},
                &options.project);
  arguments.add({.names = {"--branch"}, .value = "NAME", .help = "Server: the branch of the trial push"},
                &options.branch);
  arguments.add({.names = {"--message"},
                 .value = "TEXT",
                 .help = "Server: a commit message that the policy accepts, for the trial push"},
                &options.message);
  arguments.add({.names = {"--env"},
                 .value = "NAME=VALUE",
                 .help = "Server: an environment variable for git and the hooks; can be repeated",
                 .check = check_variable},
                &options.environment);
}

Action declare(CommandArguments& arguments, const Common& common) {
  auto where = std::make_shared<deploy::Where>();
  auto options = std::make_shared<deploy::TrialPushOptions>();
  declare_where(arguments, *where);
  declare_trial(arguments, *options);
  return [where, options, &common] { return diagnose(*where, *options, common.quiet); };
}

}  // namespace

extern const Command doctor;
const Command doctor{"doctor", "Check the installation and print the fix for each problem", declare};

}  // namespace expgate::app
