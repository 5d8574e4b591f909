#include "experiments/run_environment.h"

#include <algorithm>

#include "base/paths.h"
#include "base/strings.h"
#include "content/pins/image_files.h"
#include "content/pins/image_reference.h"
#include "engine/reachable.h"
#include "experiments/run_configs.h"
#include "rules/environment_file.h"
#include "rules/image_pins.h"

namespace expgate::experiments {

namespace {

constexpr std::string_view kLocks[] = {"uv.lock",      "poetry.lock",    "pixi.lock",      "pdm.lock",
                                       "Pipfile.lock", "conda-lock.yml", "conda-lock.yaml"};

// Dockerfiles first, then what runs beside the work: compose files, dev containers; the nearer to the root,
// the earlier.
std::size_t order_of(const File& file) {
  constexpr std::size_t kOthers = 100;
  const auto kind = content::image_file_of(file.path);
  const auto depth = static_cast<std::size_t>(std::count(file.path.begin(), file.path.end(), '/'));
  const bool is_plain = file.path == "Dockerfile" || file.path == "Containerfile";
  return (is_plain ? 0 : 1) + depth + (kind == content::ImageFile::dockerfile ? 0 : kOthers);
}

Result<std::vector<File>> image_files(git::Repository& repository, const Oid& tree) {
  TRY_ASSIGN(const text::GlobSet wanted,
             text::GlobSet::compile({"/{Dockerfile,Containerfile}*", "/*.Dockerfile",
                                     "/{docker,.docker,dockerfiles,containers,.devcontainer}/**",
                                     "/.devcontainer.json", "/{docker-compose,compose}*.{yml,yaml}"}));
  TRY_ASSIGN(std::vector<File> files, repository.files(tree, wanted));
  std::erase_if(files,
                [](const File& file) { return !file.has_content() || !content::image_file_of(file.path); });
  std::stable_sort(files.begin(), files.end(),
                   [](const File& one, const File& other) { return order_of(one) < order_of(other); });
  return files;
}

bool has_entry_point(std::string_view source) {
  const auto all = lines(source);
  return std::any_of(all.begin(), all.end(),
                     [](std::string_view line) { return ascii_lower(trim(line)).starts_with("entrypoint"); });
}

// Whether the file names a pinned image to run in; if not, why not is added.
Result<bool> take_image(git::Repository& repository, const File& file, RunEnvironment& found) {
  TRY_ASSIGN(const std::uint64_t size, repository.size(file.oid));
  if (size > content::kMostBytes) return false;
  TRY_ASSIGN(const std::string source, repository.content(file.oid));
  const content::ImageFile kind = *content::image_file_of(file.path);
  const auto uses = content::images_of(kind, source);
  if (!uses) return false;
  const content::ImageUse* last = nullptr;
  for (const content::ImageUse& use : *uses) {
    if (use.role != content::ImageUse::Role::base) continue;
    if (const auto unpinned = rules::unpinned(file.path, kind, use, false)) {
      if (found.problem.empty()) found.problem = Text(unpinned->reason->text, unpinned->arguments);
      return false;
    }
    if (last == nullptr || kind == content::ImageFile::dockerfile) last = &use;
  }
  if (last == nullptr || last->image.find("${") != std::string::npos) return false;
  found.image = last->image;
  found.file = file.path;
  found.line = last->line;
  found.is_built = kind == content::ImageFile::dockerfile;
  found.has_entry = found.is_built && has_entry_point(source);
  found.problem = {};
  return true;
}

// Whether a record that names one image and a file that names the other mean the same: the file's image, with
// the digest that it had.
bool is_same_image(std::string_view recorded, std::string_view named) {
  const content::ImageReference one = content::take_apart(recorded);
  const content::ImageReference other = content::take_apart(named);
  return one.name == other.name || (!one.digest.empty() && one.digest == other.digest);
}

// The image that a record names is the one that ran. It was built by that file, and so has its entry point.
RunEnvironment recorded_environment(const std::string& recorded, const RunEnvironment& named) {
  RunEnvironment found;
  found.image = recorded;
  found.has_entry = named.has_entry;
  return found;
}

// Whether the rule finds an environment where nothing above does: in requirements, in the CI's image, in a
// lock file further down.
Result<bool> take_named(git::Repository& repository, const Oid& tree, RunEnvironment& found) {
  TRY_ASSIGN(const auto globs, globs_of(repository, "experiment-environment", "files"));
  const engine::CommitTree view(tree, repository);
  TRY_ASSIGN(const auto path, rules::environment_file(view, globs));
  if (!path) return false;
  if (content::image_file_of(*path)) {
    TRY_ASSIGN(const auto file, repository.file(tree, *path));
    if (file) return take_image(repository, *file, found);
    return false;
  }
  const bool is_lock =
      std::find(std::begin(kLocks), std::end(kLocks), file_name_of(*path)) != std::end(kLocks);
  (is_lock ? found.lock : found.packages) = *path;
  found.problem = {};
  return true;
}

}  // namespace

Result<RunEnvironment> find_environment(git::Repository& repository, const Oid& tree,
                                        const std::string& recorded) {
  RunEnvironment found;
  TRY_ASSIGN(const std::vector<File> files, image_files(repository, tree));
  for (const File& file : files) {
    TRY_ASSIGN(const bool is_taken, take_image(repository, file, found));
    if (!is_taken) continue;
    if (recorded.empty() || is_same_image(recorded, found.image)) return found;
    return recorded_environment(recorded, found);
  }
  if (!recorded.empty()) return recorded_environment(recorded, found);
  for (const std::string_view lock : kLocks) {
    TRY_ASSIGN(const auto file, repository.file(tree, lock));
    if (!file || !file->has_content()) continue;
    TRY_ASSIGN(const std::uint64_t size, repository.size(file->oid));
    if (size == 0) continue;
    found.lock = lock;
    found.problem = {};
    return found;
  }
  TRY_ASSIGN(const bool is_named, take_named(repository, tree, found));
  if (!is_named && found.problem.empty())
    found.problem =
        tr("no Dockerfile, compose file or dev container names one, and there is no lock file and no file "
           "of pinned requirements");
  return found;
}

}  // namespace expgate::experiments
