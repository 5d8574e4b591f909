#pragma once

#include <functional>
#include <string>

namespace expgate::engine {

// Whether something has the name already.
using IsTaken = std::function<bool(const std::string& path)>;

// What the path could be called instead, so that every machine can have it; a name that is not taken.
std::string better_path(const std::string& path, const IsTaken& is_taken = {});

}  // namespace expgate::engine
