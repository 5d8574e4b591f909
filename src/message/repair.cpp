#include "message/repair.h"

#include <algorithm>
#include <cctype>
#include <span>
#include <vector>

#include "base/strings.h"
#include "message/body.h"
#include "message/breaking.h"
#include "message/charset.h"
#include "message/refill.h"
#include "message/trailers.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

using Lines = std::vector<std::string>;
using Distance = Lines::difference_type;

// The text without byte order marks, and with LF for CRLF and for a CR that stands alone.
std::string with_plain_line_ends(std::string_view message) {
  std::string plain;
  for (std::size_t at = 0; at < message.size(); ++at) {
    if (message.substr(at).starts_with(kByteOrderMark)) {
      at += kByteOrderMark.size() - 1;
    } else if (message[at] == '\r') {
      const std::size_t next = message.find_first_not_of('\r', at);
      at = std::min(next, message.size()) - 1;
      if (next == std::string_view::npos || message[next] != '\n') plain += '\n';
    } else {
      plain += message[at];
    }
  }
  return plain;
}

Lines tidy_lines(std::string_view message) {
  const std::string plain = with_plain_line_ends(message);
  Lines tidy;
  for (const std::string_view line : lines(plain)) {
    const std::string_view said = line.substr(0, line.find_last_not_of(" \t") + 1);
    if (!said.empty() || !tidy.empty()) tidy.emplace_back(said);
  }
  while (!tidy.empty() && tidy.back().empty()) tidy.pop_back();
  return tidy;
}

bool says_something(std::string_view line) {
  return std::any_of(line.begin(), line.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) != 0;
  });
}

// The paragraph below the line at `index`, which is the key of a footer and no more: its first line is what
// the footer says. 0: there is none.
std::size_t line_of_text(const Lines& all, std::span<const LineKind> kinds, std::size_t index) {
  std::size_t next = index + 1;
  while (next < all.size() && kinds[next] == LineKind::blank) ++next;
  const bool is_text = next < all.size() && kinds[next] == LineKind::prose && says_something(all[next]) &&
                       !breaking_near_miss(all[next]);
  return is_text ? next : 0;
}

// Footers BREAKING CHANGE as tools read them.
void spell_breaking(Lines& all) {
  std::vector<LineKind> kinds = line_kinds(all);
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (kinds[i] == LineKind::fenced || kinds[i] == LineKind::quote) continue;
    const auto miss = breaking_near_miss(all[i], begins_block(all, i));
    if (!miss || says_nothing_breaks(miss->text)) continue;
    std::string text = miss->text;
    if (!says_something(text)) {
      const std::size_t below = line_of_text(all, kinds, i);
      if (below == 0) continue;
      text = trim(all[below]);
      all.erase(all.begin() + static_cast<Distance>(i) + 1, all.begin() + static_cast<Distance>(below) + 1);
    }
    all[i] = "BREAKING CHANGE: " + text;
    kinds = line_kinds(all);
  }
}

bool is_wide_prose(const std::string& line, LineKind kind, std::size_t width) {
  const bool is_prose = kind == LineKind::prose || kind == LineKind::item || kind == LineKind::quote;
  return is_prose && line.size() > width && text::width(line) > width && !is_unbreakable(line);
}

bool is_indented(std::string_view line) {
  return line.starts_with(' ') || line.starts_with('\t');
}

bool is_trailer_line(std::string_view line) {
  return trailer_of(line) || line.starts_with("(cherry picked from commit ");
}

// Whether nobody writes such a line as prose.
bool is_surely_trailer(std::string_view line) {
  const std::string key = ascii_lower(line.substr(0, line.find(':')));
  return is_trailer_line(line) && (line.starts_with('(') || key.ends_with("-by") || key == "change-id" ||
                                   key == "refs" || key == "cc");
}

// Where the last paragraph begins.
std::size_t last_paragraph(const Lines& all) {
  std::size_t begin = all.size();
  while (begin > 0 && !all[begin - 1].empty()) --begin;
  return begin;
}

// Parts trailers at the end from the prose in front of them in their paragraph, by a blank line: if git does
// not read them as trailers, or would not once the prose has more lines.
void part_from_trailers(Lines& all, std::size_t width) {
  const std::size_t begin = last_paragraph(all);
  std::size_t first = all.size();  // of those that are surely trailers, with nothing but trailers below
  for (std::size_t i = all.size(); i > begin && (is_indented(all[i - 1]) || is_trailer_line(all[i - 1])); --i)
    if (is_surely_trailer(all[i - 1])) first = i - 1;
  if (first == all.size() || first <= begin || begin < 2 || is_breaking_footer(all[begin])) return;
  const std::vector<LineKind> kinds = line_kinds(all);
  if (kinds[first] == LineKind::fenced) return;
  bool parts = find_trailers_line(all) == 0;
  for (std::size_t i = begin; i < first; ++i) parts |= is_wide_prose(all[i], kinds[i], width);
  if (parts) all.insert(all.begin() + static_cast<Distance>(first), "");
}

// Whether the line goes on with a trailer.
bool continues_trailer(const Lines& all, std::span<const LineKind> kinds, std::size_t index) {
  while (index > 0 && is_indented(all[index])) --index;
  return kinds[index] == LineKind::trailer;
}

Lines with_narrow_prose(const Lines& all, const Repair& repair) {
  const std::vector<LineKind> kinds = line_kinds(all);
  const auto trailers = static_cast<std::size_t>(find_trailers_line(all));
  const bool is_prose_of_breaking = trailers > 0 && is_breaking_footer(all[trailers - 1]);
  Lines narrow;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool is_in_trailers = trailers > 0 && i + 1 >= trailers;
    // Further lines of prose there would keep git from reading the paragraph as trailers.
    const bool may_grow =
        !is_in_trailers || is_prose_of_breaking || (is_indented(all[i]) && continues_trailer(all, kinds, i));
    if (!may_grow || !is_wide_prose(all[i], kinds[i], repair.body_width)) {
      narrow.push_back(all[i]);
      continue;
    }
    for (std::string& piece : refilled(all[i], repair.body_width, repair.comment))
      narrow.push_back(std::move(piece));
  }
  return narrow;
}

}  // namespace

std::string repaired(std::string_view message, const Repair& repair) {
  Lines all = tidy_lines(message);
  if (all.empty()) return repair.header.empty() ? "" : repair.header + "\n";
  if (!repair.header.empty()) all.front() = repair.header;
  if (all.size() > 1 && !all[1].empty()) all.insert(all.begin() + 1, "");
  spell_breaking(all);
  part_from_trailers(all, repair.body_width);
  all = with_narrow_prose(all, repair);
  return join(all, "\n") + "\n";
}

}  // namespace expgate::message
