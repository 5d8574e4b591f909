#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

// One hook file at a time: installed, removed, looked at. A foreign hook is kept beside ours, as
// NAME.before-expgate, and never lost.
namespace expgate::deploy {

// The shim of that name (hooks/NAME) with `value` in its one open place: the path of the binary, or the
// folder to pass on to. The name must be one of shims().
std::string render_shim(std::string_view name, const std::string& value);

// The shim's text with these options, quoted for a shell, in each call of the binary.
std::string with_options(std::string shim_text, const std::string& options);

// The shim's text with a gate that only reports (--mode warn).
std::string in_warn_mode(std::string shim_text);

// The binary that a shim's text calls; empty if there is none in it.
std::filesystem::path gate_of(std::string_view shim_text);

// Where the hook that was at `hook` before ours is kept.
std::filesystem::path kept_beside(const std::filesystem::path& hook);

// Whether a text is that of a shim of any version.
bool is_shim(std::string_view text);

// Whether the text of a hook that another program runs calls the gate for the hook of that name.
bool calls_gate(std::string_view text, std::string_view name);

// The program that manages the hook with this text ("husky", "lefthook", "pre-commit", "git lfs"); empty:
// none that we know.
std::string_view manager_of(std::string_view text);

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

// Makes `hook` an executable file with `text`, atomically; a foreign hook that was there is kept beside it.
// With `dry_run` it only returns what it would do.
Result<HookChange> put_hook(const std::filesystem::path& hook, std::string_view text, bool dry_run);

// Removes our hook and restores the one that was kept.
Result<HookChange> take_hook(const std::filesystem::path& hook, bool dry_run);

// The change of the hook file called `file`, for people.
Text description(const HookChange& change, const std::string& file);

}  // namespace expgate::deploy
