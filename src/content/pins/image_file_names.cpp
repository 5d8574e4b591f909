#include <algorithm>
#include <array>
#include <string>

#include "base/paths.h"
#include "base/strings.h"
#include "content/pins/image_files.h"

namespace expgate::content {

namespace {

// What a template of a Dockerfile ends in, or something else that is named after one.
constexpr std::array<std::string_view, 18> kOther = {
    ".dockerignore", ".in", ".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".erb",
    ".mustache",     ".m4", ".md", ".rst",   ".py",     ".sh",   ".yml", ".yaml",     ".json"};

bool is_dockerfile(std::string_view name, const std::string& lower) {
  const auto ends = [&](std::string_view ending) { return lower.ends_with(ending); };
  if (std::any_of(kOther.begin(), kOther.end(), ends)) return false;
  for (const std::string_view word : {"dockerfile", "containerfile"}) {
    if (lower == word || lower.ends_with("." + std::string(word))) return true;
    if (!lower.starts_with(word)) continue;
    const char next = lower[word.size()];
    if (next == '.' || next == '-' || next == '_') return true;
  }
  return name.starts_with("Dockerfile");
}

bool is_yaml(std::string_view lower) {
  return lower.ends_with(".yml") || lower.ends_with(".yaml");
}

// compose.yaml, docker-compose.yml, and those with a word in between: docker-compose.gpu.yml.
bool is_compose(std::string_view lower) {
  if (!is_yaml(lower)) return false;
  if (lower.starts_with("docker-")) lower.remove_prefix(7);
  if (!lower.starts_with("compose")) return false;
  const char next = lower[7];
  return next == '.' || next == '-' || next == '_';
}

}  // namespace

std::optional<ImageFile> image_file_of(std::string_view path) {
  if (path.find("{{") != std::string_view::npos) return std::nullopt;  // a template's folder
  const std::string_view name = file_name_of(path);
  const std::string lower = ascii_lower(name);
  if (is_dockerfile(name, lower)) return ImageFile::dockerfile;
  if (is_compose(lower)) return ImageFile::compose;
  if (lower.ends_with(".gitlab-ci.yml") || lower.ends_with(".gitlab-ci.yaml")) return ImageFile::gitlab_ci;
  if (path.starts_with(".github/workflows/") && is_yaml(lower)) return ImageFile::github_workflow;
  if (lower == ".devcontainer.json") return ImageFile::devcontainer;
  const bool is_in_folder =
      path.starts_with(".devcontainer/") || path.find("/.devcontainer/") != std::string_view::npos;
  if (lower == "devcontainer.json" && is_in_folder) return ImageFile::devcontainer;
  return std::nullopt;
}

}  // namespace expgate::content
