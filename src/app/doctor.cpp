#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "app/command.h"
#include "app/config_hooks.h"
#include "app/global_hooks.h"
#include "app/hook_files.h"
#include "app/output.h"
#include "app/sign.h"
#include "app/trial.h"
#include "app/version.h"
#include "app/where_options.h"
#include "base/strings.h"
#include "git/command.h"
#include "policy/load.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

// The command line that puts the hooks of this place in order.
std::string install_command(const Where& where) {
  if (where.global) return "expgate install --global";
  if (!where.gitlab.empty()) return "expgate install --gitlab " + shell_quoted(where.gitlab);
  if (!where.server.empty()) return "expgate install --server " + shell_quoted(where.server);
  return "expgate install" +
         (where.repository.empty() ? std::string() : " " + shell_quoted(where.repository));
}

// Receiving into a quarantine came with git 2.11: before, a hook judged objects that were in the repository
// already.
Result<Sign> examine_git() {
  TRY_ASSIGN(const GitVersion git, git_version());
  if (!git.is_at_least(2, 11))
    return bad(fmt::format("{} is too old: 2.11 is needed", git.text), "install a newer git");
  return ok(git.text);
}

// Whether the binary that a hook calls runs, and is of our version.
Result<Sign> examine_gate(const std::string& hook, const fs::path& gate, const std::string& cure) {
  const std::string name = shown(gate);
  std::error_code error;
  if (!fs::exists(gate, error)) return bad(fmt::format("{}: its program `{}` is missing", hook, name), cure);
  const Result<git::CommandOutput> output = git::run({gate.string(), "--version"});
  if (!output || !output->ok())
    return bad(fmt::format("{}: its program `{}` does not run", hook, name), cure);
  const std::string said(trim(output->out));
  const std::string own = fmt::format("expgate {}", version());
  if (said != own)
    return warn(fmt::format("{}: calls `{}`, which is {}; this is {}", hook, name, said, own), cure);
  return ok(fmt::format("{}: in place, calls `{}`", hook, name));
}

// A hook of somebody else that is kept beside ours.
std::optional<Sign> examine_kept(const fs::path& hook) {
  const fs::path beside = kept_beside(hook);
  const Result<HookFile> kept = look_at(beside);
  if (!kept || kept->kind != HookFile::Kind::foreign) return std::nullopt;
  const std::string_view manager = manager_of(kept->text);
  const std::string name = fmt::format("`{}`{}{}", shown(beside), manager.empty() ? "" : " of ", manager);
  std::error_code error;
  const bool runs = (fs::status(beside, error).permissions() & fs::perms::owner_exec) != fs::perms::none;
  if (runs) return ok(fmt::format("{} runs before the gate", name));
  return warn(fmt::format("{} is not executable, so it does not run", name),
              "chmod +x " + shell_quoted(beside.string()));
}

Result<void> examine_hook(const HookTarget& target, const std::string& cure, Signs& signs) {
  TRY_ASSIGN(const HookFile found, look_at(target.path));
  const std::string name = shown(target.path);
  std::error_code error;
  if (fs::is_symlink(fs::symlink_status(target.path, error)) && !fs::exists(target.path, error)) {
    signs.push_back(bad(name + ": is a link that leads nowhere, and is skipped without a word",
                        "rm " + shell_quoted(target.path.string()) + " && " + cure));
  } else if (found.kind == HookFile::Kind::none) {
    signs.push_back(bad(name + ": is not there", cure));
  } else if (found.kind == HookFile::Kind::foreign) {
    const std::string_view manager = manager_of(found.text);
    signs.push_back(bad(
        fmt::format("{}: is {} and not expgate's", name, manager.empty() ? "somebody's" : manager), cure));
  } else if (!found.executable) {
    signs.push_back(
        bad(name + ": is not executable for everybody, and git skips it without a word for who cannot run it",
            "chmod 755 " + shell_quoted(target.path.string())));
  } else if (!gate_of(found.text).empty()) {
    TRY_ASSIGN(Sign sign, examine_gate(name, gate_of(found.text), cure));
    if (sign.health == Sign::Health::ok && found.text != target.text &&
        gate_of(found.text) == gate_of(target.text))
      sign = warn(name + (found.text == in_warn_mode(target.text)
                              ? ": is in warn mode, violations are told and let in"
                              : ": is of another version"),
                  cure);
    signs.push_back(std::move(sign));
  } else if (found.text != target.text) {
    signs.push_back(warn(name + ": is of another version", cure));
  }
  if (const std::optional<Sign> kept = examine_kept(target.path)) signs.push_back(*kept);
  return {};
}

