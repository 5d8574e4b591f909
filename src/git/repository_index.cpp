#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/environment.h"
#include "git/index_diff.h"
#include "git/repository_parts.h"

// What is staged, read without git (git/index_file.h says where that can be done).
namespace expgate::git {

namespace {

// Where git has the index; nothing where that depends on how git is started: it goes to the top of the work
// tree before it opens a relative path.
std::optional<std::string> index_path(git_repository* repository) {
  const std::string named = environment("GIT_INDEX_FILE");
  if (named.empty()) return std::string(git_repository_path(repository)) + "index";
  const char* top = git_repository_workdir(repository);
  std::error_code error;
  const bool is_here = top != nullptr && std::filesystem::equivalent(top, ".", error);
  return named.starts_with('/') || is_here ? std::optional(named) : std::nullopt;
}

std::optional<IndexFile> read_index(git_repository* repository, ObjectFormat format) {
  const auto path = index_path(repository);
  if (!path) return std::nullopt;
  Result<MappedFile> file = MappedFile::open(*path);
  return file && file->is_there() ? IndexFile::read(*std::move(file), format) : std::nullopt;
}

}  // namespace

const std::optional<IndexFile>& Repository::Parts::own_index() {
  if (!staged_index) staged_index.emplace(read_index(handle.get(), objects.format()));
  return *staged_index;
}

// Read anew each time: `fix` changes the index and looks again.
std::optional<std::vector<StagedChange>> Repository::staged_changes(const Oid& tree) {
  parts_->staged_folders.reset();
  parts_->staged_index.reset();
  const auto& index = parts_->own_index();
  return index ? git::staged_changes(parts_->objects, *index, tree) : std::nullopt;
}

Result<bool> Repository::visit_staged(const text::GlobSet& wanted, const VisitFile& visit) {
  const auto& index = parts_->own_index();
  if (!index) return false;
  auto& folders = parts_->staged_folders;
  if (!folders) folders = folders_of(*index);
  for (const IndexFolder& folder : *folders) {
    const std::string_view path = index->path(folder.first).substr(0, folder.path_length);
    const text::GlobSet::Folder wanted_here =
        wanted.in(path.substr(0, std::max<std::size_t>(path.size(), 1) - 1));
    if (!wanted_here.may_hold(folder.ends)) continue;
    for (std::size_t place = folder.first; place < folder.first + folder.count; ++place)
      if (const std::string_view file = index->path(place); wanted_here.matches(file))
        visit(file, index->mode(place), index->oid(place));
  }
  return true;
}

}  // namespace expgate::git
