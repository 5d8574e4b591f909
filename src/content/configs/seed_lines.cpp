#include "content/configs/seed_lines.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/edit_check.h"
#include "content/configs/python_arguments.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::size_t kLongestEdited = 200;  // bytes; nobody wants to see a longer one
constexpr std::string_view kSeed = "42";

Language language_or_yaml(std::string_view path) {
  return language_of(path).value_or(Language::yaml);
}

std::string_view last_name(std::string_view key) {
  return key.empty() ? "seed" : key.substr(key.rfind('.') + 1);
}
// "common" of "common.seed"; empty: the key stands at the root.
std::string_view parent_name(std::string_view key) {
  const std::size_t dot = key.rfind('.');
  return dot == std::string_view::npos ? "" : key.substr(0, dot);
}

std::string_view indentation(std::string_view line) {
  return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
}

bool is_name_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

// Where the value begins of the key that stands at `at`, or npos: what follows it is no `:` or `=`.
std::size_t after_separator(std::string_view line, std::size_t at, Language language) {
  at = line.find_first_not_of(" \t", at);
  if (at == std::string_view::npos) return at;
  const bool has_colon = line[at] == ':';
  switch (language) {
    case Language::yaml:
    case Language::json:
      return has_colon ? at + 1 : std::string_view::npos;
    case Language::jsonnet:
      while (at < line.size() && (line[at] == ':' || line[at] == '+')) ++at;
      return has_colon ? at : std::string_view::npos;
    case Language::python:
    case Language::toml:
    case Language::gin:
      break;
  }
  return line[at] == '=' ? at + 1 : std::string_view::npos;
}

// Where the value of `key` begins in the line, or npos: the key does not stand there just once.
std::size_t value_begin(std::string_view line, std::string_view key, Language language) {
  std::size_t found = std::string_view::npos;
  for (std::size_t at = line.find(key); at != std::string_view::npos; at = line.find(key, at + 1)) {
    std::size_t end = at + key.size();
    const char before = at == 0 ? ' ' : line[at - 1];
    const bool is_quoted = before == '"' || before == '\'';
    if (is_quoted && end < line.size() && line[end] == before) ++end;
    const bool is_part = is_name_character(before) || (end < line.size() && is_name_character(line[end]));
    const std::size_t value = is_part ? std::string_view::npos : after_separator(line, end, language);
    if (value == std::string_view::npos) continue;
    if (found != std::string_view::npos) return std::string_view::npos;
    found = value;
  }
  return found;
}

