#include "app/install.h"

#include <memory>
#include <utility>

#include "app/command.h"
#include "app/notebook/filter.h"
#include "app/output.h"
#include "app/where_options.h"
#include "deploy/config_hooks.h"
#include "deploy/examine_callers.h"
#include "deploy/global_hooks.h"
#include "deploy/hook_files.h"
#include "deploy/hook_seat.h"
#include "deploy/kept_hooks.h"
#include "deploy/ownership.h"
#include "deploy/shim_text.h"
#include "report/phrases.h"
#include "text/shell.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

struct InstallArguments {
  deploy::Where where;
  bool dry_run = false;
  bool filter = false;
  bool quiet = false;
};

// Prints what is done, unless `--quiet` was given. Warnings are always printed.
Result<void> say(const InstallArguments& options, const Text& text) {
  return options.quiet ? Result<void>{} : print_line(text);
}

Result<void> put(const deploy::HookSite& site, const deploy::HookTarget& target,
                 const InstallArguments& options) {
  TRY_ASSIGN(const deploy::GateCaller caller, deploy::caller_of(target.run_by_git, target.name, site.top));
  if (caller.call.kind != deploy::GateCall::Kind::none)
    return say(
        options,
        tr("{file}: left alone: {manager} runs `expgate {hook}` already",
           {{"file", deploy::shown(target.run_by_git)}, {"manager", caller.program}, {"hook", target.name}}));
  if (target.alone) {
    TRY_ASSIGN(const deploy::HookFile found, deploy::look_at(target.path));
    if (found.kind == deploy::HookFile::Kind::foreign)
      return fail(tr("`{file}` is a foreign hook", {{"file", target.path.string()}}),
                  tr("rename that file and try again"));
  }
  if (!target.displaced.empty()) {
    TRY_ASSIGN(const deploy::HookChange taken, deploy::take_hook(target.displaced, options.dry_run));
    TRY(say(options, deploy::description(taken, deploy::shown(target.displaced))));
  }
  TRY_ASSIGN(const deploy::HookChange done, deploy::put_hook(target.path, target.text, options.dry_run));
  if (!options.dry_run) TRY(deploy::hand_over(site, target));
  if (target.passes_on) return {};
  TRY(say(options, deploy::description(done, deploy::shown(target.path))));
  if (done.kept.empty()) return {};
  TRY_ASSIGN(const deploy::HookFile kept, deploy::look_at(options.dry_run ? target.path : done.kept));
  if (!deploy::looks_above_itself(kept.text)) return {};
  return print_line(tr("warning: {warning}", {{"warning", deploy::above_itself(done.kept)}}));
}

// What an administrator needs to know once the hook is there.
Result<void> print_server_notes(const deploy::HookSite& site, const fs::path& program,
                                const InstallArguments& options) {
  if (const fs::path closed = deploy::closed_to_others(program); !closed.empty()) {
    TRY(print_line(
        tr("warning: other users cannot run `{file}`: if they run the hooks, every push is rejected",
           {{"file", closed.string()}})));
    TRY(print_line(tr("  install the binary where everyone can run it: `{command}`",
                      {{"command", text::shell_line({{"./install.sh", "--prefix", "/usr/local"}})}})));
  }
  for (const fs::path& policy : site.policies) {
    std::error_code error;
    const Arguments arguments{{"file", deploy::shown(policy)}};
    TRY(say(options, fs::exists(policy, error) ? tr("policy: {file} exists", arguments)
                                               : tr("policy: {file} does not exist yet", arguments)));
  }
  return {};
}

// husky runs the hooks: its files call expgate already, or are to.
Result<int> leave_to_husky(const deploy::HookSite& site, const InstallArguments& options) {
  std::vector<Text> missing;
  for (const deploy::HookTarget& target : site.targets) {
    const fs::path file = site.husky / target.name;
    const std::string name = deploy::shown(file);
    TRY_ASSIGN(const deploy::HookFile found, deploy::look_at(file));
    const auto call = deploy::find_gate_call(found.text, target.name, deploy::CallSite::strict_shell);
    if (call.kind == deploy::GateCall::Kind::none)
      missing.push_back(
          tr("`{line}` to `{file}`", {{"line", deploy::call_for(target.name, site.top)}, {"file", name}}));
    else
      TRY(say(options, tr("{file}: left alone: {manager} runs `expgate {hook}` already",
                          {{"file", name}, {"manager", "husky"}, {"hook", target.name}})));
  }
  if (missing.empty()) return 0;
  return fail(tr("husky runs the hooks of this repository, and overwrites them at every `npm install`"),
              tr("let husky call expgate: add {lines}; git 2.54 or later can run expgate beside husky",
                 {{"lines", std::move(missing)}}));
}

