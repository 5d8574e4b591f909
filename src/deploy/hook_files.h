#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

// One hook file at a time: put in place, taken out, looked at. A hook of somebody else is kept beside ours,
// as NAME.before-expgate, and never lost.
namespace expgate::deploy {

// The shim of that name (hooks/NAME) with `value` in its one open place: the path of the binary, or the
// folder to pass on to. The name must be one of shims().
std::string render_shim(std::string_view name, const std::string& value);

// The shim's text with a gate that only tells (--mode warn).
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
// nobody we know.
std::string_view manager_of(std::string_view text);

// What lies at a hook's path.
struct HookFile {
  enum class Kind { none, ours, foreign };
  Kind kind = Kind::none;
  std::string text;         // of the file, or of what a link leads to; empty if it leads nowhere
  bool executable = false;  // by its owner, group and others; git skips a hook that is not
};
Result<HookFile> look_at(const std::filesystem::path& hook);

// Makes `hook` an executable file with `text`, atomically; what was there and is not ours is kept beside it.
// Yields what was done, for people: "installed", "updated", "already in place", with what was kept.
// `dry_run`: says it only.
Result<std::string> put_hook(const std::filesystem::path& hook, std::string_view text, bool dry_run);

// Takes our hook out and gives back what was kept. Yields what was done: "removed", "not there", "left
// alone".
Result<std::string> take_hook(const std::filesystem::path& hook, bool dry_run);

}  // namespace expgate::deploy
