#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

// git's own way to clean notebooks as they are staged: a filter (gitattributes(5)). It is set up for one
// working copy, in its configuration and in info/attributes: nothing in the work tree changes.
namespace expgate::app {

// Has git run the binary at `gate` over notebooks that are staged in `repository` (empty: the one here).
// Returns what was done, as lines for people.
Result<std::string> put_filter(const std::string& repository, const std::filesystem::path& gate,
                               bool dry_run);

// Undoes that. Returns what was done; empty if there was no filter of ours.
Result<std::string> take_filter(const std::string& repository, bool dry_run);

}  // namespace expgate::app
