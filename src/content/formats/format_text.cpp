#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/formats/format_families.h"

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
  static constexpr std::array<std::string_view, 8> kDates{"0000-00-00T", "0000-00-00 ", "0000/00/00 ",
                                                          "00/00/0000 ", "00/00/00 ",   "0000.00.00 ",
                                                          "00/00 ",      "00-00 "};
  if (is_digit(line[0])) {
    for (const std::string_view date : kDates)
      if (looks_like(line, date)) return looks_like(line.substr(date.size()), "00:00");
    return looks_like(line, "00:00:00");
  }
  // syslog: "Jan  1 12:00:00", glog: "I0131 12:00:00"
  constexpr std::size_t kDate = 7;
  if (line.size() > kDate && is_upper(line[0]))
    return (line[3] == ' ' && line[6] == ' ' && looks_like(line.substr(kDate), "00:00:00")) ||
           looks_like(line.substr(1), "0000 00:00:00");
  return false;
}

bool begins_with_level(std::string_view line) {
  static constexpr std::array<std::string_view, 8> kLevels{"DEBUG", "INFO",     "WARNING", "WARN",
                                                           "ERROR", "CRITICAL", "FATAL",   "TRACE"};
  if (!is_upper(line[0])) return false;
  for (const std::string_view level : kLevels) {
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

// Whether the word, which is in lower case, stands there in any.
bool has_word_at(std::string_view line, std::size_t at, std::string_view word) {
  if (line.size() - at < word.size()) return false;
  return std::equal(word.begin(), word.end(), line.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char lower, char c) { return lower == (c | 0x20); });
}

// What a training loop prints: an epoch or a loss, and its number. Each byte of each text comes by here.
bool is_progress(std::string_view line) {
  constexpr std::string_view kEpoch = "epoch";
  constexpr std::string_view kLoss = "loss";
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char lower = static_cast<char>(line[at] | 0x20);
    if (lower != 'l' && lower != 'e') continue;
    const std::string_view word = lower == 'l' ? kLoss : kEpoch;
    if (has_word_at(line, at, word) && has_number_behind(line, at + word.size())) return true;
  }
  return false;
}

struct Lines {
  std::size_t all = 0;  // that are not blank
  std::size_t stamped = 0;
  std::size_t progress = 0;

  void count(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      while (!line.empty() &&
             (line[0] == ' ' || line[0] == '\t' || line[0] == '[' || line[0] == '(' || line[0] == '\r'))
        line.remove_prefix(1);
      if (line.empty()) continue;
      ++all;
      if (begins_with_time(line) || begins_with_level(line)) ++stamped;
      if (is_progress(line)) ++progress;
    }
  }
};

// Of a large text, stretches all over it are enough to tell: the beginning alone would be the printed model.
bool is_log(std::string_view text) {
  constexpr std::size_t kStretches = 32;
  constexpr std::size_t kStretch = std::size_t{1} << 10U;
  Lines lines;
  if (text.size() <= 2 * kStretches * kStretch) {
    lines.count(text);
  } else {
    for (std::size_t i = 0; i < kStretches; ++i) {
      std::string_view part = text.substr(i * (text.size() / kStretches), text.size() / kStretches);
      if (i > 0) part.remove_prefix(std::min(part.find('\n'), part.size()));  // that line is not whole
      lines.count(part.substr(0, part.find('\n', kStretch)));
    }
  }
  return lines.all > 0 && (2 * lines.stamped >= lines.all || 10 * lines.progress >= 3 * lines.all);
}

// Tables whose name says so are judged by name and size.
bool is_table_by_name(std::string_view path) {
  const std::string name = ascii_lower(path);
  return name.ends_with(".csv") || name.ends_with(".tsv") || name.ends_with(".jsonl") ||
         name.ends_with(".ndjson") || name.ends_with(".geojson");
}

bool is_json_by_name(std::string_view path) {
  const std::string name = ascii_lower(path);
  return name.ends_with(".json");
}

// What they show is notebook-output's business; data of plots makes no dump of one.
bool is_notebook_by_name(std::string_view path) {
  return ascii_lower(path).ends_with(".ipynb");
}

bool is_yaml_by_name(std::string_view path) {
  const std::string name = ascii_lower(path);
  return name.ends_with(".yaml") || name.ends_with(".yml");
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
  if (is_table_by_name(sample.path) || is_notebook_by_name(sample.path) || is_markup(text))
    return std::nullopt;
  const bool is_json = is_json_by_name(sample.path);
  const bool is_small = text.size() <= kLargestTable;
  if (is_json && is_small) return std::nullopt;
  const bool is_fixture = is_small && is_yaml_by_name(sample.path);  // anchors, weights of classes
  const bool is_table = is_small && is_source_by_name(sample.path);
  const std::size_t most = is_table ? 0 : text.size() / 20;  // 5 of 100
  if (!is_fixture && is_numeric(text, most) && !is_id_list(text)) return FormatId::numeric_dump;
  if (!is_json && is_log(text)) return FormatId::log;
  return std::nullopt;
}

}  // namespace expgate::content
