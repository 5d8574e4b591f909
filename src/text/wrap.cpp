#include "text/wrap.h"

#include <algorithm>

#include "text/utf8.h"

namespace expgate::text {

namespace {

// A part of a line that is never broken.
struct Word {
  std::string_view text;
  bool is_joined = false;  // nothing stands between it and the word before
};

// Chinese and Japanese have no spaces between words: a line may end before and after each of these
// characters.
bool is_ideographic(char32_t c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFFEF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

// What a line must not begin with, and what it must not end with.
bool is_closing(char32_t c) {
  return std::u32string_view(U"、。，．：；？！）」』】》〉”’").find(c) != std::u32string_view::npos;
}
bool is_opening(char32_t c) {
  return std::u32string_view(U"（「『【《〈“‘").find(c) != std::u32string_view::npos;
}

// Where the quoted word that begins at `at` ends (behind the quote and what punctuation follows it), or
// nothing.
std::size_t quoted_end(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (std::size_t close = text.find(quote, at + 1); close != text.npos;
       close = text.find(quote, close + 1)) {
    std::size_t end = std::min(text.find_first_not_of(";,.:)", close + 1), text.size());
    while (end < text.size() && is_closing(decode(text, end).value)) end += decode(text, end).length;
    if (end == text.size() || text[end] == ' ' || is_ideographic(decode(text, end).value)) return end;
  }
  return text.npos;
}

// Where the word that begins at `at` ends: at a space, or where something in backticks follows a Chinese
// character.
std::size_t word_end(std::string_view text, std::size_t at) {
  char32_t before = 0;
  while (at < text.size() && text[at] != ' ' && !(text[at] == '`' && is_ideographic(before))) {
    const CodePoint here = decode(text, at);
    before = here.value;
    at += here.length;
  }
  return at;
}

// Adds the parts of a word between which a line may be broken.
void add_parts(std::string_view word, bool is_joined, std::vector<Word>& words) {
  std::size_t begin = 0;
  char32_t before = 0;
  for (std::size_t at = 0; at < word.size();) {
    const CodePoint here = decode(word, at);
    const bool may_break = at > 0 && (is_ideographic(before) || is_ideographic(here.value)) &&
                           !is_closing(here.value) && !is_opening(before);
    if (may_break) {
      words.push_back({word.substr(begin, at - begin), is_joined});
      is_joined = true;
      begin = at;
    }
    before = here.value;
    at += here.length;
  }
  words.push_back({word.substr(begin), is_joined});
}

// The words between single spaces; two spaces in a row have an empty word between them. What is quoted is one
// word, in backticks only where it fits a line.
std::vector<Word> words_of(std::string_view text, std::size_t width) {
  std::vector<Word> words;
  bool is_joined = false;
  for (std::size_t at = 0; at <= text.size();) {
    std::size_t end = text.npos;
    if (at < text.size() && (text[at] == '\'' || text[at] == '`')) {
      end = quoted_end(text, at);
      if (end != text.npos && text[at] == '`' && text::width(text.substr(at, end - at)) > width)
        end = text.npos;
    }
    constexpr std::size_t kOpening = 3;  // bytes of each of them
    if (end != text.npos && is_joined && at >= kOpening && is_opening(decode(text, at - kOpening).value)) {
      words.back().text = {words.back().text.begin(), text.begin() + end};
    } else if (end != text.npos) {
      words.push_back({text.substr(at, end - at), is_joined});
    } else {
      end = word_end(text, at);
      add_parts(text.substr(at, end - at), is_joined, words);
    }
    is_joined = end < text.size() && text[end] != ' ';
    at = is_joined ? end : end + 1;
  }
  return words;
}

// What stands behind the last `&&` of the line, where that is a command that goes on: a shell takes a new
// line there, and nowhere else.
std::string_view unfinished_command(std::string_view line) {
  constexpr std::string_view kAnd = " && ";
  const std::size_t at = line.rfind(kAnd);
  if (at == line.npos) return {};
  const std::string_view command = line.substr(at + kAnd.size());
  const bool is_prose = command.find("; ") != command.npos || command.find(", ") != command.npos ||
                        command.find(" (") != command.npos;
  return is_prose || command.ends_with(';') || command.ends_with(',') ? std::string_view() : command;
}

}  // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t used,
                              std::size_t indent) {
  std::vector<std::string> lines{""};
  std::size_t column = used;
  bool is_empty = true;
  for (const auto& [word, is_joined] : words_of(text, width > indent ? width - indent : 1)) {
    const std::size_t columns = text::width(word);
    const std::size_t gap = is_joined ? 0 : 1;
    if (!is_empty && column + gap + columns > width) {
      std::string carried(unfinished_command(lines.back()));
      if (indent + text::width(carried) + 1 + columns > width) carried.clear();
      if (!carried.empty()) lines.back().resize(lines.back().size() - carried.size() - 1);
      lines.push_back(std::string(indent, ' ') + carried);
      column = indent + text::width(carried);
      is_empty = carried.empty();
    }
    if (!is_empty && !is_joined) {
      lines.back() += ' ';
      ++column;
    }
    lines.back() += word;
    column += columns;
    is_empty = false;
  }
  return lines;
}

std::string shortened(std::string_view text, std::size_t columns) {
  if (text::width(text) <= columns) return std::string(text);
  std::string cut;
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = text.substr(at, text::decode(text, at).length);
    used += text::width(character);
    if (used + 1 > columns) break;
    cut += character;
    at += character.size();
  }
  return cut + "…";
}

}  // namespace expgate::text
