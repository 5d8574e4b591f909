#include "message/body.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/strings.h"
#include "message/breaking.h"
#include "message/trailers.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

constexpr std::size_t kCodeIndent = 4;  // columns (CommonMark 0.31, 4.4)

// The run of backticks or tildes that a code block begins or ends with; empty: the line is no fence.
std::string_view fence_of(std::string_view line) {
  line = trim(line);
  if (line.empty() || (line[0] != '`' && line[0] != '~')) return {};
  const std::size_t length = std::min(line.find_first_not_of(line[0]), line.size());
  const bool is_inline = line[0] == '`' && line.find('`', length) != std::string_view::npos;
  return length >= 3 && !is_inline ? line.substr(0, length) : std::string_view();
}

bool closes(std::string_view line, std::string_view fence) {
  line = trim(line);
  return line.size() >= fence.size() && line.find_first_not_of(fence[0]) == std::string_view::npos;
}

bool begins_with_fence_marks(std::string_view line) {
  line = trim(line);
  return line.starts_with("```") || line.starts_with("~~~");
}

std::size_t indent_of(std::string_view line) {
  if (line.substr(0, kCodeIndent).find('\t') <= line.find_first_not_of(' ')) return kCodeIndent;
  return std::min(line.find_first_not_of(' '), line.size());
}

bool is_table_row(std::string_view line) {
  line = trim(line);
  return line.size() > 2 && line.starts_with('|') && line.find('|', 1) != std::string_view::npos;
}

// Whether scripts are in the line that need no blanks and may be broken anywhere.
bool has_wide_letters(std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t length = text::decode(line, at).length;
    if (length > 2 && text::width(line.substr(at, length)) == 2) return true;
    at += length;
  }
  return false;
}

// The kinds of lines that do not depend on fences and trailers, one after the other.
class PlainKinds {
 public:
  LineKind next(std::string_view line) {
    const bool follows_blank = after_blank_;
    after_blank_ = trim(line).empty();
    if (after_blank_) return LineKind::blank;
    const std::size_t indent = indent_of(line);
    if (item_mark_length(line) > 0 && (indent < kCodeIndent || is_in_item_)) {
      is_in_item_ = true;
      return LineKind::item;
    }
    if (indent == 0 && follows_blank) is_in_item_ = false;
    if (indent >= kCodeIndent && !is_in_item_) return LineKind::code;
    if (begins_with_fence_marks(line)) return LineKind::code;  // broken, it might become a fence
    if (is_table_row(line)) return LineKind::table;
    return trim(line).starts_with('>') ? LineKind::quote : LineKind::prose;
  }

 private:
  bool is_in_item_ = false;
  bool after_blank_ = true;
};

}  // namespace

std::size_t item_mark_length(std::string_view line) {
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  std::size_t end = begin;
  if (end < line.size() && std::string_view("-*+").find(line[end]) != std::string_view::npos) {
    ++end;
  } else {
    while (end < line.size() && is_digit(line[end])) ++end;
    constexpr std::size_t kMostDigits = 9;
    const bool is_number = end > begin && end - begin <= kMostDigits && end < line.size();
    if (!is_number || (line[end] != '.' && line[end] != ')')) return 0;
    ++end;
  }
  const std::size_t text = line.find_first_not_of(" \t", end);
  return text == std::string_view::npos || text == end ? 0 : text;
}

std::vector<LineKind> line_kinds(std::span<const std::string> lines) {
  const auto trailers_line = static_cast<std::size_t>(find_trailers_line(lines));
  std::vector<LineKind> kinds;
  PlainKinds plain;
  std::string fence;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    const bool is_in_trailers = trailers_line > 0 && i + 1 >= trailers_line;
    // NOLINTBEGIN(bugprone-branch-clone): the order decides
    if (i == 0) {
      kinds.push_back(LineKind::header);
    } else if (is_in_trailers && trailer_of(line)) {
      kinds.push_back(LineKind::trailer);
    } else if (!fence.empty() && !is_in_trailers) {
      kinds.push_back(LineKind::fenced);
      if (closes(line, fence)) fence.clear();
    } else if (fence = fence_of(line); !fence.empty()) {
      kinds.push_back(LineKind::fenced);
    } else if (is_breaking_footer(line)) {
      kinds.push_back(LineKind::trailer);
    } else {
      const LineKind kind = plain.next(line);
      kinds.push_back(is_in_trailers && kind == LineKind::code ? LineKind::prose : kind);
    }
    // NOLINTEND(bugprone-branch-clone)
  }
  return kinds;
}

bool is_unbreakable(std::string_view line) {
  if (line.find("://") != std::string_view::npos || line.find("](") != std::string_view::npos) return true;
  line = trim(line);
  if (const std::size_t blank = line.find_first_of(" \t"); blank != std::string_view::npos) {
    const std::string_view mark = line.substr(0, blank);
    if (mark == "-" || mark == "*" || mark == "+" || mark == ">" || mark.starts_with('[') ||
        mark.ends_with('.') || mark.ends_with(':'))
      line = trim(line.substr(blank));
  }
  return line.find_first_of(" \t") == std::string_view::npos && !has_wide_letters(line);
}

bool begins_block(std::span<const std::string> lines, std::size_t index) {
  if (index < 2) return true;
  const std::string& above = lines[index - 1];
  return trim(above).empty() || trailer_of(above).has_value();
}

}  // namespace expgate::message
