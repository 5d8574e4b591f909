#pragma once

#include <filesystem>
#include <string>

namespace expgate::deploy {

// What the program that a hook calls says of itself ("expgate 1.2.3"); nothing where the hook would not call
// it, since it is no program but a script, or where it does not run.
std::string version_of(const std::filesystem::path& program);

}  // namespace expgate::deploy
