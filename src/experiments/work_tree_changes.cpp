#include "experiments/work_tree_changes.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/environment.h"
#include "base/files.h"
#include "base/paths.h"
#include "base/sha256.h"
#include "base/strings.h"
#include "base/temporary_folder.h"
#include "content/configs/record.h"
#include "experiments/input_file.h"
#include "experiments/record_artifact.h"
#include "experiments/record_name.h"
#include "git/command.h"
#include "git/staged.h"

namespace expgate::experiments {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNested = 100'000;  // files of other repositories that are looked at

// What a run could read: it cannot be run again without them.
constexpr std::array<std::string_view, 43> kSourceEndings = {
    ".py",   ".pyx",  ".pyi",   ".pxd",        ".ipynb",   ".sh",        ".bash",      ".zsh", ".yaml",
    ".yml",  ".json", ".json5", ".jsonc",      ".jsonnet", ".libsonnet", ".toml",      ".ini", ".cfg",
    ".conf", ".gin",  ".hocon", ".properties", ".cu",      ".cuh",       ".c",         ".cc",  ".cpp",
    ".cxx",  ".h",    ".hh",    ".hpp",        ".rs",      ".go",        ".jl",        ".lua", ".r",
    ".m",    ".mk",   ".cmake", ".proto",      ".dvc",     ".so",        ".dockerfile"};

constexpr std::array<std::string_view, 13> kSourceNames = {
    "makefile",    "gnumakefile", "dockerfile",     "containerfile",  "pipfile",   "pipfile.lock", "uv.lock",
    "poetry.lock", "pdm.lock",    "conda-lock.yml", "cmakelists.txt", "snakefile", "justfile"};

std::vector<std::string> zero_ended(const std::string& text) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(text, '\0'))
    if (!part.empty()) parts.emplace_back(part);
  return parts;
}

bool is_json_in_results(std::string_view path) {
  return path.starts_with(kRecordFolder) && ascii_lower(path).ends_with(".json");
}

// Whether the file is a record, which `expgate record` wrote; one that is gone is not read by anybody.
bool is_record_on_disk(const std::string& top, const std::string& path) {
  if (!is_json_in_results(path)) return false;
  struct stat status {};
  const std::string file = top + path;
  if (::lstat(file.c_str(), &status) != 0) return true;
  if (!S_ISREG(status.st_mode)) return false;
  const auto bytes = read_input(file, content::kLargestRecord);
  return bytes && content::read_record(*bytes).kind == content::RecordReading::Kind::record;
}

