#include "message/release.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace expgate::message {

namespace {

constexpr std::array<std::string_view, 24> kFiles{
    "package.json",   "package-lock.json", "npm-shrinkwrap.json",
    "yarn.lock",      "pnpm-lock.yaml",    "lerna.json",
    "pyproject.toml", "setup.cfg",         "setup.py",
    "uv.lock",        "poetry.lock",       "cargo.toml",
    "cargo.lock",     "version",           "version.txt",
    "changelog.md",   "changelog.rst",     "changelog",
    "changes.md",     "changes.rst",       "history.md",
    ".cz.toml",       ".cz.json",          ".cz.yaml"};

constexpr std::string_view kDigits = "0123456789";

// The version that begins the text: "1.2.3", "1.2.3-rc.1"; empty: none does.
std::string_view version_at(std::string_view text) {
  std::size_t at = 0;
  for (int part = 0; part < 3; ++part) {
    const std::size_t end = std::min(text.find_first_not_of(kDigits, at), text.size());
    if (end == at) return {};
    if (part < 2 && (end == text.size() || text[end] != '.')) return {};
    at = end + (part < 2 ? 1 : 0);
  }
  constexpr std::string_view kFurther = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-+";
  if (at < text.size() && std::string_view("-+.abr").find(text[at]) != std::string_view::npos)
    at = std::min(text.find_first_not_of(kFurther, at), text.size());
  return text.substr(0, at);
}

bool takes(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

}  // namespace

std::string announced_version(std::string_view header) {
  if (takes(header, "bump: version ")) {
    constexpr std::string_view kArrow = " → ";
    const std::string_view before = version_at(header);
    if (before.empty()) return {};
    header.remove_prefix(before.size());
    if (!takes(header, kArrow)) return {};
  } else if (takes(header, "chore(")) {
    const std::size_t end = header.find("): ");
    if (end == std::string_view::npos) return {};
    header.remove_prefix(end + 3);
    takes(header, "release ");
  }
  takes(header, "v");
  const std::string_view version = version_at(header);
  header.remove_prefix(version.size());
  return header.empty() || header == " [skip ci]" ? std::string(version) : std::string();
}

bool is_of_release(std::string_view path) {
  const std::string name = ascii_lower(path.substr(path.rfind('/') + 1));
  if (std::find(kFiles.begin(), kFiles.end(), name) != kFiles.end()) return true;
  if (name == ".release-please-manifest.json") return true;
  return name.ends_with(".py") &&
         (name.find("version") != std::string::npos || name == "__init__.py" || name == "__about__.py");
}

}  // namespace expgate::message
