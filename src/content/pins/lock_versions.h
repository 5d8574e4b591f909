#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace expgate::content {

// Versions by package; names as PEP 503 normalises them ("scikit-learn").
using LockedVersions = std::map<std::string, std::string, std::less<>>;

// The name of a package as everybody compares it: lower case, runs of `-`, `_` and `.` as one `-` (PEP 503).
std::string normalised_package(std::string_view name);

// Names of files that lock versions, the most common first.
std::span<const std::string_view> lock_file_names();

// The versions that such a file names, as far as each is on a line of its own, as the tools write it (pip's
// requirements and environments of conda included); of a package with several the first.
LockedVersions locked_versions(std::string_view source);

}  // namespace expgate::content
