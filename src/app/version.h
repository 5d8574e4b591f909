#pragma once

#include <string_view>

namespace expgate::app {

// The version of this build: "0.1.0".
std::string_view version();

}  // namespace expgate::app
