#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "app/command.h"
#include "app/global_hooks.h"
#include "app/hook_files.h"
#include "app/output.h"
#include "app/where_options.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

struct Options {
  Where where;
  bool dry_run = false;
};

Result<int> uninstall_hooks(const Options& options) {
  TRY_ASSIGN(const fs::path gate, running_binary());
  TRY_ASSIGN(const HookPlace place, find_place(options.where, gate));
  if (options.dry_run) TRY(print("dry run: nothing is changed\n"));
  const fs::path folder = place.targets.front().path.parent_path();
  if (!options.where.global && is_global_folder(folder))
    return fail("the hooks of this repository are those of all your repositories",
                "expgate uninstall --global");
  if (options.where.global) {  // first, so that git never looks into a folder that is half empty
    TRY_ASSIGN(const std::string done, direct_git_back(options.dry_run));
    TRY(print(fmt::format("core.hooksPath: {}\n", done)));
  }
  for (const HookTarget& target : place.targets) {
    TRY_ASSIGN(const std::string done, take_hook(target.path, options.dry_run));
    TRY(print(fmt::format("{}: {}\n", shown(target.path), done)));
  }
  std::error_code not_empty;  // somebody put something there: theirs to remove
  if (options.where.global && !options.dry_run) fs::remove(folder, not_empty);
  return 0;
}

Action declare(CLI::App& sub, const Common&) {
  auto options = std::make_shared<Options>();
  declare_where(sub, options->where);
  sub.add_flag("--dry-run", options->dry_run, "Say what would be done, and change nothing");
  return [options] { return uninstall_hooks(*options); };
}

}  // namespace

extern const Command uninstall;
const Command uninstall{"uninstall", "Take the hooks out; those that were there before come back", declare};

}  // namespace expgate::app
