#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace expgate {

// Bytes in a size as policies write it: "500 KB" (powers of 1000), "5 MiB" (of 1024), "120", "1.5 GiB";
// nothing if it is not one.
std::optional<std::uint64_t> parse_size(std::string_view text);

// How many bytes the two begin with alike.
std::size_t common_prefix(std::string_view one, std::string_view other);

// A size for people, in binary units with one decimal at most: "812 bytes", "48.2 MiB", "5 MiB".
std::string format_size(std::uint64_t bytes);

}  // namespace expgate
