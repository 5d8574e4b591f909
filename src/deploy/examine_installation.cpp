#include "deploy/examine_installation.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include <fmt/core.h>

#include "base/files.h"
#include "base/strings.h"
#include "base/version.h"
#include "deploy/config_hooks.h"
#include "deploy/examine_callers.h"
#include "deploy/examine_server_policies.h"
#include "deploy/global_hooks.h"
#include "deploy/hook_files.h"
#include "deploy/hook_kinds.h"
#include "deploy/hook_seat.h"
#include "deploy/hook_trial.h"
#include "deploy/kept_hooks.h"
#include "deploy/ownership.h"
#include "deploy/program_version.h"
#include "deploy/shim_text.h"
#include "git/command.h"
#include "git/repository.h"
#include "policy/load.h"
#include "rules/rule.h"
#include "text/shell.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

using Effect = InstallationCheck::Effect;

// The command that installs the hooks in question again.
Command install_command(const Where& where) {
  if (where.global) return {"expgate", "install", "--global"};
  if (!where.gitlab.empty()) return {"expgate", "install", "--gitlab", where.gitlab};
  if (!where.server.empty()) return {"expgate", "install", "--server", where.server};
  if (where.repository.empty()) return {"expgate", "install"};
  return {"expgate", "install", where.repository};
}

// Receiving into a quarantine came with git 2.11: before, a hook checked objects that were in the repository
// already.
Result<InstallationCheck> check_git() {
  TRY_ASSIGN(const GitVersion git, git_version());
  if (git.is_at_least(2, 11)) return ok(verbatim(git.text));
  InstallationCheck check = bad(tr("{git} is too old: 2.11 is needed", {{"git", git.text}}));
  check.help = tr("install a newer git");
  return check;
}

// Whether the binary that a hook calls runs, and is of our version.
Result<InstallationCheck> check_program(const std::string& hook, const fs::path& program,
                                        const Command& install) {
  Arguments arguments{{"hook", hook}, {"program", shown(program)}};
  std::error_code error;
  if (!fs::exists(program, error))
    return bad(tr("{hook}: its program `{program}` is missing", arguments), {install});
  const std::string said = version_of(program);
  if (!said.starts_with("expgate "))
    return bad(tr("{hook}: its program `{program}` does not run", arguments), {install});
  const std::string own = fmt::format("expgate {}", version());
  if (said == own) return ok(tr("{hook}: in place, calls `{program}`", arguments));
  arguments.emplace_back("version", said);
  arguments.emplace_back("own", own);
  return warn(tr("{hook}: calls `{program}`, which is {version}; this is {own}", arguments), {install});
}

// A foreign hook that is kept beside ours, or that ours is to run first and does not find.
std::optional<InstallationCheck> check_kept_hook(const fs::path& hook, const Command& install) {
  const fs::path beside = kept_beside(hook);
  const Result<HookFile> kept = look_at(beside);
  const Result<HookFile> own = look_at(hook);
  const fs::path first = own ? first_of(own->text) : fs::path();
  std::error_code error;
  const bool leads_nowhere = is_there(beside) && !fs::exists(beside, error);
  if (leads_nowhere && first.empty())
    return warn(tr("{hook}: is a link whose target does not exist, and git skips it without a message",
                   {{"hook", shown(beside)}}),
                {{"rm", "--", beside.string()}});
  if (!first.empty() && kept && (kept->kind == HookFile::Kind::none || leads_nowhere)) {
    InstallationCheck check = bad(tr("{hook}: the hook that is to run before expgate is gone: `{file}`",
                                     {{"hook", shown(hook)}, {"file", first.string()}}),
                                  {install});
    check.help = tr("put that file back, or install again to go on without it");
    return check;
  }
  if (!kept || kept->kind != HookFile::Kind::foreign) return std::nullopt;
  if (own && own->kind == HookFile::Kind::ours && first != beside)
    return warn(tr("{hook}: the hook to run before expgate is noted at another place than `{file}`",
                   {{"hook", shown(hook)}, {"file", shown(beside)}}),
                {install});
  const Arguments arguments{{"hook", shown(beside)}, {"manager", std::string(manager_of(kept->text))}};
  if ((fs::status(beside, error).permissions() & fs::perms::owner_exec) == fs::perms::none)
    return warn(tr("`{hook}` is not executable, so it does not run", arguments),
                {{"chmod", "+x", "--", beside.string()}});
  if (looks_above_itself(kept->text)) return warn(above_itself(beside));
  return ok(manager_of(kept->text).empty() ? tr("`{hook}` runs before expgate", arguments)
                                           : tr("`{hook}` of {manager} runs before expgate", arguments));
}

