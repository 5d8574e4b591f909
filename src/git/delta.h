#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace expgate::git {

// The number at `at` in groups of seven bits, the lowest first; `at` moves behind it. Nothing where it does
// not end.
std::optional<std::uint64_t> read_number(std::string_view bytes, std::size_t& at);

// What a delta says at its beginning: the sizes of what it is for and of what it makes of that.
struct DeltaSizes {
  std::optional<std::uint64_t> base;
  std::optional<std::uint64_t> result;
};
DeltaSizes delta_sizes(std::string_view delta);

// Makes of `base` what the delta says (gitformat-pack(5), "Deltified representation"), into `out`, where
// `size` bytes are. Whether the delta is whole, is for a base of that size and makes exactly `size` bytes.
bool apply_delta(std::string_view base, std::string_view delta, char* out, std::size_t size);

}  // namespace expgate::git
