#include "experiments/project_name.h"

#include "base/paths.h"
#include "base/strings.h"
#include "content/configs/compose.h"

namespace expgate::experiments {

namespace {

constexpr std::uint64_t kLargestProject = std::uint64_t{256} << 10U;  // bytes of pyproject.toml
constexpr std::size_t kLongestProjectName = 100;

std::string without_end(std::string_view place) {
  while (place.ends_with('/')) place.remove_suffix(1);
  if (place.ends_with(".git")) place.remove_suffix(4);
  while (place.ends_with('/')) place.remove_suffix(1);
  return std::string(place);
}

// `name` of [project], else of [tool.poetry]; empty: there is none.
std::string stated_name(const text::Node& root) {
  const auto text_at = [](const text::Node* table) {
    const text::Node* name = table == nullptr ? nullptr : table->find("name");
    return name == nullptr || !name->is_scalar() ? std::string() : name->scalar;
  };
  if (std::string name = text_at(root.find("project")); !name.empty()) return name;
  const text::Node* tool = root.find("tool");
  return text_at(tool == nullptr ? nullptr : tool->find("poetry"));
}

Result<std::string> name_in_pyproject(git::Repository& repository) {
  TRY_ASSIGN(const auto head, repository.resolve("HEAD"));
  if (!head) return std::string();
  TRY_ASSIGN(const auto oid, repository.peel_to_commit(*head));
  if (!oid) return std::string();
  TRY_ASSIGN(const Commit commit, repository.commit(*oid));
  TRY_ASSIGN(const auto file, repository.file(commit.tree, "pyproject.toml"));
  if (!file || !file->has_content()) return std::string();
  TRY_ASSIGN(const std::uint64_t size, repository.size(file->oid));
  if (size > kLargestProject) return std::string();
  TRY_ASSIGN(const std::string source, repository.content(file->oid));
  const auto document = content::read_config_file("pyproject.toml", source).document;
  const std::string name = document ? stated_name(*document) : std::string();
  return name.size() > kLongestProjectName ? std::string() : name;
}

}  // namespace

std::string path_of_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (url.starts_with("file:") || url.starts_with('/') || url.starts_with('.')) return {};
  std::string_view path;
  if (scheme != std::string_view::npos) {
    const std::string_view rest = url.substr(scheme + 3);
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return {};
    path = rest.substr(slash + 1);
  } else {
    const std::size_t colon = url.find(':');  // git@host:team/vit.git
    if (colon == std::string_view::npos || url.substr(0, colon).find('/') != std::string_view::npos)
      return {};
    path = url.substr(colon + 1);
  }
  path = path.substr(0, path.find_first_of("?#"));
  if (path.starts_with(':')) return {};  // ext::COMMAND is no address
  while (path.starts_with('/')) path.remove_prefix(1);
  return without_end(path);
}

std::string name_of_url(std::string_view url) {
  const std::string path = path_of_url(url);
  return std::string(file_name_of(path));
}

Result<std::string> repository_name(git::Repository& repository) {
  TRY_ASSIGN(const auto url, repository.config("remote.origin.url"));
  std::string path = path_of_url(url.value_or(""));
  path.erase(0, path.rfind('@') + 1);  // of "https://me:pass/word@host/vit" nothing of the password
  if (!path.empty()) return path;
  const std::string folder = without_end(repository.common_folder());
  return std::string(file_name_of(folder));
}

Result<std::string> project_name(git::Repository& repository) {
  TRY_ASSIGN(std::string stated, name_in_pyproject(repository));
  if (!stated.empty()) return stated;
  TRY_ASSIGN(const auto url, repository.config("remote.origin.url"));
  if (std::string name = name_of_url(url.value_or("")); !name.empty()) return name;
  const std::string folder = without_end(repository.common_folder());  // of all its worktrees
  return std::string(file_name_of(folder));
}

}  // namespace expgate::experiments
