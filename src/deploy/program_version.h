#pragma once

#include <filesystem>
#include <string>

namespace expgate::deploy {

// What the program that a hook calls prints for `--version`: "expgate 1.2.3". Empty if the hook would not
// call it (hooks call no scripts), or if it fails or takes too long.
std::string version_of(const std::filesystem::path& program);

}  // namespace expgate::deploy
