#include <filesystem>

#include <fmt/core.h>

#include "app/fix/fix.h"
#include "app/notebook/files.h"
#include "app/output.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "content/configs/line_edits.h"
#include "git/command.h"
#include "text/utf8.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

// The entry of the index as `git update-index --index-info` takes it: mode 0 takes it out.
Result<std::string> entry_of(const IndexChange& change) {
  const std::string& path = change.file.path;
  if (change.kind != IndexChange::Kind::unstage) {
    TRY_ASSIGN(const std::string oid, git::output_of({"git", "hash-object", "-w", "--stdin"}, change.text));
    return fmt::format("{:o} {}\t{}", change.file.mode, trim(oid), path) + '\0';
  }
  if (change.in_head)
    return fmt::format("{:o} {}\t{}", change.in_head->mode, change.in_head->oid.hex(), path) + '\0';
  return fmt::format("0 {}\t{}", std::string(change.file.oid.hex().size(), '0'), path) + '\0';
}

// What is staged and nowhere else is written to the work tree before the index forgets it.
Result<void> keep_staged_files(const std::vector<IndexChange>& changes, const std::string& top) {
  std::string paths;
  for (const IndexChange& each : changes)
    if (each.kind == IndexChange::Kind::unstage && !each.is_in_work_tree) paths += each.file.path + '\0';
  if (!paths.empty()) TRY(git::output_of({"git", "-C", top, "checkout-index", "-q", "-z", "--stdin"}, paths));
  return {};
}

// The file is changed by its own bytes: it may have other line endings than what is staged. Returns whether
// it was.
Result<bool> change_work_file(const IndexChange& change, const std::string& top) {
  const fs::path path = fs::path(top) / change.file.path;
  if (change.kind == IndexChange::Kind::clean) {
    if (!change.is_same_in_work_tree) return false;
    TRY_ASSIGN(const WorkFile file, read_work_file(path));
    TRY_ASSIGN(const auto cleaning, clean_bytes(path.string(), file.bytes));
    if (cleaning) TRY(replace_file(path, file, cleaning->text));
    return true;
  }
  const Result<WorkFile> file = read_work_file(path);
  if (!file) return false;
  const content::EditedText edited = content::with_edits(change.file.path, file->bytes, change.edits);
  if (!edited.left.empty() || edited.applied.empty()) return false;
  TRY(replace_file(path, *file, edited.text));
  return true;
}

Text unstaged(const IndexChange& change) {
  const Arguments arguments = {{"path", text::printable(change.file.path)},
                               {"object", change.file.oid.abbreviated()}};
  if (!change.is_in_work_tree) return tr("{path}: unstaged and written to the work tree", arguments);
  if (!change.is_same_in_work_tree)
    return tr(
        "{path}: unstaged; the file in the work tree is another version than the staged one, which "
        "`git cat-file -p {object}` prints",
        arguments);
  return tr("{path}: unstaged; the file stays in the work tree", arguments);
}

Text cleaned(const IndexChange& change, bool in_work_tree) {
  const Arguments arguments = {{"path", text::printable(change.file.path)}, {"taken", change.taken}};
  return in_work_tree
             ? tr("{path}: cleaned in the index and the work tree: removed {taken}", arguments)
             : tr("{path}: cleaned in the index only, since the file has unstaged changes: removed {taken}",
                  arguments);
}

Text edited(const IndexChange& change, const Edit& edit, bool in_work_tree) {
  const Arguments arguments = {{"path", text::printable(change.file.path)},
                               {"line", edit.line},
                               {"text", text::printable(trim(edit.replacement))}};
  return in_work_tree
             ? tr("{path}:{line}: now `{text}`, in the index and the work tree", arguments)
             : tr("{path}:{line}: now `{text}`, in the index only, since the file has unstaged changes there",
                  arguments);
}

Result<void> say(const Text& text, const Common& common) {
  if (common.quiet) return {};
  return print_line(text);
}

}  // namespace

Result<void> change_index(git::Repository& repository, const std::vector<IndexChange>& changes,
                          const Common& common) {
  const std::string top = repository.work_tree();
  std::string entries;
  for (const IndexChange& each : changes) {
    TRY_ASSIGN(const std::string entry, entry_of(each));
    entries += entry;
  }
  TRY(keep_staged_files(changes, top));
  // All entries in one step: git takes them over together, or none of them.
  TRY(git::output_of({"git", "update-index", "-z", "--index-info"}, entries));
  for (const IndexChange& each : changes) {
    if (each.kind == IndexChange::Kind::unstage) {
      TRY(say(unstaged(each), common));
      continue;
    }
    TRY_ASSIGN(const bool in_work_tree, change_work_file(each, top));
    if (each.kind == IndexChange::Kind::clean) TRY(say(cleaned(each, in_work_tree), common));
    for (const Edit& edit : each.edits) TRY(say(edited(each, edit, in_work_tree), common));
  }
  // So that git need not compare the files again. What it reports about other files does not matter here.
  TRY(git::run({"git", "-C", top, "update-index", "-q", "--refresh"}));
  return {};
}

}  // namespace expgate::app
