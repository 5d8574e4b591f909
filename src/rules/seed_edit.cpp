#include "rules/seed_edit.h"

#include <vector>

#include "base/strings.h"
#include "content/configs/document.h"

namespace expgate::rules {

namespace {

using content::Language;

constexpr std::size_t kLongestLine = 200;  // bytes; nobody wants to see a longer one

Language language_of(std::string_view path) {
  return content::language_of(path).value_or(Language::yaml);
}

std::string_view last_of(std::string_view key) {
  return key.empty() ? "seed" : key.substr(key.rfind('.') + 1);
}

std::string_view indentation(std::string_view line) {
  return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
}

// Where the value of `key` begins in the line, or npos: the key must come first in it.
std::size_t value_begin(std::string_view line, std::string_view key, Language language) {
  std::size_t at = indentation(line).size();
  while (language == Language::yaml && line.substr(at, 2) == "- ") at += 2;
  const bool is_quoted = at < line.size() && (line[at] == '"' || line[at] == '\'');
  if (is_quoted) ++at;
  if (!line.substr(at).starts_with(key)) return std::string_view::npos;
  at = line.find_first_not_of(" \t", at + key.size() + (is_quoted ? 1 : 0));
  if (at == std::string_view::npos) return at;
  const std::size_t annotation = language == Language::python && line[at] == ':' ? line.find('=', at) : at;
  if (annotation != std::string_view::npos) at = annotation;
  const bool is_separator = line[at] == '=' ? language == Language::toml || language == Language::python
                                            : line[at] == ':' && language != Language::toml;
  return is_separator ? at + 1 : std::string_view::npos;
}

// Whether the text is one whole value: no bracket left open, no further value after a comma, nothing that
// more lines or other places depend on.
bool is_whole(std::string_view value) {
  int depth = 0;
  for (const char c : value) {
    if (c == '[' || c == '{' || c == '(') ++depth;
    if (c == ']' || c == '}' || c == ')') --depth;
    if (depth < 0 || (c == ',' && depth == 0)) return false;
  }
  const bool is_special =
      !value.empty() && std::string_view("|>&*").find(value.front()) != std::string_view::npos;
  return depth == 0 && !is_special && !value.ends_with('\\');
}

// Whether the value goes on in the lines below: a block of YAML.
bool goes_on(const std::vector<std::string_view>& lines, std::size_t at, std::string_view value,
             Language language) {
  if (language != Language::yaml || !value.empty()) return false;
  const std::size_t own = indentation(lines[at]).size();
  for (std::size_t next = at + 1; next < lines.size(); ++next) {
    const std::string_view text = trim(lines[next]);
    if (text.empty() || text.starts_with('#')) continue;
    const std::size_t deep = indentation(lines[next]).size();
    return deep > own || (deep == own && text.starts_with('-'));
  }
  return false;
}

std::optional<Edit> replacement(const std::string& path, const std::vector<std::string_view>& lines,
                                std::size_t at, std::string_view key) {
  const Language language = language_of(path);
  const std::string_view line = lines[at];
  const std::size_t begin = value_begin(line, last_of(key), language);
  if (begin == std::string_view::npos || line.size() > kLongestLine) return std::nullopt;
  std::size_t end = language == Language::json ? line.size() : std::min(line.find('#', begin), line.size());
  std::string_view value = trim(line.substr(begin, end - begin));
  const bool is_quoted_hash = end < line.size() && value.find_first_of("\"'") != std::string_view::npos;
  const bool has_comma = value.ends_with(',');
  if (has_comma) value = trim(value.substr(0, value.size() - 1));
  if (is_quoted_hash || !is_whole(value) || goes_on(lines, at, value, language)) return std::nullopt;
  const std::size_t value_at = value.empty() ? begin : static_cast<std::size_t>(value.data() - line.data());
  const bool is_tight = value.empty() && line.substr(begin - 1, 1) == ":";
  std::string changed(line.substr(0, value_at));
  changed += is_tight ? " 42" : "42";
  changed += line.substr(value.empty() ? begin : value_at + value.size());
  return Edit{path, static_cast<int>(at) + 1, std::string(line), std::move(changed)};
}

// The line to add, where nothing that comes first in a file is pushed down: comments of a header, `---`, `{`.
std::optional<Edit> addition(const std::string& path, const std::vector<std::string_view>& lines,
                             std::string_view key) {
  const Language language = language_of(path);
  std::string added = seed_line(path, last_of(key));
  std::size_t at = lines.size();
  if (language != Language::python)
    for (at = 0; at < lines.size(); ++at) {
      const std::string_view text = trim(lines[at]);
      const bool is_header = text.empty() || text.starts_with('#') || text == "---" || text.starts_with('%');
      if (!is_header || language == Language::json) break;
    }
  const std::string_view first = at < lines.size() ? lines[at] : std::string_view();
  if (language == Language::json) {
    if (trim(first) != "{" || at + 1 >= lines.size()) return std::nullopt;
    const std::string_view next = trim(lines[at + 1]);
    if (!next.starts_with('"')) return std::nullopt;
    added = std::string(indentation(lines[at + 1])) + added + ",";
    ++at;
  }
  const bool is_odd = language == Language::yaml && !first.empty() &&
                      std::string_view("{[-?&!\"' \t").find(first.front()) != std::string_view::npos;
  if (is_odd) return std::nullopt;
  return Edit{path, static_cast<int>(at) + 1, "", std::move(added)};
}

}  // namespace

std::string seed_line(std::string_view path, std::string_view key) {
  const std::string name(last_of(key));
  switch (language_of(path)) {
    case Language::json:
      return "\"" + name + "\": 42";
    case Language::python:
      // an argument or attribute of something else, where the key is not at the top
      return name + (key.find('.') == std::string_view::npos ? " = 42" : "=42");
    case Language::toml:
      return name + " = 42";
    case Language::yaml:
      break;
  }
  return name + ": 42";
}

Result<std::optional<Edit>> seed_edit(const TreeView& view, const std::string& path, int line,
                                      std::string_view key) {
  TRY_ASSIGN(const auto file, view.file(path));
  if (!file || !file->has_content()) return std::nullopt;
  TRY_ASSIGN(const std::uint64_t size, view.size(*file));
  if (size > content::kMostBytes) return std::nullopt;
  TRY_ASSIGN(const std::string source, view.content(*file));
  const std::vector<std::string_view> all = lines(source);
  if (line == 0) return addition(path, all, key);
  if (static_cast<std::size_t>(line) > all.size()) return std::nullopt;
  return replacement(path, all, static_cast<std::size_t>(line) - 1, key);
}

}  // namespace expgate::rules
