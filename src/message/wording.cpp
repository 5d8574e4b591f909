#include "message/wording.h"

#include <algorithm>

#include "base/strings.h"
#include "message/letters.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

bool is_ascii_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

// ASCII and Latin-1; U+00D7 is the multiplication sign.
bool is_capital(char32_t letter) {
  return (letter >= 'A' && letter <= 'Z') || (letter >= 0xC0 && letter <= 0xDE && letter != 0xD7);
}

// Whether the word could not be written otherwise.
bool keeps_capital(std::string_view word, std::size_t first_length) {
  const std::string_view rest = word.substr(first_length);
  if (rest.empty()) return word != "A" && word != "I";  // `X is null`, but not `A new loader`
  return std::any_of(rest.begin(), rest.end(),
                     [](char c) { return is_ascii_upper(c) || (c >= '0' && c <= '9') || c == '_'; }) ||
         rest.find('.') != std::string_view::npos || rest.find("::") != std::string_view::npos ||
         rest.find('(') != std::string_view::npos;
}

}  // namespace

std::string folded(std::string_view text) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    const text::CodePoint point = text::decode(text, at);
    const bool is_word = point.value >= 0x80 || !point.valid ||
                         (type_length(text.substr(at, 1)) == 1 && text[at] != '-' && text[at] != '_');
    const bool is_stop =
        point.value == U'。' || point.value == U'！' || point.value == U'，' || point.value == U'…';
    if (is_word && !is_stop && !(point.valid && is_blank(point.value))) kept += text.substr(at, point.length);
    at += point.length;
  }
  return ascii_lower(kept);
}

std::string_view first_word(std::string_view text) {
  std::string_view word = text.substr(0, text.find_first_of(" \t"));
  const std::size_t end = word.find_last_not_of(".,;:!?");
  return word.substr(0, end + 1);
}

bool begins_with_plain_capital(std::string_view text) {
  if (text.empty()) return false;
  const text::CodePoint first = text::decode(text, 0);
  return first.valid && is_capital(first.value) && !keeps_capital(first_word(text), first.length);
}

std::string with_small_initial(std::string_view text) {
  if (!begins_with_plain_capital(text)) return std::string(text);
  const text::CodePoint first = text::decode(text, 0);
  return utf8(first.value + 0x20) + std::string(text.substr(first.length));
}

std::size_t final_stop(std::string_view text) {
  constexpr std::string_view kWideStop = "。";
  if (text.ends_with(kWideStop)) return text.ends_with("。。") ? 0 : kWideStop.size();
  return text.ends_with('.') && !text.ends_with("..") && !text.ends_with("etc.") ? 1 : 0;
}

}  // namespace expgate::message
