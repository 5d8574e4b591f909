#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace expgate::experiments::stores {

// Returns the text with every byte but `A-Za-z0-9-._~` as %XX, in capitals: what a signature of AWS wants.
std::string escaped(std::string_view text);

// The same, and slashes stay.
std::string escaped_path(std::string_view text);

// Returns the bytes of a base64 text as hex digits; nothing if it is not base64.
std::optional<std::string> hex_of_base64(std::string_view text);

}  // namespace expgate::experiments::stores
