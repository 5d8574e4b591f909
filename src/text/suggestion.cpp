#include "text/suggestion.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace expgate::text {

std::optional<std::string> suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  if (auto near = nearest(word, candidates)) return near;
  constexpr std::size_t kShortest = 3;  // fewer letters begin too many words
  if (word.size() < kShortest) return std::nullopt;
  for (const std::string& candidate : candidates)
    if (candidate.starts_with(word) || (candidate.size() >= kShortest && word.starts_with(candidate)))
      return candidate;
  return std::nullopt;
}

std::string one_of(const std::vector<std::string>& words) {
  if (words.size() < 2) return join(words, ", ");
  const std::vector<std::string> front(words.begin(), words.end() - 1);
  return fmt::format("{} or {}", join(front, ", "), words.back());
}

}  // namespace expgate::text
