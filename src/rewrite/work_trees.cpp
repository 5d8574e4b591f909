#include "rewrite/work_trees.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/files.h"
#include "base/strings.h"
#include "git/command.h"

namespace expgate::rewrite {

namespace {

// What the `.git` of a work tree is or names.
std::string git_folder_of(const std::string& folder) {
  const std::string path = folder + "/.git";
  const auto text = read_file(path);
  if (!text) return path + "/";
  constexpr std::string_view kKey = "gitdir: ";
  const std::string named(trim(std::string_view(*text).substr(std::min(text->size(), kKey.size()))));
  return (named.starts_with('/') ? named : folder + "/" + named) + "/";
}

tl::unexpected<Error> under_way(const char* operation) {
  return fail(tr("a {operation} is under way in this work tree", {{"operation", operation}}),
              tr("finish it, or end it with `git {operation} --abort`", {{"operation", operation}}));
}

// A rebase detaches HEAD, and keeps in a file which branch it is going to move.
Result<void> must_not_be_rebased(const std::string& git_folder, const std::string& branch) {
  for (const char* const file : {"rebase-merge/head-name", "rebase-apply/head-name"}) {
    const auto name = read_file(git_folder + file);
    if (name && trim(*name) == branch) return under_way("rebase");
  }
  return {};
}

}  // namespace

bool is_on_disk(const std::string& path) {
  std::error_code error;
  return std::filesystem::symlink_status(path, error).type() != std::filesystem::file_type::not_found;
}

Result<std::vector<WorkTree>> work_trees_of(git::Repository& repository, const std::string& branch) {
  std::vector<WorkTree> found;
  const std::string here = repository.work_tree();
  TRY_ASSIGN(auto head, repository.head_branch());
  if (head) {
    TRY_ASSIGN(const auto target, repository.symbolic_target(*head));
    head = target.value_or(*head);
  }
  if (!here.empty() && head.value_or("") == branch)
    found.push_back({here.substr(0, here.size() - 1), repository.git_folder()});
  if (branch.empty()) return found;
  TRY(must_not_be_rebased(repository.git_folder(), branch));
  TRY(must_not_be_rebased(repository.common_folder(), branch));
  TRY_ASSIGN(const std::string listed, git::output_of({"git", "worktree", "list", "--porcelain"}));
  bool is_main =
      true;  // it comes first, and what git says of its folder need not be so (core.worktree, submodules)
  std::string folder;
  for (const std::string_view line : lines(listed)) {
    is_main = is_main && !line.empty();
    if (line.starts_with("worktree ")) folder = line.substr(std::strlen("worktree "));
    if (folder.empty() || line.empty()) continue;
    const std::string git_folder = is_main ? repository.common_folder() : git_folder_of(folder);
    if (line.starts_with("worktree ") && !is_main) TRY(must_not_be_rebased(git_folder, branch));
    if (line != "branch " + branch || git_folder == repository.git_folder()) continue;
    if (is_main && !is_on_disk(folder + "/.git")) continue;  // bare, or not to be found from here
    if (!is_on_disk(folder))
      return fail(tr("the branch is checked out in `{folder}`, which cannot be reached",
                     {{"folder", LocalFile{folder}}}),
                  tr("if that work tree is gone, run `git worktree prune`"));
    found.push_back({folder, git_folder});
  }
  return found;
}

Result<void> must_be_idle(const WorkTree& work_tree) {
  constexpr std::pair<const char*, const char*> kSigns[] = {
      {"rebase-merge", "rebase"},          {"rebase-apply", "rebase"}, {"MERGE_HEAD", "merge"},
      {"CHERRY_PICK_HEAD", "cherry-pick"}, {"REVERT_HEAD", "revert"},  {"sequencer", "cherry-pick"}};
  for (const auto& [file, what] : kSigns)
    if (is_on_disk(work_tree.git_folder + file)) return under_way(what);
  return {};
}

}  // namespace expgate::rewrite
