#include "content/pins/requirements.h"

#include <algorithm>
#include <optional>

#include "base/paths.h"
#include "base/strings.h"
#include "content/pins/requirement_line.h"

namespace expgate::content {

namespace {

using text::Node;

// What PowerShell's `pip freeze > requirements.txt` writes, as pip reads it: by its byte order mark. Anything
// beyond ASCII becomes `?`, which no name of a package holds.
std::string without_utf16(std::string_view source) {
  const bool is_little = source.starts_with("\xFF\xFE");
  if (!is_little && !source.starts_with("\xFE\xFF")) return std::string(source);
  std::string text;
  for (std::size_t at = 2; at + 1 < source.size(); at += 2) {
    const char low = source[is_little ? at : at + 1];
    const char high = source[is_little ? at + 1 : at];
    text += high == 0 && low > 0 ? low : '?';
  }
  return text;
}

// The line without its comment: `#` at its begin or behind a blank.
std::string_view without_comment(std::string_view line) {
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1))
    if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') return line.substr(0, at);
  return line;
}

// `channel::name=1.2=build`, `name ==1.2`, `name 1.2`: conda's "match specification".
void take_package(std::string_view text, int line, Requirements& into) {
  text = trim(text);
  if (text.empty()) return;
  if (const std::size_t channel = text.find("::"); channel != std::string_view::npos)
    text = text.substr(channel + 2);
  ++into.entries;
  const std::size_t end = std::min(text.find_first_of(" =<>!~["), text.size());
  const std::string_view name = text.substr(0, end);
  const std::string_view rest = trim(text.substr(end));
  if (rest.empty() && name == "pip") return;  // stands there for the sake of `pip:`
  const std::string_view version = trim(rest.substr(std::min(rest.find_first_not_of('='), rest.size())));
  const std::size_t epoch =
      std::min(version.find_first_not_of("0123456789"), version.size());  // `1!164.3095`
  const bool has_epoch = epoch > 0 && version.substr(epoch).starts_with('!');
  const std::string_view number = version.substr(has_epoch ? epoch + 1 : 0);
  const bool is_one = !number.empty() && number.find_first_of("<>!~*,|") == std::string_view::npos;
  const bool is_pinned = is_one && (rest.front() == '=' || (rest.front() >= '0' && rest.front() <= '9'));
  if (is_pinned) return;
  const bool has_wildcard = version.find('*') != std::string_view::npos;
  into.loose.push_back({.text = std::string(text),
                        .file = {},
                        .problem = rest.empty()   ? tr("no version")
                                   : has_wildcard ? tr("a version with a wildcard")
                                                  : tr("a range of versions"),
                        .write = std::string(name) + "=<version>",
                        .name = ascii_lower(name),
                        .is_plain = true,
                        .line = line});
}

}  // namespace

RequirementsFile requirements_file_of(std::string_view path) {
  if (path.find("{{") != std::string_view::npos) return RequirementsFile::none;  // a template's folder
  const std::string name = ascii_lower(file_name_of(path));
  const std::string_view folder = folder_of(path);
  if (name.ends_with(".txt")) {
    const bool is_below = folder == "requirements" || folder.ends_with("/requirements");
    const bool is_named = name.find("requirements") != std::string::npos || name.starts_with("constraints");
    return is_below || is_named ? RequirementsFile::pip : RequirementsFile::none;
  }
  const bool is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
  if (!is_yaml || !name.starts_with("environment")) return RequirementsFile::none;
  const char next = name[11];
  return next == '.' || next == '-' || next == '_' ? RequirementsFile::conda : RequirementsFile::none;
}

Requirements read_requirements(std::string_view source) {
  const std::string text = without_utf16(source.starts_with("\xEF\xBB\xBF") ? source.substr(3) : source);
  Requirements found;
  std::string joined;
  int begin = 0;
  int number = 0;
  for (std::string_view line : lines(text)) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool is_comment = trim(line).starts_with('#');
    if (joined.empty()) begin = number;
    const bool goes_on = line.ends_with('\\') && !is_comment;
    joined +=
        is_comment ? std::string_view() : without_comment(goes_on ? line.substr(0, line.size() - 1) : line);
    if (goes_on) {
      joined += ' ';
      continue;
    }
    take_requirement(joined, begin, found);
    joined.clear();
  }
  take_requirement(joined, begin, found);
  return found;
}

tl::expected<Requirements, ParseError> read_conda_environment(std::string_view source) {
  const Document document = read_document("environment.yaml", source);
  if (!document) return tl::unexpected(document.error());
  Requirements found;
  const Node* dependencies = document->find("dependencies");
  if (dependencies == nullptr) return found;
  for (const Node& item : dependencies->items) {
    if (item.is_scalar()) take_package(item.scalar, item.mark.line, found);
    const Node* pip = item.find("pip");
    if (pip == nullptr) continue;
    for (const Node& line : pip->items)
      if (line.is_scalar()) take_requirement(without_comment(line.scalar), line.mark.line, found);
  }
  return found;
}

}  // namespace expgate::content
