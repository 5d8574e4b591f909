#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "content/format_families.h"

namespace expgate::content {

namespace {

// Whether at most `most` bytes are not those of numbers. Whatever is something else is left soon.
bool is_numeric(std::string_view text, std::size_t most) {
  static constexpr std::array<bool, 256> kNumeric = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("0123456789.,eE+-[] \t\r\n\f\v"))
      table[static_cast<unsigned char>(c)] = true;
    return table;
  }();
  std::size_t others = 0;
  for (const char c : text) {
    if (!kNumeric[static_cast<unsigned char>(c)] && ++others > most) return false;
  }
  return true;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A list of ids or indices, as splits are kept: whole numbers without a sign, one a line. Larger ones are
// data.
bool is_id_list(std::string_view text) {
  constexpr std::size_t kLargest = std::size_t{1} << 20U;
  constexpr std::size_t kMostDigits = 20;
  if (text.size() > kLargest) return false;
  std::size_t ids = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.size() > kMostDigits || !std::all_of(line.begin(), line.end(), is_digit)) return false;
    if (!line.empty()) ++ids;
  }
  return ids > 0;
}

// Whether the text begins as `shape` says: 0 stands for a digit, anything else for itself.
bool looks_like(std::string_view text, std::string_view shape) {
  if (text.size() < shape.size()) return false;
  for (std::size_t n = 0; n < shape.size(); ++n) {
    if (shape[n] == '0' ? !is_digit(text[n]) : text[n] != shape[n]) return false;
  }
  return true;
}

// Whether a line begins with the time of day, with or without a date before it.
bool begins_with_time(std::string_view line) {
  for (const std::string_view date : {"0000-00-00T", "0000-00-00 ", "0000/00/00 ", "00/00/0000 ", "00/00/00 ",
                                      "0000.00.00 ", "00/00 ", "00-00 "}) {
    if (looks_like(line, date)) return looks_like(line.substr(date.size()), "00:00");
  }
  if (looks_like(line, "00:00:00")) return true;
  // syslog: "Jan  1 12:00:00", glog: "I0131 12:00:00"
  constexpr std::size_t kDate = 7;
  if (line.size() > kDate && std::isupper(static_cast<unsigned char>(line[0])) != 0)
    return (line[3] == ' ' && line[6] == ' ' && looks_like(line.substr(kDate), "00:00:00")) ||
           looks_like(line.substr(1), "0000 00:00:00");
  return false;
}

bool begins_with_level(std::string_view line) {
  for (const std::string_view level :
       {"DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL", "TRACE"}) {
    if (!line.starts_with(level)) continue;
    return line.size() > level.size() &&
           std::string_view(":] \t|-").find(line[level.size()]) != std::string_view::npos;
  }
  return false;
}

// Whether a number stands behind the word's end at `at`, with signs between them: `loss=0.4`, `Epoch: [3`.
bool has_number_behind(std::string_view line, std::size_t at) {
  const std::size_t number = line.find_first_not_of(" :=[(#\t\"'", at);
  return number != std::string_view::npos && number > at && is_digit(line[number]);
}

// What a training loop prints: an epoch or a loss, and its number.
bool is_progress(std::string_view line) {
  constexpr std::string_view kWords[] = {"poch", "POCH", "oss", "OSS"};  // e and l in either case before them
  for (const std::string_view word : kWords) {
    const std::string_view first = word.size() == 4 ? "eE" : "lL";
    for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
      if (at > 0 && first.find(line[at - 1]) != std::string_view::npos &&
          has_number_behind(line, at + word.size()))
        return true;
    }
  }
  return false;
}

bool is_log(std::string_view text) {
  std::size_t count = 0;
  std::size_t stamped = 0;
  std::size_t progress = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t begin = line.find_first_not_of(" \t[(\r");
    if (begin == std::string_view::npos) continue;
    ++count;
    const std::string_view words = line.substr(begin);
    if (begins_with_time(words) || begins_with_level(words)) ++stamped;
    if (is_progress(words)) ++progress;
  }
  return count > 0 && (2 * stamped >= count || 10 * progress >= 3 * count);
}

// Tables whose name says so are judged by name and size.
bool is_table_by_name(std::string_view path) {
  const std::string name = ascii_lower(path);
  return name.ends_with(".csv") || name.ends_with(".tsv") || name.ends_with(".jsonl") ||
         name.ends_with(".ndjson") || name.ends_with(".geojson");
}

bool is_json_by_name(std::string_view path) {
  const std::string name = ascii_lower(path);
  return name.ends_with(".json") || name.ends_with(".ipynb");
}

// SVG can have more than 95 of 100 bytes in its paths.
bool is_markup(std::string_view text) {
  const std::size_t begin = text.find_first_not_of("\xef\xbb\xbf \t\r\n");
  return begin != std::string_view::npos && text[begin] == '<';
}

// A table of numbers in a source is code, up to some size: `static const char *poly = "0101…";`. Without a
// word of code it is a dump that has another name.
bool is_source_by_name(std::string_view path) {
  constexpr std::string_view kEndings[] = {".c",    ".h",   ".cc", ".cpp", ".hpp", ".cxx", ".cu", ".cuh",
                                           ".inc",  ".inl", ".m",  ".py",  ".rs",  ".go",  ".js", ".ts",
                                           ".java", ".kt",  ".jl", ".r",   ".lua", ".f90"};
  const std::string name = ascii_lower(path);
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace

Found find_text(const Sample& sample) {
  // numbers in JSON are fixtures, tables in a source are code; the largest of 17 histories has 667 KB
  constexpr std::size_t kLargestTable = std::size_t{1} << 20U;
  const std::string_view text = sample.bytes;
  if (is_table_by_name(sample.path) || is_markup(text)) return std::nullopt;
  const bool is_json = is_json_by_name(sample.path);
  const bool is_small = text.size() <= kLargestTable;
  if (is_json && is_small) return std::nullopt;
  const bool is_table = is_small && is_source_by_name(sample.path);
  const std::size_t most = is_table ? 0 : text.size() / 20;  // 5 of 100
  if (is_numeric(text, most) && !is_id_list(text)) return FormatId::numeric_dump;
  if (!is_json && is_log(text)) return FormatId::log;
  return std::nullopt;
}

}  // namespace expgate::content
