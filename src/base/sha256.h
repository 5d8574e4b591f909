#pragma once

#include <string>
#include <string_view>

namespace expgate {

// The SHA-256 of the bytes (FIPS 180-4), as 64 lower-case hex digits: what sha256sum says.
std::string sha256(std::string_view bytes);

}  // namespace expgate
