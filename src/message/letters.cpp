#include "message/letters.h"

#include <algorithm>
#include <iterator>

#include <fmt/core.h>

#include "base/ascii.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

bool is_type_letter(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '_';
}

struct LookAlike {
  char32_t letter;
  char ascii;
};

// Sorted by letter.
constexpr LookAlike kLookAlikes[] = {
    {0x02D0, ':'}, {0x0391, 'A'}, {0x0392, 'B'}, {0x0395, 'E'}, {0x0399, 'I'}, {0x039A, 'K'}, {0x039C, 'M'},
    {0x039F, 'O'}, {0x03A1, 'P'}, {0x03A4, 'T'}, {0x03A7, 'X'}, {0x03B1, 'a'}, {0x03B9, 'i'}, {0x03BD, 'v'},
    {0x03BF, 'o'}, {0x03C1, 'p'}, {0x03C4, 't'}, {0x03C5, 'u'}, {0x03F2, 'c'}, {0x0405, 'S'}, {0x0406, 'I'},
    {0x0408, 'J'}, {0x0410, 'A'}, {0x0412, 'B'}, {0x0415, 'E'}, {0x041A, 'K'}, {0x041C, 'M'}, {0x041E, 'O'},
    {0x0420, 'P'}, {0x0421, 'C'}, {0x0422, 'T'}, {0x0425, 'X'}, {0x0430, 'a'}, {0x0435, 'e'}, {0x043A, 'k'},
    {0x043E, 'o'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0442, 't'}, {0x0443, 'y'}, {0x0445, 'x'}, {0x0455, 's'},
    {0x0456, 'i'}, {0x0458, 'j'}, {0x04BB, 'h'}, {0x0501, 'd'}, {0x2236, ':'}, {0xA789, ':'}, {0xFE13, ':'},
    {0xFE55, ':'},
};

struct Range {
  char32_t first;
  char32_t last;
};

struct Script {
  char32_t first;
  char32_t last;
  Msgid letter;  // a letter of it, for people
};

constexpr Script kScripts[] = {
    {0x00C0, 0x024F, msgid("accented `{letter}` ({code})")},
    {0x0370, 0x03FF, msgid("Greek `{letter}` ({code})")},
    {0x0400, 0x052F, msgid("Cyrillic `{letter}` ({code})")},
    {0x0530, 0x058F, msgid("Armenian `{letter}` ({code})")},
    {0x3040, 0x30FF, msgid("Japanese `{letter}` ({code})")},
    {0x4E00, 0x9FFF, msgid("Chinese `{letter}` ({code})")},
    {0xAC00, 0xD7AF, msgid("Korean `{letter}` ({code})")},
    {0xFF01, 0xFF5E, msgid("full-width `{letter}` ({code})")},
};

// Those that are ignorable go without saying.
constexpr Range kBlanks[] = {
    {0x0009, 0x0009}, {0x0020, 0x0020}, {0x0085, 0x0085}, {0x00A0, 0x00A0}, {0x1680, 0x1680},
    {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000},
};

constexpr Range kEmoji[] = {
    {0x00A9, 0x00A9}, {0x00AE, 0x00AE}, {0x200D, 0x200D},   {0x203C, 0x203C}, {0x2049, 0x2049},
    {0x20E3, 0x20E3}, {0x2122, 0x2122}, {0x2139, 0x2139},   {0x2190, 0x21FF}, {0x2300, 0x23FF},
    {0x2460, 0x24FF}, {0x25A0, 0x27BF}, {0x2900, 0x297F},   {0x2B00, 0x2BFF}, {0x3030, 0x3030},
    {0x303D, 0x303D}, {0xFE0E, 0xFE0F}, {0x1F000, 0x1FAFF},
};

template <std::size_t size>
const Range* find_range(const Range (&ranges)[size], char32_t letter) {
  const Range* found = std::find_if(std::begin(ranges), std::end(ranges), [&](const Range& range) {
    return letter >= range.first && letter <= range.last;
  });
  return found == std::end(ranges) ? nullptr : found;
}

}  // namespace

std::size_t type_length(std::string_view line) {
  return static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), is_type_letter) - line.begin());
}

bool is_ticket(std::string_view word) {
  if (word.starts_with('#')) return word.size() > 1 && std::all_of(word.begin() + 1, word.end(), is_digit);
  const std::size_t dash = word.find('-');
  if (dash == std::string_view::npos || dash == 0 || dash + 1 == word.size()) return false;
  const std::string_view project = word.substr(0, dash);
  const std::string_view number = word.substr(dash + 1);
  return is_upper(project[0]) &&
         std::all_of(project.begin(), project.end(), [](char c) { return is_upper(c) || is_digit(c); }) &&
         std::all_of(number.begin(), number.end(), is_digit);
}

bool is_space(char32_t letter) {
  return find_range(kBlanks, letter) != nullptr;
}

bool is_blank(char32_t letter) {
  return is_space(letter) || (letter >= 0x80 && text::is_ignorable(letter));
}

bool is_all_blank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto letter = text::decode(text, at);
    if (!is_blank(letter.value)) return false;
    at += letter.length;
  }
  return true;
}

bool is_emoji(char32_t letter) {
  return find_range(kEmoji, letter) != nullptr;
}

char look_alike(char32_t letter) {
  if (letter >= 0xFF01 && letter <= 0xFF5E)
    return static_cast<char>(letter - 0xFF01 + '!');  // the full-width copy of ASCII
  const LookAlike* found =
      std::lower_bound(std::begin(kLookAlikes), std::end(kLookAlikes), letter,
                       [](const LookAlike& one, char32_t value) { return one.letter < value; });
  return found != std::end(kLookAlikes) && found->letter == letter ? found->ascii : '\0';
}

Text described(char32_t letter) {
  const std::string code = fmt::format("U+{:04X}", static_cast<unsigned>(letter));
  if (is_blank(letter)) return tr("an invisible character ({code})", {{"code", code}});
  const auto* script = std::find_if(std::begin(kScripts), std::end(kScripts), [&](const Script& each) {
    return each.first <= letter && letter <= each.last;
  });
  const Msgid text = script == std::end(kScripts) ? msgid("`{letter}` ({code})") : script->letter;
  return {text, {{"letter", utf8(letter)}, {"code", code}}};
}

std::string utf8(char32_t letter) {
  const auto byte = [](char32_t bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
  const auto tail = [&](int shift) { return byte(0x80U | ((letter >> shift) & 0x3FU)); };
  if (letter < 0x80) return {byte(letter)};
  if (letter < 0x800) return {byte(0xC0U | (letter >> 6)), tail(0)};
  if (letter < 0x10000) return {byte(0xE0U | (letter >> 12)), tail(6), tail(0)};
  return {byte(0xF0U | (letter >> 18)), tail(12), tail(6), tail(0)};
}

}  // namespace expgate::message