// Where the value ends that begins at `begin`: at a comma or closing bracket that is not its own, or at a
// comment.
std::size_t value_end(std::string_view line, std::size_t begin, Language language) {
  int depth = 0;
  char quote = '\0';
  const bool is_inside = line.find_first_of("[{(") < begin;  // a comma ends it
  const bool has_comments = language != Language::json;
  for (std::size_t at = begin; at < line.size(); ++at) {
    const char c = line[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{' || c == '(') {
      ++depth;
    } else if (c == ']' || c == '}' || c == ')') {
      if (--depth < 0) return at;
    } else {
      const bool is_next = c == ',' && depth == 0 && (is_inside || language != Language::yaml);
      const bool is_behind_blank = at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t';
      const bool is_comment = (has_comments && c == '#' && is_behind_blank) ||
                              (language == Language::jsonnet && line.substr(at, 2) == "//");
      if (is_next || is_comment) return at;
    }
  }
  return line.size();
}

// Whether the text is one whole value: no bracket left open, nothing that more lines or other places depend
// on.
bool is_whole(std::string_view value) {
  int depth = 0;
  for (const char c : value) {
    if (c == '[' || c == '{' || c == '(') ++depth;
    if (c == ']' || c == '}' || c == ')') --depth;
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

// "common: {seed: 42}", for a parent that is not there.
std::string in_its_parents(std::string_view key) {
  std::string text(last_name(key));
  text += ": 42";
  for (std::string_view parent = parent_name(key); !parent.empty(); parent = parent_name(parent))
    text.insert(0, std::string(last_name(parent)) + ": {").append("}");
  return text;
}

// The line of the first key in a mapping whose keys stand on lines of their own, below that of its parent.
std::optional<std::size_t> first_key_line(const Node& mapping, int parent_line) {
  if (!mapping.is_mapping() || mapping.entries.empty()) return std::nullopt;
  const text::Location& mark = mapping.entries.front().first.mark;
  if (mark.line <= parent_line) return std::nullopt;
  return static_cast<std::size_t>(mark.line) - 1;
}

// Returns the key of a mapping, where it stands in the document, or null.
const Node* written_key(const Node& root, std::string_view dotted) {
  const Node* at = &root;
  const Node* key = nullptr;
  for (const std::string_view name : split(dotted, '.')) {
    const auto found = std::find_if(at->entries.begin(), at->entries.end(),
                                    [&](const auto& entry) { return entry.first.scalar == name; });
    if (found == at->entries.end()) return nullptr;
    key = &found->first;
    at = &found->second;
  }
  return key;
}

LineEdit new_line(std::size_t at, std::string text) {
  return {static_cast<int>(at) + 1, "", std::move(text)};
}

// At the root, where nothing that comes first in a file is pushed down: comments of a header, `---`.
std::optional<LineEdit> at_the_top(const std::vector<std::string_view>& lines, std::string text,
                                   Language language) {
  std::size_t at = 0;
  for (; at < lines.size(); ++at) {
    const std::string_view line = trim(lines[at]);
    const bool is_header = line.empty() || line.starts_with('#') || line == "---" || line.starts_with('%');
    if (!is_header) break;
  }
  const std::string_view first = at < lines.size() ? lines[at] : std::string_view();
  const bool is_odd = language == Language::yaml && !first.empty() &&
                      std::string_view("{[-?&!\"' \t").find(first.front()) != std::string_view::npos;
  if (is_odd) return std::nullopt;
  return new_line(at, std::move(text));
}

// `{lr: 1}` with a further entry.
std::optional<LineEdit> in_braces(const std::vector<std::string_view>& lines, const text::Location& mark,
                                  const std::string& entry, bool is_empty) {
  const auto at = static_cast<std::size_t>(mark.line) - 1;
  if (at >= lines.size() || lines[at].size() > kLongestEdited) return std::nullopt;
  const std::string_view line = lines[at];
  const std::size_t brace = line.find('{', static_cast<std::size_t>(mark.column) - 1);
  if (brace == std::string_view::npos) return std::nullopt;
  std::string changed(line.substr(0, brace + 1));
  changed += entry + (is_empty ? "" : ", ");
  changed += line.substr(brace + 1);
  return LineEdit{mark.line, std::string(line), std::move(changed)};
}

std::optional<LineEdit> added_to_yaml(std::string_view path, std::string_view source, std::string_view key) {
  const std::vector<std::string_view> all = lines(source);
  const Document document = read_document(path, source);
  const std::string_view parent = parent_name(key);
  const Node* above = parent.empty() || !document ? nullptr : written_key(*document, parent);
  if (above == nullptr) {
    const bool is_flow = document && document->is_mapping() && !document->entries.empty() &&
                         document->entries.front().first.mark.line == document->mark.line &&
                         document->entries.front().first.mark.column > document->mark.column;
    if (is_flow) return in_braces(all, document->mark, in_its_parents(key), false);
    const bool is_nested =
        !parent.empty() && document && written_key(*document, parent.substr(0, parent.find('.')));
    if (is_nested) return std::nullopt;  // its parent's parent is there
    return at_the_top(all, in_its_parents(key), Language::yaml);
  }
  const Node& mapping = *find_at(*document, parent);
  const std::string entry = std::string(last_name(key)) + ": 42";
  if (const auto first = first_key_line(mapping, above->mark.line)) {
    const std::string_view line = all[*first];
    if (trim(line).starts_with('{') ||
        mapping.entries.front().first.mark.column != static_cast<int>(indentation(line).size()) + 1)
      return std::nullopt;
    return new_line(*first, std::string(indentation(line)) + entry);
  }
  if (mapping.is_null() && mapping.scalar.empty()) {
    const std::string indent(static_cast<std::size_t>(above->mark.column) + 1, ' ');
    return new_line(static_cast<std::size_t>(above->mark.line), indent + entry);
  }
  if (mapping.is_mapping()) return in_braces(all, mapping.mark, entry, mapping.entries.empty());
  return std::nullopt;
}

std::optional<LineEdit> added_to_json(std::string_view path, std::string_view source, std::string_view key) {
  const std::vector<std::string_view> all = lines(source);
  const Document document = read_document(path, source);
  if (!document || !document->is_mapping()) return std::nullopt;
  const bool is_json = language_or_yaml(path) == Language::json;
  const auto written = [&](std::string_view name, bool quoted) {
    return quoted ? '"' + std::string(name) + '"' : std::string(name);
  };
  const Node* at = &*document;
  std::string_view rest = key;
  while (rest.find('.') != std::string_view::npos) {
    const Node* next = at->find(rest.substr(0, rest.find('.')));
    if (next == nullptr || !next->is_mapping()) break;
    at = next;
    rest.remove_prefix(rest.find('.') + 1);
  }
  if (at->entries.empty() && at->mark.line < 1) return std::nullopt;
  const bool is_new_line = !at->entries.empty() && at->entries.front().first.mark.line > at->mark.line;
  bool is_quoted = is_json;
  if (!is_json && !at->entries.empty()) {
    const text::Location& first = at->entries.front().first.mark;
    const std::string_view line = all[static_cast<std::size_t>(first.line) - 1];
    is_quoted = line.substr(static_cast<std::size_t>(first.column) - 1).starts_with('"');
  }
  std::string entry = written(last_name(rest), is_quoted) + ": 42";
  for (std::string_view parent = parent_name(rest); !parent.empty(); parent = parent_name(parent))
    entry.insert(0, written(last_name(parent), is_quoted) + ": {").append("}");
  if (!is_new_line) return in_braces(all, at->mark, entry, at->entries.empty());
  const auto first = static_cast<std::size_t>(at->entries.front().first.mark.line) - 1;
  return new_line(first, std::string(indentation(all[first])) + entry + ",");
}

std::optional<LineEdit> added_to_toml(std::string_view source, std::string_view key) {
  const std::vector<std::string_view> all = lines(source);
  const std::string header = "[" + std::string(parent_name(key)) + "]";
  for (std::size_t at = 0; header != "[]" && at < all.size(); ++at)
    if (trim(all[at]) == header) return new_line(at + 1, std::string(last_name(key)) + " = 42");
  return at_the_top(all, (key.empty() ? "seed" : std::string(key)) + " = 42", Language::toml);
}

std::optional<LineEdit> replaced_in_line(std::string_view source, std::size_t at, std::string_view key,
                                         Language language) {
  const std::vector<std::string_view> all = lines(source);
  if (at >= all.size()) return std::nullopt;
  const std::string_view line = all[at];
  if (line.size() > kLongestEdited) return std::nullopt;
  const std::size_t begin = value_begin(line, last_name(key), language);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t end = value_end(line, begin, language);
  const std::string_view value = trim(line.substr(begin, end - begin));
  if (!is_whole(value) || goes_on(all, at, value, language)) return std::nullopt;
  if (value.empty() && language != Language::yaml) return std::nullopt;
  const std::size_t value_at = value.empty() ? begin : static_cast<std::size_t>(value.data() - line.data());
  const bool is_tight = value.empty() && line.substr(begin - 1, 1) == ":";
  std::string changed(line.substr(0, value_at));
  changed += is_tight ? " " : "";
  changed += kSeed;
  changed += line.substr(value.empty() ? begin : value_at + value.size());
  return LineEdit{static_cast<int>(at) + 1, std::string(line), std::move(changed)};
}

std::optional<LineEdit> added_in_its_language(std::string_view path, std::string_view source,
                                              std::string_view key) {
  switch (language_or_yaml(path)) {
    case Language::yaml:
      return added_to_yaml(path, source, key);
    case Language::json:
    case Language::jsonnet:
      return added_to_json(path, source, key);
    case Language::toml:
      return added_to_toml(source, key);
    case Language::python:
    case Language::gin:
      break;
  }
  if (key.empty() || key == "seed") return std::nullopt;  // which function takes it, is not known
  return new_line(lines(source).size(), std::string(key) + " = 42");
}

}  // namespace

std::string seed_text(std::string_view path, std::string_view key, const ConfigSystem& system) {
  const std::string name(last_name(key));
  switch (language_or_yaml(path)) {
    case Language::json:
      return "\"" + name + "\": 42";
    case Language::python:
      if (system.id == "mmengine") return "randomness = dict(seed=42)";
      if (system.id == "ml_collections") return "config." + name + " = 42";
      if (system.id == "lazyconfig") return "train.seed = 42";
      if (system.id == "yacs") return "_C." + std::string(key.empty() ? "SEED" : name) + " = 42";
      // an argument or attribute of something else, where the key is not at the top
      return name + (key.find('.') == std::string_view::npos ? " = 42" : "=42");
    case Language::toml:
      return name + " = 42";
    case Language::gin:
      return (key.empty() ? name : std::string(key)) + " = 42";
    case Language::jsonnet:
    case Language::yaml:
      break;
  }
  return name + ": 42";
}

namespace {

// The first that does it. Of data, only what the config is composed of tells (rules/seed_edit.h).
std::optional<LineEdit> first_good(std::vector<LineEdit> edits, std::string_view path,
                                   std::string_view source, std::string_view key,
                                   const ConfigSystem& system) {
  const Language language = language_or_yaml(path);
  const bool is_code = language == Language::python || language == Language::gin;
  for (LineEdit& edit : edits)
    if (is_code ? sets_only_the_seed(edit, path, source, key, system) : edit.old != edit.replacement)
      return std::move(edit);
  return std::nullopt;
}

}  // namespace

std::optional<LineEdit> replaced_seed(std::string_view path, std::string_view source, int line,
                                      std::string_view key, const ConfigSystem& system) {
  const Language language = language_or_yaml(path);
  std::vector<LineEdit> edits;
  if (language == Language::python) {
    edits = replacements_in_python(source, line, key);
  } else if (auto edit =
                 replaced_in_line(source, static_cast<std::size_t>(std::max(line, 1)) - 1, key, language)) {
    edits.push_back(*std::move(edit));
  }
  return first_good(std::move(edits), path, source, key, system);
}

std::optional<LineEdit> added_seed(std::string_view path, std::string_view source, std::string_view key,
                                   const ConfigSystem& system, bool is_inherited) {
  std::vector<LineEdit> edits;
  if (language_or_yaml(path) == Language::python) {
    edits = additions_in_python(source, key, system, is_inherited);
  } else if (auto edit = added_in_its_language(path, source, key)) {
    edits.push_back(*std::move(edit));
  }
  return first_good(std::move(edits), path, source, key, system);
}

}  // namespace expgate::content
