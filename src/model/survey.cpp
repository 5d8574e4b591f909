#include "model/survey.h"

#include <cstdio>
#include <ctime>

namespace expgate {

std::string iso_date(Day day) {
  constexpr std::time_t kSeconds = 86'400;
  const std::time_t time = day * kSeconds;
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &utc)};
}

std::uint64_t Survey::stored() const {
  std::uint64_t sum = 0;
  for (const CategorySum& category : categories) sum += category.stored;
  return sum;
}

}  // namespace expgate