// Where husky runs the hooks, each of its files must call the gate.
Result<void> examine_husky(const HookPlace& place, Signs& signs) {
  for (const HookTarget& target : place.targets) {
    const fs::path file = place.husky / target.name;
    TRY_ASSIGN(const HookFile found, look_at(file));
    const std::string call = "expgate " + target.name;
    if (calls_gate(found.text, target.name))
      signs.push_back(ok(fmt::format("{}: calls `{}`", shown(file), call)));
    else
      signs.push_back(bad(fmt::format("{}: husky runs it, and it does not call the gate", shown(file)),
                          fmt::format("echo '{} \"$@\"' >> {}", call, shell_quoted(file.string()))));
  }
  return {};
}

Sign examine_policy(const fs::path& file, bool is_server) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in)
    return bad(fmt::format("policy: cannot read `{}`", shown(file)),
               "chmod a+r " + shell_quoted(file.string()));
  const std::vector<policy::Layer> layers{
      {shown(file), text, is_server ? policy::Layer::Trust::server : policy::Layer::Trust::full}};
  const Result<policy::Policy> loaded = policy::load(layers, rules::declarations());
  if (!loaded) {
    Sign sign = bad("policy: " + loaded.error().message, "");
    if (!loaded.error().help.empty()) sign.details.push_back(loaded.error().help);
    return sign;
  }
  return ok(fmt::format("policy: `{}`, {}", shown(file), count_of(loaded->checks.size(), "check")));
}

void examine_policies(const HookPlace& place, Signs& signs) {
  bool found = false;
  for (const fs::path& file : place.policies) {
    std::error_code error;
    if (!fs::exists(file, error)) continue;
    found = true;
    signs.push_back(examine_policy(file, place.is_server));
  }
  if (!found && !place.policies.empty())
    signs.push_back(ok(place.is_server
                           ? "policy: none of the server's; each repository's own, or the pack `pytorch`"
                           : "policy: none in this repository, so the pack `pytorch` counts"));
}

// Our hooks in a folder that git does not look into because core.hooksPath names another.
std::optional<Sign> examine_shadow(const Where& where, const HookPlace& place) {
  const fs::path looked_into = place.targets.front().path.parent_path();
  const std::string folder = where.repository.empty() ? "." : where.repository;
  const Result<std::string> said = git::output_of({"git", "-C", folder, "rev-parse", "--git-common-dir"});
  if (!said) return std::nullopt;
  const fs::path own = fs::path(folder) / trim(*said) / "hooks";
  std::error_code error;
  if (fs::equivalent(own, looked_into, error)) return std::nullopt;
  const Result<HookFile> shadowed = look_at(own / "pre-commit");
  if (!shadowed || shadowed->kind != HookFile::Kind::ours) return std::nullopt;
  return warn(fmt::format("core.hooksPath makes git look into `{}`: the gate's hooks in `{}` are not run",
                          shown(looked_into), shown(own.lexically_normal())),
              install_command(where));
}

// A HEAD that names no branch, as `git init` makes it: the policy of the repository is then that of another
// one.
Result<std::optional<Sign>> examine_head(const fs::path& repository) {
  const auto ask = [&](std::vector<std::string> words) {
    return git::run(git_in(repository, std::move(words)));
  };
  TRY_ASSIGN(const git::CommandOutput tip, ask({"rev-parse", "--verify", "--quiet", "HEAD"}));
  TRY_ASSIGN(const git::CommandOutput head, ask({"symbolic-ref", "--short", "HEAD"}));
  TRY_ASSIGN(const git::CommandOutput output, ask({"for-each-ref", "--format=%(refname)", "refs/heads"}));
  const std::vector<std::string_view> branches = lines(output.out);
  if (tip.ok() || !head.ok() || branches.empty()) return std::optional<Sign>();
  std::string_view branch = branches.front();
  for (const std::string_view usual : {"refs/heads/master", "refs/heads/main"})  // main, if there are both
    if (std::find(branches.begin(), branches.end(), usual) != branches.end()) branch = usual;
  return std::optional(
      warn(fmt::format("HEAD names `{}`, which is not there: whose policy counts is a guess", trim(head.out)),
           fmt::format("git -C {} symbolic-ref HEAD {}", shell_quoted(repository.string()), branch)));
}

// Whether core.hooksPath names the gate's folder, for an installation of all repositories.
Result<Sign> examine_global_setting(const Where& where) {
  TRY_ASSIGN(const std::string state, direct_git_here(true));
  if (state == "already in place") return ok("core.hooksPath: names the gate's folder");
  return bad("core.hooksPath: does not name the gate's folder", install_command(where));
}

