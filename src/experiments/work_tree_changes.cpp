#include "experiments/work_tree_changes.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/sha256.h"
#include "base/strings.h"
#include "experiments/record_artifact.h"
#include "git/command.h"

namespace expgate::experiments {

namespace {

constexpr std::string_view kRecordFolder = "results/";

// What a run could read: it cannot be run again without them.
constexpr std::array<std::string_view, 11> kSourceEndings = {
    ".py", ".pyx", ".ipynb", ".sh", ".yaml", ".yml", ".toml", ".gin", ".jsonnet", ".cu", ".cpp"};

bool is_source(std::string_view path) {
  return std::any_of(kSourceEndings.begin(), kSourceEndings.end(),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

std::vector<std::string> zero_ended(const std::string& text) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(text, '\0'))
    if (!part.empty()) parts.emplace_back(part);
  return parts;
}

}  // namespace

Result<WorkTreeChanges> changes_of_work_tree(const std::string& top) {
  WorkTreeChanges found;
  TRY_ASSIGN(const std::string changed,
             git::output_of({"git", "-C", top, "status", "--porcelain=v1", "-z", "--no-renames",
                             "--untracked-files=no", "--ignore-submodules=none"}));
  constexpr std::size_t kMarks = 3;  // "XY "
  for (const std::string& entry : zero_ended(changed)) {
    std::string path = entry.substr(std::min(kMarks, entry.size()));
    if (!path.starts_with(kRecordFolder)) found.changed.push_back(std::move(path));
  }
  TRY_ASSIGN(const std::string untracked,
             git::output_of({"git", "-C", top, "ls-files", "-z", "--others", "--exclude-standard"}));
  for (std::string& path : zero_ended(untracked))
    if (is_source(path) && !path.starts_with(kRecordFolder) && !path.starts_with(".venv-expgate/"))
      found.untracked.push_back(std::move(path));
  return found;
}

Result<std::string> hash_of_changes(const std::string& top, const WorkTreeChanges& changes) {
  TRY_ASSIGN(const std::string diff, git::output_of({"git",
                                                     "-C",
                                                     top,
                                                     "-c",
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
                                                     ":(top)",
                                                     ":(top,exclude)results"}));
  Sha256 hash;
  hash.add(diff);
  for (const std::string& path : changes.untracked) {
    ArtifactOption file;
    file.file = top + path;
    TRY_ASSIGN(const content::RecordedArtifact read, read_artifact(file, {}));
    hash.add("untracked " + path + " " + read.sha256 + "\n");
  }
  return hash.finish();
}

}  // namespace expgate::experiments
