#pragma once

#include <string_view>

namespace expgate {

// The version of this build: "0.1.0".
std::string_view version();

// The day of that version: "2026-11-26".
std::string_view version_date();

}  // namespace expgate