// A hook of ours whose text is not what this version writes: tried, since an older one does its work as well.
// On a server the trial push does it.
Result<InstallationCheck> check_changed_hook(const HookTarget& target, const std::string& text,
                                             const Command& install) {
  const Arguments arguments{{"hook", shown(target.path)}};
  InstallationCheck older = warn(tr("{hook}: is of another version", arguments), {install});
  const bool is_client =
      std::find(kClientHooks.begin(), kClientHooks.end(), target.name) != kClientHooks.end();
  if (!is_client) return older;
  TRY_ASSIGN(const HookTrial trial, try_client_hook(target.name, text));
  switch (trial) {
    case HookTrial::checks:
      return older;
    case HookTrial::reports:
      return with_effect(
          warn(tr("{hook}: is in warn mode: violations are reported but not blocked", arguments), {install}),
          Effect::reported);
    case HookTrial::checks_nothing:
      return bad(tr("{hook}: was changed and checks nothing any more: in a trial it let pass what is wrong",
                    arguments),
                 {install});
    case HookTrial::rejects_everything:
      return bad(tr("{hook}: was changed: in a trial it rejected what is right, or did not end", arguments),
                 {install});
  }
  return older;
}

// The hook file itself; nothing if there is nothing to say.
Result<std::optional<InstallationCheck>> check_file(const HookTarget& target, const Command& install) {
  TRY_ASSIGN(const HookFile found, look_at(target.path));
  const std::string path = target.path.string();
  const std::string name = shown(target.path);
  const Arguments arguments{{"hook", name}, {"manager", std::string(manager_of(found.text))}};
  std::error_code error;
  if (fs::is_symlink(fs::symlink_status(target.path, error)) && !fs::exists(target.path, error))
    return bad(
        tr("{hook}: is a link whose target does not exist, and git skips it without a message", arguments),
        {{"rm", "--", path}, install});
  if (found.kind == HookFile::Kind::none) return bad(tr("{hook}: does not exist", arguments), {install});
  if (found.kind == HookFile::Kind::foreign)
    return bad(manager_of(found.text).empty()
                   ? tr("{hook}: is a foreign hook, not expgate's", arguments)
                   : tr("{hook}: is a hook of {manager}, not expgate's", arguments),
               {install});
  if (!found.executable)
    return bad(tr("{hook}: is not executable for everyone; git skips it without a message for users "
                  "who cannot execute it",
                  arguments),
               {{"chmod", "755", "--", path}});
  const fs::path program = gate_of(found.text);
  const std::string text = running_first(found.text, {});  // of what runs first, check_kept_hook tells
  if (program.empty()) {
    if (text == target.text) return std::optional<InstallationCheck>();
    return warn(tr("{hook}: is of another version", arguments), {install});
  }
  TRY_ASSIGN(InstallationCheck check, check_program(name, program, install));
  const std::string expected = render_shim(target.name, program.string());
  if (const fs::path cache = disposable_folder(program);
      !cache.empty() && check.health == InstallationCheck::Health::ok) {
    check =
        warn(tr("{hook}: its program lies in the cache `{folder}`: when that is emptied, nothing is checked",
                {{"hook", name}, {"folder", cache.string()}}));
    check.help = tr("install expgate itself (pip, pipx, uv tool, npm, apt), then run its `expgate install`");
  }
  if (check.health == InstallationCheck::Health::bad || text == expected) return check;
  if (text == in_warn_mode(expected))
    return with_effect(
        warn(tr("{hook}: is in warn mode: violations are reported but not blocked", arguments), {install}),
        Effect::reported);
  TRY_ASSIGN(InstallationCheck changed, check_changed_hook(target, found.text, install));
  const bool says_less = changed.health == InstallationCheck::Health::warn &&
                         check.health == InstallationCheck::Health::warn && changed.effect == Effect::none;
  return says_less ? check : changed;
}

Result<void> check_hook(const HookSite& site, const HookTarget& target, const Command& install,
                        InstallationChecks& checks) {
  TRY_ASSIGN(const GateCaller caller, caller_of(target.run_by_git, target.name, site.top));
  if (caller.call.kind != GateCall::Kind::none) {
    const Text well =
        tr("{hook}: {manager} runs `expgate {name}`",
           {{"hook", shown(target.run_by_git)}, {"manager", caller.program}, {"name", target.name}});
    checks.push_back(check_call(caller.call, shown(target.run_by_git), target.name, well));
    return {};
  }
  TRY_ASSIGN(std::optional<InstallationCheck> file, check_file(target, install));
  if (file) {
    if (file->effect == Effect::none)
      file->effect = file->health == InstallationCheck::Health::bad ? Effect::unchecked : Effect::checked;
    checks.push_back(std::move(*file));
  }
  if (std::optional<InstallationCheck> kept = check_kept_hook(target.path, install))
    checks.push_back(std::move(*kept));
  return {};
}

