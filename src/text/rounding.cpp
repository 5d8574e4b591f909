#include "text/rounding.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include <fmt/core.h>

namespace expgate::text {

namespace {

constexpr int kFewest = 4;  // significant digits that are left
constexpr int kMost = 6;    // that are left, and that a figure may have as it is
constexpr double kLargestFixed = 1e15;

// "0.00420" has three: zeros in front say nothing, those at the end do.
std::size_t significant_digits(std::string_view number) {
  const std::string_view mantissa = number.substr(0, number.find_first_of("eE"));
  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return 0;
  return static_cast<std::size_t>(
      std::ranges::count_if(mantissa.substr(first), [](char c) { return c >= '0' && c <= '9'; }));
}

std::string without_end_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

// A number of 1234.56 keeps two decimals; a small one four digits.
std::string shorter(double value) {
  const double size = std::abs(value);
  if (size < 1 || size >= kLargestFixed) return fmt::format("{:.{}g}", value, kFewest);
  const int whole = static_cast<int>(std::floor(std::log10(size))) + 1;
  const int digits = std::clamp(whole + 2, kFewest, kMost);
  return without_end_zeros(fmt::format("{:.{}f}", value, std::max(0, digits - whole)));
}

}  // namespace

std::string rounded(std::string_view figure) {
  const std::string_view unsigned_figure = figure.starts_with('+') ? figure.substr(1) : figure;
  double value = 0;
  const auto [end, error] =
      std::from_chars(unsigned_figure.data(), unsigned_figure.data() + unsigned_figure.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return std::string(figure);
  const std::string_view number(unsigned_figure.data(),
                                static_cast<std::size_t>(end - unsigned_figure.data()));
  const bool is_whole = number.find_first_of(".eE") == std::string_view::npos;
  if (is_whole || significant_digits(number) <= std::size_t{kMost}) return std::string(figure);
  std::string out = figure.starts_with('+') ? "+" : "";
  out += shorter(value);
  return out.append(unsigned_figure.substr(number.size()));
}

std::string rounded(double number) {
  return rounded(fmt::format("{}", number));
}

}  // namespace expgate::text
