#include <cstdlib>
#include <filesystem>
#include <set>
#include <unistd.h>
#include <utility>

#include "app/fix/fix.h"
#include "app/notebook/files.h"
#include "app/output.h"
#include "base/environment.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "content/configs/line_edits.h"
#include "git/command.h"
#include "text/utf8.h"

// Edits of files that are changed and not staged: they are judged as `git commit -a` would find them, in an
// index that is thrown away.
namespace expgate::app {

namespace fs = std::filesystem;

namespace {

// A copy of the index that git and the gate use meanwhile, beside the real one: a split index finds its base
// there. Not for threads, as the environment is not.
class ScratchIndex {
 public:
  static Result<ScratchIndex> make() {
    TRY_ASSIGN(const std::string named,
               git::output_of({"git", "rev-parse", "--path-format=absolute", "--git-path", "index"}));
    const fs::path real(trim(named));
    fs::path copy = real;
    copy += ".expgate-" + std::to_string(::getpid());
    std::error_code error;
    fs::copy_file(real, copy, fs::copy_options::overwrite_existing, error);
    if (error)
      return fail(tr("cannot write `{path}`: {problem}",
                     {{"path", copy.string()}, {"problem", verbatim(error.message())}}));
    return ScratchIndex(copy);
  }
  ScratchIndex(ScratchIndex&& other) noexcept
      : file_(std::exchange(other.file_, {})), before_(std::move(other.before_)) {}
  ScratchIndex(const ScratchIndex&) = delete;
  ScratchIndex& operator=(const ScratchIndex&) = delete;
  ScratchIndex& operator=(ScratchIndex&&) = delete;
  ~ScratchIndex() {
    if (file_.empty()) return;
    if (before_.empty())
      ::unsetenv(kVariable);  // NOLINT(concurrency-mt-unsafe)
    else
      ::setenv(kVariable, before_.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
    std::error_code error;
    fs::remove(file_, error);
  }

 private:
  static constexpr const char* kVariable = "GIT_INDEX_FILE";

  explicit ScratchIndex(fs::path file) : file_(std::move(file)), before_(environment(kVariable)) {
    ::setenv(kVariable, file_.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  }

  fs::path file_;  // empty: moved from
  std::string before_;
};

// Files that git knows and that are changed, each followed by NUL. Large ones hold no config.
Result<std::string> changed_files(const FixOptions& options, const std::string& top) {
  constexpr std::uintmax_t kLargest = std::uintmax_t{1} << 20U;
  TRY_ASSIGN(const std::string listed, git::output_of({"git", "-C", top, "diff-files", "--name-only", "-z",
                                                       "--ignore-submodules=all"}));
  std::string files;
  for (const std::string_view path : split(listed, '\0')) {
    const fs::path file = fs::path(top) / path;
    std::error_code error;
    const bool is_plain = !path.empty() && fs::symlink_status(file, error).type() == fs::file_type::regular;
    if (is_plain && !is_notebook_name(path) && fs::file_size(file, error) <= kLargest && !error &&
        is_meant(std::string(path), options.paths, top))
      files.append(path) += '\0';
  }
  return files;
}

Result<void> change_file(const IndexChange& change, const std::string& top, const Common& common) {
  const fs::path path = fs::path(top) / change.file.path;
  TRY_ASSIGN(const WorkFile file, read_work_file(path));
  const content::EditedText edited = content::with_edits(change.file.path, file.bytes, change.edits);
  if (edited.applied.empty()) return {};
  TRY(replace_file(path, file, edited.text));
  for (const Edit& edit : edited.applied) {
    if (common.quiet) continue;
    TRY(print_line(tr("{path}:{line}: now `{text}`, in the work tree",
                      {{"path", text::printable(change.file.path)},
                       {"line", edit.line},
                       {"text", text::printable(trim(edit.replacement))}})));
  }
  return {};
}

}  // namespace

Result<std::size_t> edit_unstaged(git::Repository& repository, const FixOptions& options,
                                  const Common& common) {
  const std::string top = repository.work_tree();
  TRY_ASSIGN(const std::string files, changed_files(options, top));
  if (files.empty()) return std::size_t{0};
  std::vector<IndexChange> edits;
  {
    TRY_ASSIGN(const ScratchIndex index, ScratchIndex::make());
    TRY(git::output_of(
        {"git", "-C", top, "--literal-pathspecs", "add", "--pathspec-from-file=-", "--pathspec-file-nul"},
        files));
    FixOptions only_edits = options;
    only_edits.only_edits = true;
    TRY_ASSIGN(IndexPlan plan, plan_index(repository, only_edits, common));
    const auto listed = split(files, '\0');
    const std::set<std::string_view> changed(listed.begin(), listed.end());
    for (IndexChange& each : plan.changes)
      if (each.kind == IndexChange::Kind::edit && changed.contains(each.file.path))
        edits.push_back(std::move(each));
  }
  for (const IndexChange& each : edits) {
    if (options.diff)
      TRY(print(each.diff));
    else
      TRY(change_file(each, top, common));
  }
  return edits.size();
}

}  // namespace expgate::app
