#include "app/install.h"

#include <memory>
#include <utility>

#include <fmt/core.h>

#include "app/command.h"
#include "app/notebook/filter.h"
#include "app/output.h"
#include "app/where_options.h"
#include "base/strings.h"
#include "deploy/config_hooks.h"
#include "deploy/global_hooks.h"
#include "deploy/hook_files.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

struct Options {
  deploy::Where where;
  bool dry_run = false;
  bool filter = false;
};

Result<void> put(const deploy::HookTarget& target, bool dry_run) {
  if (target.alone) {
    TRY_ASSIGN(const deploy::HookFile found, deploy::look_at(target.path));
    if (found.kind == deploy::HookFile::Kind::foreign)
      return fail("`" + target.path.string() + "` is there already, and not expgate's",
                  "give it another name and try again");
  }
  TRY_ASSIGN(const std::string done, deploy::put_hook(target.path, target.text, dry_run));
  if (target.passes_on) return {};
  return print(fmt::format("{}: {}\n", deploy::shown(target.path), done));
}

// What an administrator needs to know once the hook is there.
Result<void> print_server_notes(const deploy::HookSite& place, const fs::path& gate) {
  if (const fs::path closed = deploy::closed_to_others(gate); !closed.empty())
    TRY(print(fmt::format(
        "warning: other users cannot get at `{}`: if pushes arrive as another user, all are refused\n"
        "  install the binary where all can run it: ./install.sh --prefix /usr/local\n",
        closed.string())));
  for (const fs::path& policy : place.policies) {
    std::error_code error;
    const bool exists = fs::exists(policy, error);
    TRY(print(
        fmt::format("policy: {} {}\n", deploy::shown(policy), exists ? "is there" : "is not there yet")));
  }
  return {};
}

Error husky_runs(const fs::path& husky) {
  const std::string folder = shell_quoted(husky.string());
  return {"husky runs the hooks of this repository, and writes its own anew at every `npm install`",
          fmt::format("let husky run the gate: echo 'expgate pre-commit' >> {0}/pre-commit; "
                      "echo 'expgate commit-msg \"$1\"' >> {0}/commit-msg; echo 'expgate pre-push \"$@\"' >> "
                      "{0}/pre-push; or have git 2.54 or later, which runs the gate beside husky",
                      folder)};
}

// The hooks are in their folder: has git run them, and no longer those that did the same.
Result<void> name_in_configuration(const deploy::HookSite& place, bool dry_run) {
  TRY_ASSIGN(const std::string done, deploy::configure_hooks(place, dry_run));
  TRY(print(fmt::format("hook.expgate-*: {}\n", done)));
  for (const fs::path& hook : place.unused) {
    TRY_ASSIGN(const deploy::HookFile found, deploy::look_at(hook));
    if (found.kind != deploy::HookFile::Kind::ours) continue;
    TRY_ASSIGN(const std::string taken, deploy::take_hook(hook, dry_run));
    TRY(print(fmt::format("{}: {}\n", deploy::shown(hook), taken)));
  }
  TRY_ASSIGN(const deploy::GitVersion git, deploy::git_version());
  if (!git.has_config_hooks())
    TRY(print(fmt::format("warning: {} does not run such hooks: 2.54 is needed\n", git.text)));
  return {};
}

Result<int> install_hooks(const Options& options, bool warns_only) {
  TRY_ASSIGN(const fs::path gate, deploy::running_binary());
  const bool is_working_copy =
      !options.where.global && options.where.server.empty() && options.where.gitlab.empty();
  if (options.where.by_config && !is_working_copy)
    return fail("--config is for a working copy: its own configuration is to name the hooks",
                "go to the repository and type expgate install --config");
  if (options.filter && !is_working_copy)
    return fail("--filter is for a working copy: nobody stages notebooks elsewhere",
                "go to the repository and type expgate install --filter");
  TRY_ASSIGN(deploy::HookSite place, deploy::find_site(options.where, gate));
  if (!place.husky.empty()) return tl::unexpected(husky_runs(place.husky));
  if (options.filter) {
    TRY_ASSIGN(const std::string done, put_filter(options.where.repository, gate, options.dry_run));
    TRY(print(done));
  }
  if (place.is_served_globally) {
    TRY(print(
        "the gate serves all your repositories (expgate install --global), this one too: nothing to do\n"));
    return 0;
  }
  for (deploy::HookTarget& target : place.targets) {
    if (warns_only) target.text = deploy::in_warn_mode(std::move(target.text));
    TRY(put(target, options.dry_run));
  }
  if (!place.configured.empty()) TRY(name_in_configuration(place, options.dry_run));
  if (options.where.global) {
    TRY_ASSIGN(const std::string done, deploy::direct_git_here(options.dry_run));
    TRY(print(fmt::format("core.hooksPath: {}; each repository's own hooks go on as before\n", done)));
  }
  for (const std::string& warning : place.warnings) TRY(print(fmt::format("warning: {}\n", warning)));
  if (warns_only)
    TRY(print(
        "mode: warn, violations are told and let in; without --mode warn this command shuts the gate\n"));
  if (place.is_server) TRY(print_server_notes(place, gate));
  return 0;
}

Action declare(CommandArguments& arguments, const Common& common) {
  auto options = std::make_shared<Options>();
  declare_where(arguments, options->where);
  arguments.add({.names = {"--dry-run"}, .help = "Show what would be done, without doing it"},
                &options->dry_run);
  arguments.add({.names = {"--config"},
                 .help = "Name the hooks in git's configuration instead of its hooks folder (git 2.54)"},
                &options->where.by_config);
  arguments.add({.names = {"--filter"},
                 .help = "Also clean notebooks when they are staged, with `expgate notebook-clean`"},
                &options->filter);
  return [options, &common]() -> Result<int> {
    if (options->dry_run) TRY(print("dry run: nothing is changed\n"));
    return install_hooks(*options, common.mode == "warn");
  };
}

}  // namespace

Result<int> put_hooks(const deploy::Where& where, bool dry_run) {
  return install_hooks({where, dry_run, false}, false);
}

extern const Command install;
const Command install{"install", "Install the hooks; existing hooks keep running first", declare};

}  // namespace expgate::app
