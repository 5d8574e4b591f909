#pragma once

#include <cstdint>
#include <string>

namespace expgate::report {

// "12,345"
std::string grouped(std::uint64_t number);

// "82 %" of the whole; "<1 %" where there is something, but less.
std::string percent(std::uint64_t part, std::uint64_t whole);

}  // namespace expgate::report
