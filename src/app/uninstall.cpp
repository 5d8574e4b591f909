#include <memory>

#include "app/command.h"
#include "app/notebook/filter.h"
#include "app/output.h"
#include "app/where_options.h"
#include "deploy/config_hooks.h"
#include "deploy/global_hooks.h"
#include "deploy/hook_files.h"
#include "deploy/kept_hooks.h"
#include "report/phrases.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

struct UninstallArguments {
  deploy::Where where;
  bool dry_run = false;
};

Text description(const deploy::HooksPathChange& change) {
  if (!change.changed) return tr("core.hooksPath: left alone: it does not name expgate's folder");
  if (!change.before) return tr("core.hooksPath: unset");
  return tr("core.hooksPath: names `{folder}` again", {{"folder", *change.before}});
}

// The folder of our hooks, once it is empty.
void remove_folder(const deploy::HookSite& site) {
  const fs::path hook = site.targets.front().path;
  const fs::path folder = hook.parent_path();
  std::error_code not_empty;  // somebody put something there: theirs to remove
  fs::remove(deploy::kept_beside(hook).parent_path(), not_empty);
  if (fs::remove(folder, not_empty)) fs::remove(folder.parent_path(), not_empty);
}

// `expgate update` beside `pre-receive`, which somebody put there by hand from hooks/: it would go on
// rejecting.
Result<void> take_update_hook(const deploy::HookSite& site, bool dry_run) {
  const fs::path hook = site.targets.front().path.parent_path() / "update";
  TRY_ASSIGN(const deploy::HookFile found, deploy::look_at(hook));
  if (found.kind != deploy::HookFile::Kind::ours) return {};
  TRY_ASSIGN(const deploy::HookChange done, deploy::take_hook(hook, dry_run));
  return print_line(deploy::description(done, deploy::shown(hook)));
}

Result<int> uninstall_hooks(const UninstallArguments& options) {
  TRY_ASSIGN(const fs::path program, deploy::running_binary());
  TRY_ASSIGN(const deploy::HookSite site, deploy::find_site(options.where, program));
  if (options.dry_run) TRY(print_line(tr("dry run: nothing is changed")));
  if (options.where.global) {  // first, so that git never looks into a folder that is half empty
    TRY_ASSIGN(const deploy::HooksPathChange change, deploy::direct_git_back(options.dry_run));
    TRY(print_line(description(change)));
  }
  if (!site.configured.empty()) {
    TRY_ASSIGN(const bool was_there, deploy::unconfigure_hooks(site, options.dry_run));
    TRY(print_line(was_there ? tr("hook.expgate-*: removed")
                             : tr("hook.expgate-*: not in the configuration")));
  }
  for (const deploy::HookTarget& target : site.targets)
    for (const fs::path& hook : {target.displaced, target.path}) {
      if (hook.empty()) continue;
      TRY_ASSIGN(const deploy::HookChange done, deploy::take_hook(hook, options.dry_run));
      if (!target.passes_on) TRY(print_line(deploy::description(done, deploy::shown(hook))));
    }
  if (site.is_server && !site.targets.empty()) TRY(take_update_hook(site, options.dry_run));
  if (!options.where.global && !site.is_server && options.where.gitlab.empty()) {
    TRY_ASSIGN(const std::string done, take_filter(options.where.repository, options.dry_run));
    TRY(print(done));
  }
  if (site.is_served_globally)
    TRY(print_line(
        tr("note: `expgate install --global` still serves all your repositories, including this one; "
           "`expgate uninstall --global` ends that")));
  if ((options.where.global || !site.configured.empty()) && !options.dry_run) remove_folder(site);
  return 0;
}

Action declare_uninstall(CommandArguments& arguments, const Common&) {
  auto options = std::make_shared<UninstallArguments>();
  declare_where(arguments, options->where);
  arguments.add({.names = {"--dry-run"}, .help = tr("Show what would be done, without doing it")},
                &options->dry_run);
  arguments.example("expgate uninstall", msgid("Take the hooks out of this clone"));
  return [options] { return uninstall_hooks(*options); };
}

}  // namespace

extern const Command uninstall;
const Command uninstall{"uninstall", msgid("Remove the hooks and restore those that were there before"),
                        declare_uninstall};

}  // namespace expgate::app
