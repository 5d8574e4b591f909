#include "message/vague.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/strings.h"
#include "message/letters.h"
#include "message/lists/wording.h"
#include "message/wording.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

constexpr std::size_t kMostWords = 10;  // who writes more says something

// What may stand at the end beside a type that says it already.
constexpr std::pair<std::string_view, std::string_view> kOwnWords[] = {
    {"build", "build"},      {"chore", "chore"},       {"chore", "chores"},         {"ci", "ci"},
    {"docs", "doc"},         {"docs", "docs"},         {"docs", "documentation"},   {"feat", "feature"},
    {"perf", "performance"}, {"refactor", "refactor"}, {"refactor", "refactoring"}, {"style", "style"},
    {"style", "styles"},     {"test", "test"},         {"test", "tests"},
};

bool is_in(const std::vector<std::string>& folded_phrases, std::string_view folded_text) {
  return std::find(folded_phrases.begin(), folded_phrases.end(), folded_text) != folded_phrases.end();
}

bool is_number(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), is_digit);
}

// "#12", "(#12)", "(ABC-12)", "ABC-12:", "!12": a number in a list elsewhere. "CIFAR-10" by itself is none.
bool is_ticket_in_text(std::string_view word) {
  const std::size_t begin = std::min(word.find_first_not_of("(["), word.size());
  const std::size_t end = word.find_last_not_of(")],.;:") + 1;
  const std::string_view bare = word.substr(begin, std::max(begin, end) - begin);
  if (bare.starts_with('!')) return is_number(bare.substr(1));  // GitLab's merge requests
  return is_ticket(bare) && (bare[0] == '#' || begin > 0 || word.ends_with(':'));
}

// Whether the folded word adds nothing, with a number behind it or not ("final2", "final_v2").
bool is_filler(std::string_view word) {
  const auto is_known = [](std::string_view stem) {
    return std::binary_search(std::begin(wording::kFillers), std::end(wording::kFillers), stem);
  };
  const std::string_view stem = word.substr(0, word.find_last_not_of("0123456789") + 1);
  return is_known(stem) ||
         (stem.size() < word.size() && stem.ends_with('v') && is_known(stem.substr(0, stem.size() - 1)));
}

// The words of `text`, parted by blanks of all kinds.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const text::CodePoint point = at < text.size() ? text::decode(text, at) : text::CodePoint{' ', 1, true};
    if (point.valid && is_space(point.value)) {
      if (at > begin) words.push_back(text.substr(begin, at - begin));
      begin = at + point.length;
    }
    at += point.length;
  }
  return words;
}

// Whether the words say nothing together; they are folded, without fillers.
bool is_vague(const std::vector<std::string>& words, const std::vector<std::string>& vague) {
  std::string together;
  for (const std::string& word : words) together += word;
  while (!together.empty() && is_digit(together.back())) together.pop_back();  // "wip 3", "update2"
  return together.empty() || is_in(vague, together) ||
         (together.ends_with('v') && is_in(vague, together.substr(0, together.size() - 1)));  // "update v2"
}

bool repeats_type(const Header& header, std::string_view word) {
  return std::find(std::begin(kOwnWords), std::end(kOwnWords), std::pair(header.type, word)) !=
         std::end(kOwnWords);
}

// Whether the folded text is Chinese and made of words that say nothing. Chinese has no blanks: every way to
// part it is tried.
bool is_vague_chinese(std::string_view folded_text) {
  constexpr std::size_t kLongest = 60;  // bytes; who writes more says something
  const bool is_chinese = std::any_of(folded_text.begin(), folded_text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0xE4 && static_cast<unsigned char>(c) <= 0xE9;
  });
  if (!is_chinese || folded_text.size() > kLongest) return false;
  std::vector<bool> ends_word(folded_text.size() + 1, false);
  ends_word[0] = true;
  for (std::size_t at = 0; at < folded_text.size(); ++at) {
    if (!ends_word[at]) continue;
    if (is_digit(folded_text[at])) ends_word[at + 1] = true;
    for (const std::string_view word : wording::kChinese)
      if (folded_text.substr(at).starts_with(word)) ends_word[at + word.size()] = true;
  }
  return ends_word.back();
}

// One part of a description that has several, between "and"s: whether it says nothing.
bool is_vague_part(const Header& header, std::vector<std::string> words,
                   const std::vector<std::string>& vague) {
  while (words.size() > 1 && (words.back() == "code" || words.back() == "in")) words.pop_back();
  if (is_vague(words, vague)) return true;
  if (header.scope || !repeats_type(header, words.back())) return false;
  words.pop_back();
  return is_vague(words, vague) || (words.size() == 1 && (words[0] == "add" || words[0] == "added"));
}

}  // namespace

bool says_nothing(const Header& header, const std::vector<std::string>& vague) {
  const std::string whole = folded(header.description);
  if (whole.empty() || is_in(vague, whole)) return true;
  if (vague.empty()) return false;
  if (is_vague_chinese(whole)) return true;
  const auto words = words_of(header.description);
  if (words.size() > kMostWords || (words.size() == 1 && !is_number(whole) && whole.size() == 1))
    return false;
  std::vector<std::string> part;
  for (const std::string_view word : words) {
    if (is_ticket_in_text(word)) continue;
    std::string plain = folded(word);
    // `v2` may be all that there is to say, but not beside others.
    if (words.size() > 1 && plain.starts_with('v') && is_number(std::string_view(plain).substr(1))) continue;
    const bool parts = plain == "and" || word == "&" || word == "+" || word == "/";
    // A version says something where a number does not.
    if (word.find('.') < word.size() - 1 && is_number(plain)) return false;
    if (!parts && !is_filler(plain) && !plain.empty()) part.push_back(std::move(plain));
    if (!parts && !word.ends_with(',') && !word.ends_with(';')) continue;
    if (!part.empty() && !is_vague_part(header, part, vague)) return false;
    part.clear();
  }
  return part.empty() || is_vague_part(header, part, vague);
}

}  // namespace expgate::message