// Settings of editors and of tools, and what Hydra writes, lie in hidden folders.
bool is_setting_of_tool(std::string_view path) {
  constexpr std::array<std::string_view, 5> kSettings = {".json", ".yaml", ".yml", ".toml", ".ini"};
  const bool is_hidden = path.starts_with('.') || path.find("/.") != std::string_view::npos;
  return is_hidden && path.find('/') != std::string_view::npos &&
         std::any_of(kSettings.begin(), kSettings.end(),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

bool is_executable(const std::string& file) {
  struct stat status {};
  constexpr mode_t kAnyone = 0111;
  return ::lstat(file.c_str(), &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & kAnyone) != 0;
}

// git in `top`, without what may be wrong or looks less closely: a monitor of the file system, a cache of
// what is untracked, and settings about times.
std::vector<std::string> careful_git(const std::string& top) {
  return {"git",
          "-C",
          top,
          "-c",
          "core.fsmonitor=false",
          "-c",
          "core.untrackedCache=false",
          "-c",
          "core.checkStat=default",
          "-c",
          "core.trustCtime=true"};
}

// A copy of the index in which git looks at every file that lies in the work tree: skip-worktree and
// assume-unchanged hide changes. Without such files there is no copy.
class WatchfulIndex {
 public:
  static Result<WatchfulIndex> make(const std::string& top);
  // git, as it sees the work tree with this index.
  [[nodiscard]] std::vector<std::string> git(const std::string& top) const {
    std::vector<std::string> command;
    if (folder_) command = {"env", "GIT_INDEX_FILE=" + file().string()};
    const std::vector<std::string> careful = careful_git(top);
    command.insert(command.end(), careful.begin(), careful.end());
    return command;
  }

  std::vector<std::string> unwatched;

 private:
  Result<void> copy(const std::string& top);
  [[nodiscard]] fs::path file() const { return folder_->path() / "index"; }
  std::optional<TemporaryFolder> folder_;
};

Result<WatchfulIndex> WatchfulIndex::make(const std::string& top) {
  WatchfulIndex index;
  TRY_ASSIGN(const auto entries, git::staged_entries(careful_git(top)));
  struct stat status {};
  for (const git::StagedEntry& each : entries) {
    const bool is_hidden = each.tag == 'S' || is_lower(each.tag);
    // What skip-worktree left out is not there to be read: a sparse checkout.
    const bool is_left_out = ascii_lower(std::string_view(&each.tag, 1)) == "s" &&
                             ::lstat((top + each.path).c_str(), &status) != 0;
    if (is_hidden && !is_left_out) index.unwatched.push_back(each.path);
  }
  if (!index.unwatched.empty()) TRY(index.copy(top));
  return index;
}

Result<void> WatchfulIndex::copy(const std::string& top) {
  TRY_ASSIGN(const std::string path, git::output_of({"git", "-C", top, "rev-parse", "--path-format=absolute",
                                                     "--git-path", "index"}));
  TRY_ASSIGN(TemporaryFolder folder, TemporaryFolder::make("index"));
  folder_.emplace(std::move(folder));
  std::error_code error;
  fs::copy_file(trim(path), file(), error);
  if (error)
    return fail(tr("cannot copy the index: {problem}", {{"problem", verbatim(error.message())}}),
                tr("check the disk, or set TMPDIR"));
  std::string names;
  for (const std::string& each : unwatched) names += each + '\0';
  for (const char* option : {"--no-skip-worktree", "--no-assume-unchanged"}) {
    std::vector<std::string> command = git(top);
    command.insert(command.end(), {"update-index", option, "-z", "--stdin"});
    TRY(git::output_of(std::move(command), names));
  }
  return {};
}

// The files of another repository inside of this one that a run could read. Git is not run there: its
// settings are somebody else's.
Result<std::vector<std::string>> sources_of_nested(const std::string& top, const std::string& folder) {
  std::vector<std::string> found;
  std::error_code error;
  std::size_t seen = 0;
  fs::recursive_directory_iterator at(top + folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (++seen > kMostNested)
      return fail(tr("the repository `{path}` in this work tree has more than {limit} files",
                     {{"path", folder}, {"limit", kMostNested}}),
                  tr("add it to `.gitignore` if the run does not read it, else make it a submodule"));
    const fs::path& path = at->path();
    if (path.filename() == ".git") {
      at.disable_recursion_pending();
      continue;
    }
    std::error_code ignored;
    const bool is_file = fs::is_regular_file(at->symlink_status(ignored));
    const std::string name = path.string().substr(top.size());
    if (is_file && (is_read_by_runs(name) || is_executable(top + name))) found.push_back(name);
  }
  if (error)
    return fail(tr("cannot read the folder `{path}`: {problem}",
                   {{"path", folder}, {"problem", verbatim(error.message())}}));
  std::sort(found.begin(), found.end());
  return found;
}

Result<void> add_untracked(const std::string& top, const std::set<std::string>& outputs,
                           WorkTreeChanges& found) {
  std::vector<std::string> command = careful_git(top);
  command.insert(command.end(), {"ls-files", "-z", "--others", "--exclude-standard"});
  TRY_ASSIGN(const std::string listed, git::output_of(std::move(command)));
  TRY_ASSIGN(const auto modes,
             git::run({"git", "-C", top, "config", "--type=bool", "--get", "core.fileMode"}));
  const bool knows_modes = trim(modes.out) != "false";
  for (std::string& path : zero_ended(listed)) {
    if (path.ends_with('/')) {  // git says no more of a repository inside of this one
      TRY_ASSIGN(const auto sources, sources_of_nested(top, path));
      if (!sources.empty()) found.repositories.push_back(std::move(path));
      continue;
    }
    const bool is_output = outputs.contains(top + path) || path.starts_with(".venv-expgate/");
    const bool is_read =
        (is_read_by_runs(path) && !is_setting_of_tool(path)) || (knows_modes && is_executable(top + path));
    if (is_read && !is_output && !is_json_in_results(path)) found.untracked.push_back(std::move(path));
  }
  return {};
}

}  // namespace

bool is_read_by_runs(std::string_view path) {
  const std::string name = ascii_lower(file_name_of(path));
  const auto ends = [&](std::string_view ending) { return name.ends_with(ending); };
  const bool is_requirements =
      (name.starts_with("requirements") || name.starts_with("constraints")) && ends(".txt");
  return is_requirements || name.starts_with("dockerfile.") ||
         std::any_of(kSourceEndings.begin(), kSourceEndings.end(), ends) ||
         std::find(kSourceNames.begin(), kSourceNames.end(), name) != kSourceNames.end();
}

std::vector<std::string> WorkTreeChanges::all() const {
  std::vector<std::string> paths = changed;
  paths.insert(paths.end(), untracked.begin(), untracked.end());
  paths.insert(paths.end(), repositories.begin(), repositories.end());
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());  // no longer tracked, but there
  return paths;
}