// The hooks are in their folder: makes git run them, and no longer those that did the same.
Result<void> name_in_configuration(const deploy::HookSite& site, const InstallArguments& options) {
  TRY_ASSIGN(const bool is_new, deploy::configure_hooks(site, options.dry_run));
  TRY(say(options, is_new ? tr("hook.expgate-*: named in the configuration of this repository")
                          : tr("hook.expgate-*: already in place")));
  for (const fs::path& hook : site.unused) {
    TRY_ASSIGN(const deploy::HookFile found, deploy::look_at(hook));
    if (found.kind != deploy::HookFile::Kind::ours) continue;
    TRY_ASSIGN(const deploy::HookChange taken, deploy::take_hook(hook, options.dry_run));
    TRY(say(options, deploy::description(taken, deploy::shown(hook))));
  }
  TRY_ASSIGN(const deploy::GitVersion git, deploy::git_version());
  if (!git.has_config_hooks())
    TRY(print_line(tr("warning: {git} does not run such hooks: 2.54 is needed", {{"git", git.text}})));
  return {};
}

Result<void> say_global_setting(const deploy::HooksPathChange& change, const InstallArguments& options) {
  if (!change.changed)
    return say(options, tr("core.hooksPath: already in place; each repository's own hooks keep running"));
  if (!change.before)
    return say(options, tr("core.hooksPath: names this folder; each repository's own hooks keep running"));
  return say(options, tr("core.hooksPath: names this folder; the hooks in `{folder}` keep running first",
                         {{"folder", *change.before}}));
}

Result<void> check_options(const InstallArguments& options) {
  const bool is_working_copy =
      !options.where.global && options.where.server.empty() && options.where.gitlab.empty();
  if (options.where.by_config && !is_working_copy)
    return fail(tr("--config is for a working copy: the hooks are named in its own configuration"),
                tr("go to the repository and run `expgate install --config`"));
  if (options.filter && !is_working_copy)
    return fail(tr("--filter is for a working copy: notebooks are staged nowhere else"),
                tr("go to the repository and run `expgate install --filter`"));
  return {};
}

Result<int> install_hooks(const InstallArguments& options, bool warns_only) {
  TRY(check_options(options));
  TRY_ASSIGN(const fs::path program, deploy::running_binary());
  TRY_ASSIGN(deploy::HookSite site, deploy::find_site(options.where, program));
  if (!site.husky.empty()) return leave_to_husky(site, options);
  if (options.filter) {
    TRY_ASSIGN(const std::string done, put_filter(options.where.repository, program, options.dry_run));
    if (!options.quiet) TRY(print(done));
  }
  if (site.is_served_globally) {
    TRY(say(options,
            tr("nothing to do: `expgate install --global` serves all your repositories, including this "
               "one")));
    return 0;
  }
  if (site.obstacle) return tl::unexpected(*site.obstacle);
  for (deploy::HookTarget& target : site.targets) {
    if (warns_only) target.text = deploy::in_warn_mode(std::move(target.text));
    TRY(put(site, target, options));
  }
  if (!site.configured.empty()) TRY(name_in_configuration(site, options));
  if (options.where.global) {
    TRY_ASSIGN(const deploy::HooksPathChange change, deploy::direct_git_here(options.dry_run));
    TRY(say_global_setting(change, options));
  }
  for (const Text& warning : site.warnings) TRY(print_line(tr("warning: {warning}", {{"warning", warning}})));
  if (site.unsupported)
    TRY(print_line(tr("warning: {problem}: pushes cannot be checked, and are rejected; {help}",
                      {{"problem", site.unsupported->message}, {"help", site.unsupported->help}})));
  if (warns_only)
    TRY(
        print_line(tr("mode: warn: violations are reported but not blocked; to block them, run this command "
                      "without --mode warn")));
  if (const fs::path cache = deploy::disposable_folder(program); !cache.empty()) {
    TRY(print_line(
        tr("warning: this program lies in the cache `{folder}`: when that is emptied, the hooks check "
           "nothing",
           {{"folder", cache.string()}})));
    TRY(print_line(tr("  install expgate itself (`{uv}`, `{npm}` …), then run its `expgate install`",
                      {{"uv", "uv tool install expgate"}, {"npm", "npm install --save-dev expgate"}})));
  }
  if (site.is_server) TRY(print_server_notes(site, program, options));
  return 0;
}

Action declare_install(CommandArguments& arguments, const Common& common) {
  auto options = std::make_shared<InstallArguments>();
  declare_where(arguments, options->where);
  arguments.add({.names = {"--dry-run"}, .help = tr("Show what would be done, without doing it")},
                &options->dry_run);
  arguments.add({.names = {"--config"},
                 .help = tr("Name the hooks in git's configuration instead of its hooks folder (git 2.54)")},
                &options->where.by_config);
  arguments.add({.names = {"--filter"},
                 .help = tr("Also clean notebooks when they are staged, with `expgate notebook-clean`")},
                &options->filter);
  arguments.example("expgate install", msgid("Install the client hooks in this clone"));
  arguments.example("expgate install --server /srv/git/project.git",
                    msgid("Check every push to a bare repository"));
  return [options, &common]() -> Result<int> {
    TRY(check_no_policy(common));
    options->quiet = common.quiet;
    if (options->dry_run) TRY(print_line(tr("dry run: nothing is changed")));
    return install_hooks(*options, common.mode == "warn");
  };
}

}  // namespace

Result<int> put_hooks(const deploy::Where& where, bool dry_run) {
  return install_hooks({where, dry_run, false}, false);
}

extern const Command install;
const Command install{"install", msgid("Install the hooks; existing hooks keep running first"),
                      declare_install};

}  // namespace expgate::app