// Files of ours that do not belong to the owner of the repository.
std::optional<InstallationCheck> check_owner(const HookSite& site) {
  const Misowned found = misowned(site);
  if (found.files.empty()) return std::nullopt;
  Command chown{"chown", "--no-dereference", found.owner, "--"};
  for (const fs::path& file : found.files) chown.push_back(file.string());
  return warn(
      tr("`{file}` does not belong to the owner of the repository, who cannot replace it: Gitaly then "
         "rejects pushes or cannot remove the repository",
         {{"file", shown(found.files.front())}}),
      {std::move(chown)});
}

InstallationCheck check_policy(const fs::path& file, bool is_server) {
  const std::string name = shown(file);
  std::error_code error;
  if (!fs::is_regular_file(file, error))
    return with_effect(bad(tr("policy: `{file}` is not a regular file", {{"file", name}})),
                       Effect::all_rejected);
  const auto text = read_file(file);
  if (!text)
    return bad(
        tr("policy: cannot read `{file}`: {error}", {{"file", name}, {"error", text.error().message()}}),
        {{"chmod", "a+r", "--", file.string()}});
  const std::vector<policy::Layer> layers{
      {name, *text, is_server ? policy::Layer::Trust::server : policy::Layer::Trust::full}};
  const Result<policy::Policy> loaded = policy::load(layers, rules::declarations());
  if (!loaded) {
    InstallationCheck check =
        with_effect(bad(tr("policy: {error}", {{"error", loaded.error().message}})), Effect::all_rejected);
    check.help = loaded.error().help;
    return check;
  }
  return ok(tr_n("policy: `{file}`, {count} check", "policy: `{file}`, {count} checks", loaded->checks.size(),
                 {{"file", name}}));
}

void check_policies(const HookSite& site, InstallationChecks& checks) {
  bool found = false;
  for (const fs::path& file : site.policies) {
    std::error_code error;
    if (!fs::exists(file, error)) continue;
    found = true;
    checks.push_back(check_policy(file, site.is_server));
  }
  if (found || site.policies.empty()) return;
  if (!site.is_server) {
    checks.push_back(ok(tr("policy: this repository has none, so the pack `pytorch` applies")));
    return;
  }
  checks.push_back(
      warn(tr("policy: the server has none of its own: whoever may push to a default branch decides what is "
              "checked")));
  checks.back().help = tr("write `{file}`; what it checks, no repository can switch off",
                          {{"file", site.policies.front().string()}});
  const bool is_update =
      std::ranges::any_of(site.targets, [](const HookTarget& target) { return target.name == "update"; });
  if (is_update) {
    checks.push_back(
        warn(tr("policy: `update` checks one ref after the other: a policy that a push brings to the default "
                "branch counts for the other refs of that push")));
    checks.back().help = tr("install the hook `pre-receive` instead, or write a policy for the server");
  }
}

// Our hooks in a folder that git does not look into because core.hooksPath names another.
std::optional<InstallationCheck> check_hooks_path(const Where& where, const HookSite& site) {
  if (!site.husky.empty()) return std::nullopt;  // check_husky tells what is to be done
  const fs::path in_use = site.targets.front().path.parent_path();
  const std::string folder = where.repository.empty() ? "." : where.repository;
  const Result<std::string> said = git::output_of({"git", "-C", folder, "rev-parse", "--git-common-dir"});
  if (!said) return std::nullopt;
  const fs::path own = fs::path(folder) / trim(*said) / "hooks";
  std::error_code error;
  if (fs::equivalent(own, in_use, error)) return std::nullopt;
  const Result<HookFile> unused = look_at(own / "pre-commit");
  if (!unused || unused->kind != HookFile::Kind::ours) return std::nullopt;
  return warn(
      tr("core.hooksPath makes git use the hooks in `{used}`: expgate's hooks in `{unused}` do not run",
         {{"used", shown(in_use)}, {"unused", shown(own.lexically_normal())}}),
      {install_command(where)});
}

// A HEAD that names no branch, as `git init` makes it: the policy of the repository is then that of another
// one.
Result<std::optional<InstallationCheck>> check_head(const fs::path& repository) {
  const auto ask = [&](std::vector<std::string> words) {
    return git::run(git_in(repository, std::move(words)));
  };
  TRY_ASSIGN(const git::CommandOutput tip, ask({"rev-parse", "--verify", "--quiet", "HEAD"}));
  TRY_ASSIGN(const git::CommandOutput head, ask({"symbolic-ref", "--short", "HEAD"}));
  TRY_ASSIGN(const git::CommandOutput output, ask({"for-each-ref", "--format=%(refname)", "refs/heads"}));
  const std::vector<std::string_view> branches = lines(output.out);
  if (tip.ok() || !head.ok() || branches.empty()) return std::optional<InstallationCheck>();
  InstallationCheck check =
      warn(tr("HEAD names `{branch}`, which does not exist: expgate has to guess whose policy applies",
              {{"branch", trim(head.out)}}));
  check.help =
      tr("push `{branch}`, or let HEAD name the default branch: `git symbolic-ref HEAD refs/heads/NAME`",
         {{"branch", trim(head.out)}});
  for (const std::string_view usual : {"refs/heads/main", "refs/heads/master"}) {
    if (std::find(branches.begin(), branches.end(), usual) == branches.end()) continue;
    check.commands = {{"git", "-C", repository.string(), "symbolic-ref", "HEAD", std::string(usual)}};
    check.help = {};
    break;
  }
  return std::optional(std::move(check));
}

