#include "text/wrap.h"

#include <algorithm>

#include "text/utf8.h"

namespace expgate::text {

namespace {

// Where the quoted word that begins at `at` ends (behind the quote and what punctuation follows it), or
// nothing.
std::size_t quoted_end(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (std::size_t close = text.find(quote, at + 1); close != text.npos;
       close = text.find(quote, close + 1)) {
    const std::size_t end = std::min(text.find_first_not_of(";,.:)", close + 1), text.size());
    if (end == text.size() || text[end] == ' ') return end;
  }
  return text.npos;
}

// The words between single spaces; two spaces in a row have an empty word between them. What is quoted is one
// word, in backticks only where it fits a line.
std::vector<std::string_view> words_of(std::string_view text, std::size_t width) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at <= text.size();) {
    std::size_t end = std::min(text.find(' ', at), text.size());
    if (at < text.size() && (text[at] == '\'' || text[at] == '`')) {
      const std::size_t whole = quoted_end(text, at);
      const bool fits = whole != text.npos && text::width(text.substr(at, whole - at)) <= width;
      if (whole != text.npos && (fits || text[at] == '\'')) end = whole;
    }
    words.push_back(text.substr(at, end - at));
    at = end + 1;
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

// The words of a command as a shell sees them, with their quotes.
std::vector<std::string_view> shell_words(std::string_view command) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  char quote = 0;
  for (std::size_t at = 0; at < command.size(); ++at) {
    const char c = command[at];
    if (c == '\\' && quote != '\'') {
      ++at;
    } else if (quote != 0) {
      const bool is_closed = c == quote || (quote == '(' && c == ')');
      if (is_closed) quote = 0;
    } else if (c == '\'' || c == '"' || c == '(') {
      quote = c;
    } else if (c == ' ') {
      words.push_back(command.substr(begin, at - begin));
      begin = at + 1;
    }
  }
  words.push_back(command.substr(begin));
  return words;
}

}  // namespace

std::vector<std::string> wrap_command(std::string_view command, std::size_t width, std::size_t used,
                                      std::size_t indent) {
  std::vector<std::vector<std::string_view>> parts(1);  // each but the last ends with `&&`
  for (const std::string_view word : shell_words(command)) {
    parts.back().push_back(word);
    if (word == "&&") parts.emplace_back();
  }
  std::vector<std::string> lines{""};
  std::size_t column = used;
  const auto columns_of = [](const std::vector<std::string_view>& part) {
    std::size_t columns = part.size() - 1;
    for (const std::string_view word : part) columns += text::width(word);
    return columns;
  };
  const auto new_line = [&](std::size_t deeper) {
    lines.emplace_back(indent + deeper, ' ');
    column = indent + deeper;
  };
  const auto append = [&](std::string_view word, bool is_first) {
    if (!is_first) lines.back() += ' ';
    lines.back() += word;
    column += text::width(word) + (is_first ? 0 : 1);
  };
  for (const auto& part : parts) {
    const bool is_first = &part == &parts.front();
    bool is_at_begin = is_first;
    if (!is_first && column + 1 + columns_of(part) > width) {
      new_line(0);
      is_at_begin = true;
    }
    constexpr std::string_view kGoesOn = " \\";
    const bool fits = column + (is_at_begin ? 0 : 1) + columns_of(part) <= width;
    for (const std::string_view word : part) {
      const bool is_last = &word == &part.back();
      const std::size_t needed = text::width(word) + 1 + (is_last ? 0 : kGoesOn.size());
      if (!fits && !is_at_begin && word != "&&" && column + needed > width) {
        lines.back() += kGoesOn;
        new_line(2);
        is_at_begin = true;
      }
      append(word, is_at_begin);
      is_at_begin = false;
    }
  }
  return lines;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t used,
                              std::size_t indent) {
  std::vector<std::string> lines{""};
  std::size_t column = used;
  bool is_empty = true;
  for (const std::string_view word : words_of(text, width > indent ? width - indent : 1)) {
    const std::size_t columns = text::width(word);
    if (!is_empty && column + 1 + columns > width) {
      std::string carried(unfinished_command(lines.back()));
      if (indent + text::width(carried) + 1 + columns > width) carried.clear();
      if (!carried.empty()) lines.back().resize(lines.back().size() - carried.size() - 1);
      lines.push_back(std::string(indent, ' ') + carried);
      column = indent + text::width(carried);
      is_empty = carried.empty();
    }
    if (!is_empty) {
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