Result<Signs> examine(const Where& where, HookPlace& place) {
  TRY_ASSIGN(const fs::path gate, running_binary());
  TRY_SET(place, find_place(where, gate));
  Where hooks_of = where;
  if (place.is_served_globally) {
    hooks_of.global = true;
    TRY_ASSIGN(HookPlace global, global_place(gate));
    place.targets = std::move(global.targets);
  }
  Signs signs;
  TRY_ASSIGN(signs.emplace_back(), examine_git());
  if (!place.husky.empty()) {
    TRY(examine_husky(place, signs));
  } else {
    for (const HookTarget& target : place.targets)
      TRY(examine_hook(target, install_command(hooks_of), signs));
  }
  if (!place.configured.empty()) {
    TRY_ASSIGN(const Signs named, examine_configuration(place, install_command(hooks_of)));
    signs.insert(signs.end(), named.begin(), named.end());
  } else if (hooks_of.global) {
    TRY_ASSIGN(signs.emplace_back(), examine_global_setting(hooks_of));
  } else if (!place.is_server) {
    if (std::optional<Sign> shadow = examine_shadow(where, place)) signs.push_back(std::move(*shadow));
  }
  for (const std::string& warning : place.warnings) signs.push_back(warn(warning, ""));
  if (const fs::path closed = place.is_server ? closed_to_others(gate) : fs::path(); !closed.empty())
    signs.push_back(
        warn(fmt::format("other users cannot get at `{}`: pushes that arrive as another user are refused",
                         closed.string()),
             "./install.sh --prefix /usr/local, and " + install_command(where)));
  examine_policies(place, signs);
  if (!place.repository.empty()) {
    TRY_ASSIGN(std::optional<Sign> head, examine_head(place.repository));
    if (head) signs.push_back(std::move(*head));
  }
  return signs;
}

// Whether one of them is bad.
Result<bool> show(const Signs& signs, bool quiet) {
  constexpr std::array<std::string_view, 3> kNames{"ok   ", "warn ", "bad  "};
  bool is_bad = false;
  for (const Sign& sign : signs) {
    is_bad = is_bad || sign.health == Sign::Health::bad;
    if (quiet && sign.health == Sign::Health::ok) continue;
    TRY(print(fmt::format("{} {}\n", kNames.at(static_cast<std::size_t>(sign.health)), sign.text)));
    for (const std::string& line : sign.details) TRY(print("      | " + text::printable(line) + "\n"));
    if (!sign.cure.empty()) TRY(print(fmt::format("      type: {}\n", sign.cure)));
  }
  return is_bad;
}

// 0: all well, 1: the gate is not shut, 2: cannot tell (as an Error, too).
Result<int> diagnose(const Where& where, const TrialOptions& options, bool quiet) {
  constexpr int kOpen = 1;
  constexpr int kUndecided = 2;
  HookPlace place;
  TRY_ASSIGN(const Signs signs, examine(where, place));
  TRY_ASSIGN(const bool is_bad, show(signs, quiet));
  if (!place.is_server) return is_bad ? kOpen : 0;
  const Trial trial = try_gate(place, options);
  TRY(show(trial.signs, quiet));
  switch (trial.outcome) {
    case Trial::Outcome::shut:
      return is_bad ? kOpen : 0;
    case Trial::Outcome::open:
      return kOpen;
    case Trial::Outcome::let_in_by_policy:  // with a bad hook it may just as well have been that
      return is_bad ? kOpen : kUndecided;
    case Trial::Outcome::not_tried:
      break;
  }
  return kUndecided;
}

// The options of the trial, for servers only.
void declare_trial(CLI::App& sub, TrialOptions& options) {
  sub.add_option("--user", options.user, "On a server: who runs the hooks; default: the repository's owner")
      ->type_name("NAME");
  sub.add_option("--project", options.project,
                 "On a server: the project path that the trial has (GL_PROJECT_PATH)")
      ->type_name("PROJECT");
  sub.add_option("--branch", options.branch, "On a server: the branch that the trial pushes to")
      ->type_name("NAME");
  sub.add_option("--message", options.message, "On a server: the message of the commit that has to get in")
      ->type_name("TEXT");
  sub.add_option("--env", options.environment,
                 "On a server: a further variable for hooks and git (repeatable)")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false)
      ->check([](const std::string& variable) {
        return variable.find('=') == 0 || variable.find('=') == std::string::npos
                   ? "`" + variable + "` is not NAME=VALUE"
                   : std::string();
      });
}

Action declare(CLI::App& sub, const Common& common) {
  auto where = std::make_shared<Where>();
  auto options = std::make_shared<TrialOptions>();
  declare_where(sub, *where);
  declare_trial(sub, *options);
  return [where, options, &common] { return diagnose(*where, *options, common.quiet); };
}

}  // namespace

extern const Command doctor;
const Command doctor{"doctor", "Is the gate really shut? Hooks, binary, policy, and what to type where not",
                     declare};

}  // namespace expgate::app
