#include "git/no_repository.h"

#include <filesystem>

#include "base/environment.h"
#include "git/handle.h"

namespace expgate::git {

namespace fs = std::filesystem;

namespace {

// Whether something that git would take for a repository, or for what is left of one, is there.
bool has_traces(const fs::path& folder) {
  std::error_code error;
  const auto exists = [&](const char* name) {
    return fs::symlink_status(folder / name, error).type() != fs::file_type::not_found;
  };
  return exists(".git") || (exists("objects") && exists("refs"));
}

}  // namespace

std::optional<Error> no_repository(const std::string& folder) {
  const bool is_here = folder == ".";
  if (is_here && !environment("GIT_DIR").empty()) return std::nullopt;
  initialise();
  git_buf found{};
  const bool is_found = git_repository_discover(&found, folder.c_str(), 0, nullptr) == 0;
  git_buf_dispose(&found);
  if (is_found) return std::nullopt;
  std::error_code error;
  fs::path above = fs::canonical(folder, error);
  if (error) return std::nullopt;
  for (; above.has_relative_path(); above = above.parent_path())
    if (has_traces(above)) return std::nullopt;
  if (has_traces(above)) return std::nullopt;
  if (is_here)
    return Error{tr("no Git repository here or in the folders above"),
                 tr("`cd` into a repository, or make this folder one: `git init`")};
  return Error{tr("no Git repository in `{folder}` or in the folders above", {{"folder", LocalFile{folder}}}),
               tr("name a repository, or make that folder one: `git init`")};
}

}  // namespace expgate::git
