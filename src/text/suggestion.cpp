#include "text/suggestion.h"

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

Text one_of(const std::vector<std::string>& words) {
  if (words.size() < 2) return verbatim(join(words, ", "));
  std::vector<Text> front = listed(words);
  front.pop_back();
  return tr("{words} or {last}", {{"words", std::move(front)}, {"last", words.back()}});
}

std::vector<Text> listed(const std::vector<std::string>& words) {
  std::vector<Text> texts;
  for (const std::string& word : words) texts.push_back(verbatim(word));
  return texts;
}

}  // namespace expgate::text
