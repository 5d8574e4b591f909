#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace expgate::rules {

// The numbers of a seed as content::Seed has it: "0x2A", "[1, 2, 3]", "{torch: 1, numpy: 2}".
std::vector<std::uint64_t> seed_numbers(std::string_view value);

// Whether all `seeds` of a record are among the seeds that the config states. Of a long list the text has
// only the beginning: then what is not there may stand further on.
bool is_seed_of(const std::vector<std::uint64_t>& seeds, std::string_view value);

}  // namespace expgate::rules