Result<WorkTreeChanges> changes_of_work_tree(const std::string& top, const std::set<std::string>& outputs) {
  WorkTreeChanges found;
  TRY_ASSIGN(const WatchfulIndex index, WatchfulIndex::make(top));
  std::vector<std::string> status = index.git(top);
  status.insert(status.end(), {"status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=no",
                               "--ignore-submodules=none"});
  TRY_ASSIGN(const std::string changed, git::output_of(std::move(status)));
  constexpr std::size_t kMarks = 3;  // "XY "
  for (const std::string& entry : zero_ended(changed)) {
    std::string path = entry.substr(std::min(kMarks, entry.size()));
    if (is_record_on_disk(top, path)) {
      found.records.push_back(std::move(path));
      continue;
    }
    if (std::find(index.unwatched.begin(), index.unwatched.end(), path) != index.unwatched.end())
      found.unwatched.push_back(path);
    found.changed.push_back(std::move(path));
  }
  TRY(add_untracked(top, outputs, found));
  return found;
}

Result<std::string> hash_of_changes(const std::string& top, const WorkTreeChanges& changes) {
  TRY_ASSIGN(const WatchfulIndex index, WatchfulIndex::make(top));
  std::vector<std::string> command = index.git(top);
  command.insert(command.end(), {"-c",
                                 "core.quotePath=true",
                                 "-c",
                                 "diff.suppressBlankEmpty=false",
                                 "-c",
                                 "diff.orderFile=/dev/null",
                                 "diff",
                                 "--no-color",
                                 "--no-ext-diff",
                                 "--no-textconv",
                                 "--no-renames",
                                 "--no-relative",
                                 "--full-index",
                                 "--diff-algorithm=myers",
                                 "--no-indent-heuristic",
                                 "--unified=3",
                                 "--inter-hunk-context=0",
                                 "--src-prefix=a/",
                                 "--dst-prefix=b/",
                                 "--submodule=short",
                                 "HEAD",
                                 "--",
                                 ":(top)"});
  for (const std::string& each : changes.records) command.push_back(":(top,exclude,literal)" + each);
  TRY_ASSIGN(const std::string diff, git::output_of(std::move(command)));
  std::vector<std::string> files = changes.untracked;
  for (const std::string& each : changes.repositories) {
    TRY_ASSIGN(const auto sources, sources_of_nested(top, each));
    files.insert(files.end(), sources.begin(), sources.end());
  }
  Sha256 hash;
  hash.add(diff);
  for (const std::string& path : files) {
    ArtifactOption file;
    file.file = top + path;
    TRY_ASSIGN(const content::RecordedArtifact read, read_artifact(file, {}));
    hash.add("untracked " + path + " " + read.sha256 + "\n");
  }
  return hash.finish();
}

}  // namespace expgate::experiments
