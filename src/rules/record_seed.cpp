#include "rules/record_seed.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/strings.h"

namespace expgate::rules {

namespace {

// A whole number in any notation of YAML, TOML and Python; what is none is 0, content::seed_value lets none
// pass.
std::uint64_t number_of(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c != '_' && c != '+' && c != '-')
      digits += static_cast<char>(c | 0x20);  // lower case; digits stay as they are
  int base = 10;
  if (digits.size() > 2 && digits[0] == '0') {
    base = digits[1] == 'x' ? 16 : digits[1] == 'o' ? 8 : digits[1] == 'b' ? 2 : 10;
    if (base != 10) digits.erase(0, 2);
  }
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  return value;
}

}  // namespace

std::vector<std::uint64_t> seed_numbers(std::string_view value) {
  std::vector<std::uint64_t> numbers;
  const bool is_several = value.starts_with('[') || value.starts_with('{');
  if (is_several) value = value.substr(1, value.size() - 2);
  for (const std::string_view part : split(value, ',')) {
    const std::size_t colon = part.rfind(':');
    const std::string_view number = trim(colon == std::string_view::npos ? part : part.substr(colon + 1));
    if (number != "…") numbers.push_back(number_of(number));
  }
  return numbers;
}

bool is_seed_of(const std::vector<std::uint64_t>& seeds, std::string_view value) {
  const std::vector<std::uint64_t> stated = seed_numbers(value);
  const bool is_cut = value.find("…") != std::string_view::npos;
  return is_cut || std::all_of(seeds.begin(), seeds.end(), [&](std::uint64_t seed) {
           return std::find(stated.begin(), stated.end(), seed) != stated.end();
         });
}

}  // namespace expgate::rules