// Refs that cannot be read: nothing can be decided, and git itself rejects pushes.
std::optional<InstallationCheck> check_refs(const fs::path& repository) {
  const auto opened = git::Repository::open(repository.string());
  Result<void> read;
  if (!opened)
    read = tl::unexpected(opened.error());
  else if (const auto refs = (*opened)->branches_and_tags(""); !refs)
    read = tl::unexpected(refs.error());
  if (read) return std::nullopt;
  InstallationCheck check =
      with_effect(bad(tr("the refs of `{repository}` cannot be read, so every push is rejected: {error}",
                         {{"repository", shown(repository)}, {"error", read.error().message}})),
                  Effect::all_rejected);
  check.help = read.error().help;
  return check;
}

// Whether core.hooksPath names our folder, for an installation of all repositories.
Result<InstallationCheck> check_global_setting(const Where& where) {
  TRY_ASSIGN(const HooksPathChange needed, direct_git_here(true));
  if (!needed.changed) return ok(tr("core.hooksPath: names expgate's folder"));
  return bad(tr("core.hooksPath: does not name expgate's folder"), {install_command(where)});
}

// Whether git runs what is installed.
Result<void> check_configuration(const Where& where, const Where& hooks_of, const HookSite& site,
                                 InstallationChecks& checks) {
  if (!site.configured.empty()) {
    TRY_ASSIGN(const InstallationChecks named, examine_configuration(site, install_command(hooks_of)));
    checks.insert(checks.end(), named.begin(), named.end());
  } else if (hooks_of.global) {
    TRY_ASSIGN(checks.emplace_back(), check_global_setting(hooks_of));
  } else if (!site.is_server) {
    if (std::optional<InstallationCheck> unused = check_hooks_path(where, site))
      checks.push_back(std::move(*unused));
  }
  for (const Text& warning : site.warnings) checks.push_back(warn(warning));
  if (site.unsupported) {
    checks.push_back(
        with_effect(bad(tr("{problem}: pushes cannot be checked", {{"problem", site.unsupported->message}})),
                    Effect::all_rejected));
    checks.back().help = site.unsupported->help;
  }
  return {};
}

}  // namespace

Result<InstallationChecks> examine_installation(const Where& where, HookSite& site) {
  TRY_ASSIGN(const fs::path program, running_binary());
  TRY_SET(site, find_site(where, program));
  Where hooks_of = where;
  if (site.is_served_globally) {
    hooks_of.global = true;
    TRY_ASSIGN(HookSite global, global_site(program));
    site.targets = std::move(global.targets);
  }
  InstallationChecks checks;
  TRY_ASSIGN(checks.emplace_back(), check_git());
  if (!site.husky.empty()) {
    TRY(check_husky(site, checks));
  } else {
    for (const HookTarget& target : site.targets)
      TRY(check_hook(site, target, install_command(hooks_of), checks));
  }
  if (std::optional<InstallationCheck> owner = check_owner(site)) checks.push_back(std::move(*owner));
  if (site.runs_nothing) {
    checks.push_back(with_effect(bad(site.obstacle->message), Effect::unchecked));
    checks.back().help = site.obstacle->help;
  }
  TRY(check_configuration(where, hooks_of, site, checks));
  if (const fs::path closed = site.is_server ? closed_to_others(program) : fs::path(); !closed.empty())
    checks.push_back(warn(tr("other users cannot run `{file}`: if they run the hooks, every push is rejected",
                             {{"file", closed.string()}}),
                          {{"./install.sh", "--prefix", "/usr/local"}, install_command(where)}));
  check_policies(site, checks);
  const InstallationChecks of_policies = examine_server_policies(site);
  checks.insert(checks.end(), of_policies.begin(), of_policies.end());
  if (!site.repository.empty()) {
    TRY_ASSIGN(std::optional<InstallationCheck> head, check_head(site.repository));
    if (head) checks.push_back(std::move(*head));
    std::optional<InstallationCheck> refs = site.unsupported ? std::nullopt : check_refs(site.repository);
    if (refs) checks.push_back(std::move(*refs));
  }
  return checks;
}

}  // namespace expgate::deploy
