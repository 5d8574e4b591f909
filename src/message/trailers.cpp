#include "message/trailers.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/strings.h"

namespace expgate::message {

namespace {

constexpr std::string_view kSignedOff = "Signed-off-by: ";
constexpr std::string_view kCherryPicked = "(cherry picked from commit ";

bool is_blank(std::string_view line) {
  return trim(line).empty();
}

bool is_key_letter(char c) {
  return is_letter_or_digit(c) || c == '-';
}

bool is_continuation(std::string_view line) {
  return line.starts_with(' ') || line.starts_with('\t');
}

bool is_breaking(std::string_view line) {
  return line.starts_with("BREAKING CHANGE:") || line.starts_with("BREAKING-CHANGE:");
}

// git's rule for the lines of a last paragraph (trailer.c, find_trailer_block_start).
bool is_block(std::span<const std::string> paragraph) {
  std::size_t trailers = 0;
  std::size_t others = 0;
  bool has_git_line = false;
  bool after_other = true;  // a continuation line belongs to what stands above it
  for (const std::string& line : paragraph) {
    if (is_continuation(line)) {
      if (after_other) ++others;
      continue;
    }
    const bool is_git_line = line.starts_with(kSignedOff) || line.starts_with(kCherryPicked);
    has_git_line |= is_git_line;
    after_other = !is_git_line && !trailer_of(line);
    ++(after_other ? others : trailers);
  }
  return has_git_line ? trailers * 3 >= others : trailers > 0 && others == 0;
}

}  // namespace

std::optional<Trailer> trailer_of(std::string_view line) {
  if (is_breaking(line)) {
    const std::size_t colon = line.find(':');
    return Trailer{std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))};
  }
  const auto key_end =
      static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), is_key_letter) - line.begin());
  const std::size_t next = line.find_first_not_of(" \t", key_end);
  if (key_end == 0 || next == std::string_view::npos) return std::nullopt;
  const std::string key(line.substr(0, key_end));
  if (line[next] == ':') return Trailer{key, std::string(trim(line.substr(next + 1)))};
  const bool has_number_sign = next == key_end + 1 && line[key_end] == ' ' && line[next] == '#';
  if (!has_number_sign || is_blank(line.substr(next + 1))) return std::nullopt;
  return Trailer{key, std::string(trim(line.substr(next)))};
}

int find_trailers_line(std::span<const std::string> lines) {
  const auto first_blank = std::find_if(lines.begin(), lines.end(), is_blank);
  auto end = static_cast<std::size_t>(lines.end() - lines.begin());
  const auto title_end = static_cast<std::size_t>(first_blank - lines.begin());
  while (end > title_end && is_blank(lines[end - 1])) --end;
  std::size_t begin = end;
  while (begin > title_end && !is_blank(lines[begin - 1])) --begin;
  if (begin == end) return 0;
  const auto paragraph = lines.subspan(begin, end - begin);
  return is_breaking(paragraph.front()) || is_block(paragraph) ? static_cast<int>(begin) + 1 : 0;
}

std::vector<Trailer> read_trailers(std::span<const std::string> lines, int first_line) {
  std::vector<Trailer> trailers;
  bool takes_indented = false;  // whether the line above belongs to a trailer
  bool takes_prose = false;     // whether that is BREAKING CHANGE, whose value needs no indent to go on
  for (auto i = static_cast<std::size_t>(first_line) - 1; i < lines.size(); ++i) {
    const bool is_indented = is_continuation(lines[i]);
    auto trailer = is_indented ? std::nullopt : trailer_of(lines[i]);
    if (trailer) {
      trailer->line = static_cast<int>(i) + 1;
      trailers.push_back(*std::move(trailer));
      takes_indented = true;
      takes_prose = is_breaking(lines[i]);
    } else if (takes_prose || (is_indented && takes_indented)) {
      std::string& value = trailers.back().value;
      value += (value.empty() || is_blank(lines[i]) ? "" : " ") + std::string(trim(lines[i]));
    } else {
      takes_indented = false;
    }
  }
  return trailers;
}

}  // namespace expgate::message
