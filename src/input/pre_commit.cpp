#include "input/pre_commit.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

#include "base/environment.h"
#include "base/strings.h"
#include "git/command.h"
#include "input/case_collisions.h"
#include "input/context.h"
#include "text/shell.h"

namespace expgate::input {

namespace {

// An index of the common kind is compared here. All others are git's: it reads split and sparse ones too
// (docs/git-facts.md). `git diff` does not unfold a sparse one, `git diff-index` does.
Result<std::vector<StagedChange>> staged_against(git::Repository& repository, const Oid& tree) {
  if (auto changes = repository.staged_changes(tree)) return *std::move(changes);
  const std::string name = (tree.is_zero() ? Oid::empty_tree(repository.object_format()) : tree).hex();
  TRY_ASSIGN(const std::string raw,
             git::output_of({"git", "diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames",
                             "--no-ext-diff", "--no-relative", "--ignore-submodules=none",
                             "--ita-invisible-in-index", name, "--"}));
  return parse_raw_diff(raw);
}

std::vector<std::string> merged_heads(const git::Repository& repository) {
  std::vector<std::string> heads;
  const std::string text = repository.git_file("MERGE_HEAD").value_or("");
  for (const std::string_view line : lines(text)) heads.emplace_back(trim(line));
  return heads;
}

}  // namespace

Result<std::vector<StagedChange>> parse_raw_diff(std::string_view text) {
  // ":<mode> <mode> <oid> <oid> <status>\0<path>\0", the old side first
  constexpr std::size_t kOldMode = 0;
  constexpr std::size_t kMode = 1;
  constexpr std::size_t kOid = 3;
  constexpr std::size_t kStatus = 4;
  constexpr std::size_t kFields = 5;
  std::vector<StagedChange> changes;
  while (!text.empty()) {
    const std::size_t header_end = text.find('\0');
    const std::size_t path_end =
        header_end == std::string_view::npos ? header_end : text.find('\0', header_end + 1);
    if (path_end == std::string_view::npos || text[0] != ':')
      return fail(tr("`git diff` printed a malformed line"));
    const std::vector<std::string_view> fields = split(text.substr(1, header_end - 1), ' ');
    const auto oid = fields.size() == kFields ? Oid::parse(fields[kOid]) : std::nullopt;
    if (!oid || fields[kStatus].empty()) return fail(tr("`git diff` printed a malformed line"));
    StagedChange change;
    const std::string_view mode = fields[kMode];
    std::from_chars(mode.data(), mode.data() + mode.size(), change.file.mode, 8);
    const std::string_view old_mode = fields[kOldMode];
    std::from_chars(old_mode.data(), old_mode.data() + old_mode.size(), change.file.old_mode, 8);
    change.file.oid = *oid;
    change.file.path = text.substr(header_end + 1, path_end - header_end - 1);
    const char status = fields[kStatus].front();
    change.is_removed = status == 'D';
    if (status == 'U')
      return fail(tr("`{path}` is not merged yet", {{"path", change.file.path}}),
                  tr("run `git status`: it lists the next steps"));
    changes.push_back(std::move(change));
    text.remove_prefix(path_end + 1);
  }
  std::sort(changes.begin(), changes.end(),
            [](const auto& a, const auto& b) { return a.file.path < b.file.path; });
  return changes;
}

namespace {

// The path of `file`, which the user names from where he is, below the top of the work tree.
Result<std::string> path_below_top(const git::Repository& repository, const std::string& file) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path path = (fs::current_path(error) / file).lexically_normal();
  std::string below = path.lexically_relative(fs::path(repository.work_tree()).lexically_normal()).string();
  if (below.empty() || *fs::path(below).begin() == ".." || repository.work_tree().empty())
    return fail(tr("`{path}` is not in this work tree", {{"path", file}}));
  return below;
}

// Leaves the named files in the draft: as staged, or where they are not, as HEAD has them.
Result<void> keep_only(Draft& draft, const std::vector<std::string>& files, git::Repository& repository) {
  std::vector<File> kept;
  for (const std::string& file : files) {
    TRY_ASSIGN(const std::string path, path_below_top(repository, file));
    const auto has_path = [&](const File& staged) { return staged.path == path; };
    const auto staged = std::ranges::find_if(draft.files, has_path);
    const bool is_merged = std::ranges::any_of(draft.merged, has_path);
    if (staged != draft.files.end()) {
      kept.push_back(*staged);
    } else if (!is_merged && std::ranges::find(draft.removed, path) == draft.removed.end()) {
      std::optional<File> entry;
      if (!draft.head_tree.is_zero()) TRY_SET(entry, repository.file(draft.head_tree, path));
      if (!entry)
        return fail(tr("`{path}` is neither staged nor in HEAD", {{"path", file}}),
                    tr("stage it: {command}", {{"command", text::shell_line({{"git", "add", "--", file}})}}));
      entry->path = path;
      draft.committed.insert(path);
      kept.push_back(std::move(*entry));
    }
  }
  std::ranges::sort(kept, {}, &File::path);
  const auto has_same_path = [](const File& one, const File& other) { return one.path == other.path; };
  kept.erase(std::unique(kept.begin(), kept.end(), has_same_path), kept.end());
  draft.files = std::move(kept);
  draft.is_selection = true;
  return {};
}

}  // namespace

Result<ChangeSet> pre_commit(git::Repository& repository, const std::vector<std::string>& files) {
  ChangeSet changes;
  repository.fetch_missing();
  TRY_SET(changes.context, gather_context(Mode::pre_commit, repository));
  Draft& draft = changes.draft.emplace();
  TRY_ASSIGN(const auto branch, repository.head_branch());
  draft.ref = branch.value_or("");
  draft.is_passing_index = environment("GIT_INDEX_FILE").ends_with(".lock");
  TRY_ASSIGN(const auto head, repository.resolve("HEAD"));
  if (head) {
    TRY_ASSIGN(const Commit commit, repository.commit(*head));
    draft.head_tree = commit.tree;
    draft.parents.push_back(*head);
  }
  TRY_ASSIGN(const auto reverted, repository.resolve("REVERT_HEAD"));
  draft.is_revert = reverted.has_value();
  TRY_ASSIGN(std::vector<StagedChange> staged, staged_against(repository, draft.head_tree));
  for (const StagedChange& each : staged)
    if (each.is_removed) draft.removed.push_back(each.file.path);
  for (const std::string& merged : merged_heads(repository)) {
    const auto parent = Oid::parse(merged);
    if (!parent)
      return fail(tr("`MERGE_HEAD` is not a list of commits"),
                  tr("run `git status`: it lists the next steps"));
    draft.parents.push_back(*parent);
    TRY_ASSIGN(const Commit commit, repository.commit(*parent));
    TRY_ASSIGN(const std::vector<StagedChange> others, staged_against(repository, commit.tree));
    std::set<std::string_view> differing;
    for (const StagedChange& each : others) differing.insert(each.file.path);
    const auto theirs = std::stable_partition(staged.begin(), staged.end(), [&](const StagedChange& each) {
      return differing.contains(each.file.path);
    });
    for (auto each = theirs; each != staged.end(); ++each)
      if (!each->is_removed) draft.merged.push_back(std::move(each->file));
    staged.erase(theirs, staged.end());
  }
  for (StagedChange& each : staged)
    if (!each.is_removed) draft.files.push_back(std::move(each.file));
  if (!files.empty()) TRY(keep_only(draft, files, repository));
  TRY(find_case_collisions(draft, repository));
  return changes;
}

}  // namespace expgate::input
