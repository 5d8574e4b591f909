#include <memory>

#include <fmt/core.h>

#include "app/command.h"
#include "app/notebook/filter.h"
#include "app/output.h"
#include "app/where_options.h"
#include "deploy/config_hooks.h"
#include "deploy/global_hooks.h"
#include "deploy/hook_files.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

struct Options {
  deploy::Where where;
  bool dry_run = false;
};

Result<int> uninstall_hooks(const Options& options) {
  TRY_ASSIGN(const fs::path gate, deploy::running_binary());
  TRY_ASSIGN(const deploy::HookSite place, deploy::find_site(options.where, gate));
  if (options.dry_run) TRY(print("dry run: nothing is changed\n"));
  if (options.where.global) {  // first, so that git never looks into a folder that is half empty
    TRY_ASSIGN(const std::string done, deploy::direct_git_back(options.dry_run));
    TRY(print(fmt::format("core.hooksPath: {}\n", done)));
  }
  if (!place.configured.empty()) {
    TRY_ASSIGN(const std::string done, deploy::unconfigure_hooks(place, options.dry_run));
    TRY(print(fmt::format("hook.expgate-*: {}\n", done)));
  }
  for (const deploy::HookTarget& target : place.targets) {
    TRY_ASSIGN(const std::string done, deploy::take_hook(target.path, options.dry_run));
    if (!target.passes_on) TRY(print(fmt::format("{}: {}\n", deploy::shown(target.path), done)));
  }
  if (!options.where.global && !place.is_server && options.where.gitlab.empty()) {
    TRY_ASSIGN(const std::string done, take_filter(options.where.repository, options.dry_run));
    TRY(print(done));
  }
  if (place.is_served_globally)
    TRY(
        print("note: the gate still serves all your repositories, this one too (expgate uninstall --global "
              "ends that)\n"));
  if ((options.where.global || !place.configured.empty()) && !options.dry_run) {
    const fs::path folder = place.targets.front().path.parent_path();
    std::error_code not_empty;  // somebody put something there: theirs to remove
    if (fs::remove(folder, not_empty)) fs::remove(folder.parent_path(), not_empty);
  }
  return 0;
}

Action declare(CommandArguments& arguments, const Common&) {
  auto options = std::make_shared<Options>();
  declare_where(arguments, options->where);
  arguments.add({.names = {"--dry-run"}, .help = "Show what would be done, without doing it"},
                &options->dry_run);
  return [options] { return uninstall_hooks(*options); };
}

}  // namespace

extern const Command uninstall;
const Command uninstall{"uninstall", "Remove the hooks and restore those that were there before", declare};

}  // namespace expgate::app
