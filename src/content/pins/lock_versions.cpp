#include "content/pins/lock_versions.h"

#include <array>

#include "base/strings.h"

namespace expgate::content {

namespace {

constexpr std::array<std::string_view, 8> kLockFiles = {
    "uv.lock",        "poetry.lock",     "Pipfile.lock",      "pdm.lock",
    "conda-lock.yml", "conda-lock.yaml", "requirements.lock", "requirements-lock.txt"};

bool is_of_package(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

// Without blanks, quotes and commas around it.
std::string_view without_quotes(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\"',";
  const std::size_t begin = text.find_first_not_of(kAround);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kAround) + 1 - begin);
}

bool is_version(std::string_view text) {
  constexpr std::string_view kOfVersions =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+!-_";
  return !text.empty() && text.front() >= '0' && text.front() <= '9' &&
         text.find_first_not_of(kOfVersions) == text.npos && text.size() <= 100;
}

// The value behind a key in TOML, YAML or JSON; empty: the line has another one.
std::string_view locked_value(std::string_view line, std::string_view key) {
  const std::size_t separator = line.find_first_of("=:");
  if (separator == line.npos) return {};
  std::string_view name = without_quotes(line.substr(0, separator));
  if (name.starts_with("- ")) name = without_quotes(name.substr(2));
  return name == key ? without_quotes(line.substr(separator + 1)) : std::string_view();
}

// "torch==2.4.0 \": the name, and the version behind it.
void add_requirement(std::string_view line, LockedVersions& versions) {
  std::size_t end = 0;
  while (end < line.size() && is_of_package(line[end])) ++end;
  if (end == 0 || line.substr(end, 2) != "==") return;
  const std::string_view rest = line.substr(end + 2);
  const std::string_view version = rest.substr(0, rest.find_first_of(" ;\\\t\r"));
  if (is_version(version)) versions.emplace(normalised_package(line.substr(0, end)), version);
}

// "  - numpy=1.26.4=py311_0" in an environment of conda.
void add_conda_package(std::string_view line, LockedVersions& versions) {
  line = trim(line);
  if (!line.starts_with("- ")) return;
  line = without_quotes(line.substr(2));
  std::size_t end = 0;
  while (end < line.size() && is_of_package(line[end])) ++end;
  if (end == 0 || end == line.size() || line[end] != '=') return;
  std::string_view rest = line.substr(end + 1);
  if (rest.starts_with('=')) rest.remove_prefix(1);  // pip's
  const std::string_view version = rest.substr(0, rest.find_first_of("= #"));
  if (is_version(version)) versions.emplace(normalised_package(line.substr(0, end)), version);
}

}  // namespace

std::string normalised_package(std::string_view name) {
  std::string normalised;
  for (const char c : name) {
    const bool is_separator = c == '-' || c == '_' || c == '.';
    if (!is_separator)
      normalised += ascii_lower(std::string_view(&c, 1));
    else if (!normalised.ends_with('-'))
      normalised += '-';
  }
  return normalised;
}

std::span<const std::string_view> lock_file_names() {
  return kLockFiles;
}

LockedVersions locked_versions(std::string_view source) {
  LockedVersions versions;
  std::string_view name;  // that the next version is of
  for (const std::string_view line : lines(source)) {
    add_requirement(line, versions);
    add_conda_package(line, versions);
    if (const std::string_view value = locked_value(line, "name"); !value.empty()) {
      name = value;
    } else if (std::string_view version = locked_value(line, "version"); !version.empty() && !name.empty()) {
      if (version.starts_with("==")) version.remove_prefix(2);
      if (is_version(version)) versions.emplace(normalised_package(name), version);
      name = {};
    } else if (const std::size_t open = line.find("\": {"); open != line.npos) {
      name = without_quotes(line.substr(0, open));  // Pipfile.lock: "torch": {
    }
  }
  return versions;
}

}  // namespace expgate::content
