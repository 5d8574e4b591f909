#include <algorithm>

#include <fmt/core.h>

#include "app/notebook/files.h"
#include "app/notebook/fix.h"
#include "app/output.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "git/command.h"
#include "git/repository.h"
#include "input/pre_commit.h"
#include "text/utf8.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

// A notebook that is staged with something to clean in it.
struct Staged {
  File file;
  Cleaning cleaning;
  bool is_same_in_work_tree = false;
};

// Whether `path` (from the top) is among the paths that were given, or below one.
bool is_meant(const std::string& path, const std::vector<std::string>& given, const fs::path& top) {
  const auto holds = [&](const std::string& name) {
    const std::string folder = fs::absolute(name).lexically_normal().lexically_relative(top).generic_string();
    const std::string_view plain = folder.ends_with('/')
                                       ? std::string_view(folder).substr(0, folder.size() - 1)
                                       : std::string_view(folder);
    return plain == "." || path == plain || (path.starts_with(plain) && path[plain.size()] == '/');
  };
  return given.empty() || std::any_of(given.begin(), given.end(), holds);
}

// What git would stage of the file as it lies in the work tree, line endings and filters carried out.
Result<bool> is_same(const File& file, const fs::path& top) {
  const Result<WorkFile> here = read_work_file(top / file.path);
  if (!here) return false;
  TRY_ASSIGN(const std::string oid,
             git::output_of({"git", "-C", top.string(), "hash-object", "--stdin", "--path=" + file.path},
                            here->bytes));
  return trim(oid) == file.oid.hex();
}

// All entries in one step: git takes them over together, or none of them.
Result<void> stage(const std::vector<Staged>& notebooks) {
  std::string entries;
  for (const Staged& each : notebooks) {
    TRY_ASSIGN(const std::string oid,
               git::output_of({"git", "hash-object", "-w", "--stdin"}, each.cleaning.text));
    entries += fmt::format("{:o} {}\t{}", each.file.mode, trim(oid), each.file.path) + '\0';
  }
  TRY(git::output_of({"git", "update-index", "-z", "--index-info"}, entries));
  return {};
}

// The file is cleaned by its own bytes: it may have other line endings than what is staged.
Result<void> clean_work_file(const fs::path& path) {
  TRY_ASSIGN(const WorkFile file, read_work_file(path));
  TRY_ASSIGN(const auto cleaning, clean_bytes(path.string(), file.bytes));
  if (!cleaning) return {};
  return replace_file(path, file, cleaning->text);
}

Result<std::vector<Staged>> find_staged(const FixOptions& options, const Common& common,
                                        git::Repository& repository, FixTally& tally) {
  const fs::path top = repository.work_tree();
  TRY_ASSIGN(const ChangeSet changes, input::pre_commit(repository));
  std::vector<Staged> found;
  for (const File& file : changes.draft->files) {
    if (!file.has_content() || !is_notebook_name(file.path) || !is_meant(file.path, options.paths, top))
      continue;
    ++tally.seen;
    TRY_ASSIGN(const std::string bytes, repository.content(file.oid));
    Result<std::optional<Cleaning>> cleaning = clean_bytes(file.path, bytes);
    if (!cleaning) {
      print_error(cleaning.error(), common);
      ++tally.failed;
    } else if (*cleaning) {
      TRY_ASSIGN(const bool same, is_same(file, top));
      found.push_back({file, **std::move(cleaning), same});
    }
  }
  return found;
}

Text done(const Staged& notebook) {
  const Arguments arguments = {{"path", text::printable(notebook.file.path)},
                               {"taken", notebook.cleaning.taken}};
  return notebook.is_same_in_work_tree
             ? tr("{path}: cleaned in the index and the work tree: removed {taken}", arguments)
             : tr("{path}: cleaned in the index only, since the file has unstaged changes: removed {taken}",
                  arguments);
}

}  // namespace

Result<FixTally> fix_staged(const FixOptions& options, const Common& common) {
  FixTally tally;
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  TRY_ASSIGN(const std::vector<Staged> notebooks, find_staged(options, common, *repository, tally));
  tally.changed = notebooks.size();
  if (options.diff) {
    for (const Staged& each : notebooks) TRY(print(each.cleaning.diff));
    return tally;
  }
  if (notebooks.empty()) return tally;
  TRY(stage(notebooks));
  for (const Staged& each : notebooks) {
    if (each.is_same_in_work_tree) TRY(clean_work_file(fs::path(repository->work_tree()) / each.file.path));
    if (common.quiet) continue;
    TRY(print(catalogue::render(done(each)) + "\n"));
  }
  // So that git need not compare the files again. What it reports about other files does not matter here.
  TRY(git::run({"git", "-C", repository->work_tree(), "update-index", "-q", "--refresh"}));
  return tally;
}

}  // namespace expgate::app
