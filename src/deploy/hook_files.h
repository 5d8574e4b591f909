#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

// One hook file at a time: installed, removed, looked at. A foreign hook is kept (kept_hooks.h) and runs
// before ours.
namespace expgate::deploy {

// What lies at a hook's path.
struct HookFile {
  enum class Kind { none, ours, foreign };
  Kind kind = Kind::none;
  std::string text;         // of the file, or of what a link leads to; empty if it leads nowhere
  bool executable = false;  // by its owner, group and others; git skips a hook that is not
};
Result<HookFile> look_at(const std::filesystem::path& hook);

// What was done to a hook file, or would be in a dry run.
struct HookChange {
  enum class Kind {
    none,       // our hook was in place already
    installed,  // with `kept` set: a foreign hook is now there and runs first
    updated,
    removed,
    restored,  // ours is removed, and the foreign hook that was kept is back
    absent,    // there was no hook to remove
    foreign,   // left alone; with `kept` set: an earlier foreign hook is still beside it
  };
  Kind kind = Kind::none;
  std::filesystem::path kept;  // the foreign hook beside it, or empty
  std::string manager;         // the program that manages that one (manager_of), or empty
};

// The text of our hook at `hook`: `text`, and before it the hook that is kept beside.
std::string text_in_place(const std::filesystem::path& hook, std::string text);

// Makes `hook` an executable file with `text`, atomically; a foreign hook that was there is kept beside it
// and runs first. With `dry_run` it only returns what it would do.
Result<HookChange> put_hook(const std::filesystem::path& hook, const std::string& text, bool dry_run);

// Removes our hook and restores the one that was kept.
Result<HookChange> take_hook(const std::filesystem::path& hook, bool dry_run);

// What to know of a kept hook that looks_above_itself().
Text above_itself(const std::filesystem::path& kept);

// The change of the hook file called `file`, for people.
Text description(const HookChange& change, const std::string& file);

}  // namespace expgate::deploy
