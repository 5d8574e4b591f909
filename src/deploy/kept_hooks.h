#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

// Foreign hooks that were in place before ours: kept under their own name in a folder beside, since many look
// at the name by which they are called, and never lost.
namespace expgate::deploy {

// Where the hook that was at `hook` before ours is kept: before-expgate/NAME.
std::filesystem::path kept_beside(const std::filesystem::path& hook);

// Where version 0.1.0 kept it: NAME.before-expgate.
std::filesystem::path kept_by_first_version(const std::filesystem::path& hook);

// Whether a hook's text leads from its own place to above its folder (`$0`, `..`), which is one deeper once
// it is kept.
bool looks_above_itself(std::string_view text);

// Whether something lies at the path, be it a link that leads nowhere.
bool is_there(const std::filesystem::path& path);

// Keeps the file at `from`, which is the hook at `hook` or the one that 0.1.0 kept beside it, in place of
// what may have been kept there. `from` stays. Links whatever may lie beside `hook` that is no hook: hooks
// source such files by `$(dirname "$0")`.
Result<void> keep(const std::filesystem::path& from, const std::filesystem::path& hook);

// Puts the kept hook back to `hook`, in place of what is there.
Result<void> put_back(const std::filesystem::path& hook);

}  // namespace expgate::deploy
