#include "message/refill.h"

#include <algorithm>

#include "message/body.h"
#include "message/breaking.h"
#include "message/trailers.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

constexpr auto kNowhere = std::string_view::npos;
constexpr std::size_t kLeastText = 20;  // columns; with less beside the indent, breaking makes nothing better

// Between two of these a line may be broken: ideographs, kana and full-width forms.
bool is_of_east_asia(char32_t c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFFEF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

bool may_not_begin(char32_t c) {
  return std::u32string_view(U"、。，．：；？！）」』】》〉”’…—～ー々").find(c) != std::u32string_view::npos;
}

bool may_not_end(char32_t c) {
  return std::u32string_view(U"（「『【《〈“‘").find(c) != std::u32string_view::npos;
}

// Whether a line that begins with `rest` is still prose of the paragraph.
bool goes_on_as_prose(std::string_view rest, std::string_view comment) {
  constexpr std::size_t kLooksAt = 100;  // bytes
  rest = rest.substr(0, kLooksAt);
  if (rest.empty() || (!comment.empty() && rest.starts_with(comment))) return false;
  if (std::string_view("#>|=").find(rest[0]) != kNowhere) return false;
  for (const std::string_view mark : {"```", "~~~", "---", "***", "___", "diff -", "BREAKING",
                                      "This reverts commit ", "(cherry picked from commit "})
    if (rest.starts_with(mark)) return false;
  const std::string_view word = rest.substr(0, rest.find(' '));
  if (word == "-" || word == "*" || word == "+" || item_mark_length(std::string(word) + " x") > 0)
    return false;
  return !trailer_of(rest) && !breaking_near_miss(rest);
}

// A place where a line may end.
struct Break {
  std::size_t end = 0;    // of the piece before it
  std::size_t begin = 0;  // of the one behind it
};

std::vector<Break> breaks_of(std::string_view text, std::string_view comment) {
  std::vector<Break> breaks;
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const text::CodePoint here = text::decode(text, at);
    if (here.value == ' ' || here.value == '\t') {
      const std::size_t next = text.find_first_not_of(" \t", at);
      if (at > 0 && next != kNowhere && goes_on_as_prose(text.substr(next), comment))
        breaks.push_back({at, next});
      at = std::min(next, text.size());
      before = 0;
      continue;
    }
    const bool is_between =
        at > 0 && before != 0 && (is_of_east_asia(before) || is_of_east_asia(here.value)) &&
        !may_not_begin(here.value) && !may_not_end(before) && text::width(text.substr(at, here.length)) > 0;
    if (is_between && goes_on_as_prose(text.substr(at), comment)) breaks.push_back({at, at});
    before = here.value;
    at += here.length;
  }
  return breaks;
}

// What stands in front of the text of a line: its indent, the marks of quotations, the mark of an item.
struct Lead {
  std::size_t length = 0;  // bytes
  std::string further;     // what the next lines have instead
};

Lead lead_of(std::string_view line) {
  Lead lead;
  const auto take = [&](std::size_t length, bool as_blanks) {
    const std::string_view taken = line.substr(lead.length, length);
    lead.further += as_blanks ? std::string(length, ' ') : std::string(taken);
    lead.length += length;
  };
  for (;;) {
    const std::size_t text = std::min(line.find_first_not_of(" \t", lead.length), line.size());
    const std::size_t blanks = text - lead.length;
    const std::size_t mark = item_mark_length(line.substr(lead.length));
    const bool is_quoted = text < line.size() && line[text] == '>';
    take(is_quoted ? blanks + 1 : blanks, false);
    if (is_quoted) continue;
    if (mark > 0) take(mark - blanks, true);
    return lead;
  }
}

}  // namespace

std::vector<std::string> refilled(std::string_view line, std::size_t width, std::string_view comment) {
  const Lead lead = lead_of(line);
  const std::size_t taken = text::width(lead.further);
  if (width < taken + kLeastText) return {std::string(line)};
  std::vector<std::string> pieces;
  std::string_view text = line.substr(lead.length);
  std::string prefix(line.substr(0, lead.length));
  const std::vector<Break> breaks = breaks_of(text, comment);
  std::size_t begin = 0;
  std::size_t columns = 0;  // from `begin` to `measured`
  std::size_t measured = 0;
  Break last;  // the last place in this line where it may end
  const auto end_line = [&](Break at) {
    pieces.push_back(prefix + std::string(text.substr(begin, at.end - begin)));
    prefix = lead.further;
    begin = measured = at.begin;
    columns = 0;
    last = {};
  };
  for (const Break& at : breaks) {
    if (at.end <= begin) continue;
    columns += text::width(text.substr(measured, at.end - measured));
    measured = at.end;
    if (columns + taken > width && last.end > begin) {
      end_line(last);
      columns = text::width(text.substr(begin, at.end - begin));
      measured = at.end;
    }
    last = at;
    if (columns + taken > width) end_line(at);
  }
  columns += text::width(text.substr(measured));
  if (columns + taken > width && last.end > begin) end_line(last);
  pieces.push_back(prefix + std::string(text.substr(begin)));
  return pieces;
}

}  // namespace expgate::message
