#include "report/numbers.h"

#include <cmath>

namespace expgate::report {

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  constexpr double kAll = 100;
  if (whole == 0 || part == 0) return "0 %";
  const double share = kAll * static_cast<double>(part) / static_cast<double>(whole);
  if (share < 1) return "<1 %";
  if (part < whole && share > kAll - 1) return ">99 %";
  return std::to_string(std::lround(share)) + " %";
}

}  // namespace expgate::report
