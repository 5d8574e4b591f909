#include "app/init/survey.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iterator>
#include <map>
#include <set>

#include "app/init/bots.h"
#include "base/files.h"
#include "base/paths.h"
#include "base/strings.h"
#include "content/configs/compose.h"
#include "content/configs/seed.h"
#include "git/command.h"
#include "message/release.h"
#include "policy/load.h"
#include "rules/rule.h"
#include "text/glob.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostConfigs = 300;  // that are read
constexpr std::size_t kMostFurther = 5;    // folders that are proposed
constexpr std::uint64_t kLarge = std::uint64_t{5} << 20;

// Whether the name can stand in a glob and in YAML as it is.
bool is_harmless(std::string_view name) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  return !name.empty() && name.find_first_not_of(kLetters) == std::string_view::npos;
}

std::vector<std::string> without_repeats(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result<std::vector<std::string>> list_files(const fs::path& root, std::vector<std::string> which) {
  std::vector<std::string> command = {"git", "-C", root.string(), "ls-files", "-z"};
  command.insert(command.end(), which.begin(), which.end());
  TRY_ASSIGN(const std::string out, git::output_of(std::move(command)));
  std::vector<std::string> files;
  for (const std::string_view path : split(out, '\0'))
    if (!path.empty()) files.emplace_back(path);
  return without_repeats(std::move(files));
}

Result<std::vector<std::string>> branches() {
  std::vector<std::string> names;
  TRY_ASSIGN(const std::string local,
             git::output_of({"git", "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/"}));
  TRY_ASSIGN(const std::string remote,
             git::output_of({"git", "for-each-ref", "--format=%(refname:lstrip=3)", "refs/remotes/origin/"}));
  for (const std::string& out : {local, remote})
    for (const std::string_view line : lines(out))
      if (line != "HEAD") names.emplace_back(line);
  return without_repeats(std::move(names));
}

// Configs as a commit has them.
class Shelf {
 public:
  Shelf(git::Repository& repository, const Oid& tree) : repository_(repository), tree_(tree) {}

  Result<const content::ConfigFile*> operator()(const std::string& path) {
    const auto known = files_.find(path);
    if (known != files_.end()) return &known->second;
    TRY_ASSIGN(const auto file, repository_.file(tree_, path));
    if (!file || !file->has_content()) return nullptr;
    TRY_ASSIGN(const std::uint64_t size, repository_.size(file->oid));
    content::ConfigFile read;
    if (size > content::kMostBytes) {
      read.document = content::too_large();
    } else {
      TRY_ASSIGN(const std::string bytes, repository_.content(file->oid));
      read = content::read_config_file(path, bytes);
    }
    return &files_.emplace(path, std::move(read)).first->second;
  }

 private:
  git::Repository& repository_;
  Oid tree_;
  std::map<std::string, content::ConfigFile> files_;
};

// Where the pack looks for configs: an option's default, as a policy reads it.
std::vector<std::string> default_configs() {
  const auto pack = policy::load({}, rules::declarations());
  for (const policy::Check& check : pack ? pack->checks : std::vector<policy::Check>{})
    if (check.key == "experiment-config") return check.options.list("configs");
  return {};
}

// Reads those of the files that are in `wanted`, and hands each that can be read to `take` with its verdict.
Result<void> read_each(const std::vector<std::string>& files, const text::GlobSet& wanted, Shelf& shelf,
                       const std::function<void(const std::string&, const content::SeedVerdict&)>& take) {
  std::size_t read = 0;
  for (const std::string& path : files) {
    if (!wanted.matches(path)) continue;
    if (++read > kMostConfigs) break;
    TRY_ASSIGN(const auto composed, content::compose(path, std::ref(shelf)));
    if (composed) take(path, content::find_seed(*composed));
  }
  return {};
}

// The paths of the last commit; none before the first one.
struct CommittedFiles {
  Oid tree;
  std::vector<std::string> files;
};
Result<CommittedFiles> committed_files(git::Repository& repository) {
  CommittedFiles committed;
  TRY_ASSIGN(const auto head, repository.resolve("HEAD"));
  if (!head) return committed;
  TRY_ASSIGN(const Commit commit, repository.commit(*head));
  committed.tree = commit.tree;
  TRY_ASSIGN(const text::GlobSet all, text::GlobSet::compile({"**"}));
  TRY_ASSIGN(const std::vector<File> files, repository.files(commit.tree, all));
  for (const File& file : files)
    if (file.has_content()) committed.files.push_back(file.path);
  return committed;
}

// Finds out what the configs call their seed, and in which folders of the root there is YAML or TOML with a
// seed where the packs do not look.
Result<void> look_at_configs(git::Repository& repository, Survey& survey) {
  survey.usual_configs = default_configs();
  TRY_ASSIGN(const text::GlobSet known, text::GlobSet::compile(survey.usual_configs));
  TRY_ASSIGN(const auto committed, committed_files(repository));
  const std::set<std::string> names(committed.files.begin(), committed.files.end());
  for (const std::string& path : survey.files)
    if (known.matches(path) && !names.contains(path)) ++survey.uncommitted;
  if (committed.files.empty()) return {};
  TRY_ASSIGN(const text::GlobSet elsewhere, text::GlobSet::compile({"/*/**/*.{yaml,yml,toml}", "!.*",
                                                                    "!{ci,doc,docs,test,tests,testing}/"}));
  Shelf shelf(repository, committed.tree);
  std::map<std::string, std::size_t> keys;
  TRY(read_each(committed.files, known, shelf, [&](const std::string&, const content::SeedVerdict& verdict) {
    ++survey.configs;
    if (!verdict.seed) return;
    ++survey.seeded;
    ++keys[verdict.seed->key.substr(verdict.seed->key.rfind('.') + 1)];
  }));
  const auto most = std::max_element(
      keys.begin(), keys.end(), [](const auto& one, const auto& other) { return one.second < other.second; });
  if (most != keys.end()) survey.seed_key = most->first;
  std::set<std::string> folders;
  TRY(read_each(committed.files, elsewhere, shelf,
                [&](const std::string& path, const content::SeedVerdict& verdict) {
                  if (verdict.seed && !known.matches(path)) folders.insert(path.substr(0, path.find('/')));
                }));
  for (const std::string& folder : folders)
    if (survey.further.size() < kMostFurther && is_harmless(folder)) survey.further.push_back(folder);
  return {};
}

void look_at_names(Survey& survey) {
  for (const std::string& path : survey.files) {
    const std::string_view name = file_name_of(path);
    if (name.ends_with(".ipynb")) ++survey.notebooks;
    survey.has_container |=
        name == "Dockerfile" || name.starts_with("Dockerfile.") || name.ends_with(".dockerfile");
    survey.has_requirements |= (name.starts_with("requirements") && name.ends_with(".txt")) ||
                               name == "environment.yml" || name == "environment.yaml";
    survey.has_dvc |= name.ends_with(".dvc") || name == "dvc.yaml";
    survey.has_submodules |= path == ".gitmodules";
  }
}

bool uses_lfs(const fs::path& root) {
  const auto text = read_file(root / ".gitattributes");
  return text && text->find("filter=lfs") != std::string::npos;
}

// What tools have written among the last thousand messages.
Result<void> look_at_messages(const fs::path& root, Survey& survey) {
  TRY_ASSIGN(const git::CommandOutput log, git::run({"git", "-C", root.string(), "log", "--max-count=1000",
                                                     "--format=%s"}));  // fails before the first commit
  const std::vector<std::string_view> subjects = lines(log.out);
  const auto release = std::ranges::find_if(
      subjects, [](std::string_view subject) { return !message::announced_version(subject).empty(); });
  survey.has_releases = release != subjects.end();
  if (survey.has_releases) survey.release = *release;
  survey.bots = about_bots(subjects);
  return {};
}

// Sizes of all that is stored, without a walk through the history; git lists them in the order of its packs.
Result<void> look_at_history(const fs::path& root, Survey& survey) {
  TRY_ASSIGN(const std::string out,
             git::output_of({"git", "-C", root.string(), "cat-file", "--batch-all-objects", "--unordered",
                             "--buffer", "--batch-check=%(objecttype) %(objectsize)"}));
  constexpr std::string_view kBlob = "blob ";
  for (const std::string_view line : lines(out)) {
    if (!line.starts_with(kBlob)) continue;
    const std::uint64_t size = parse_decimal(line.substr(kBlob.size())).value_or(0);
    if (size <= kLarge) continue;
    ++survey.large;
    survey.largest = std::max(survey.largest, size);
  }
  if (survey.large == 0) return {};
  for (const std::string& path : survey.files) {
    std::error_code error;
    const fs::path file = root / path;
    if (!fs::is_regular_file(fs::symlink_status(file, error))) continue;
    if (fs::file_size(file, error) <= kLarge || error) continue;
    survey.large_path = path;
    break;
  }
  return {};
}

}  // namespace

Result<Survey> survey(git::Repository& repository) {
  const fs::path root = repository.work_tree();
  Survey found;
  TRY_SET(found.tracked, list_files(root, {"--cached"}));
  TRY_SET(found.files, list_files(root, {"--cached", "--others", "--exclude-standard"}));
  TRY_SET(found.branches, branches());
  TRY_ASSIGN(const auto head, repository.head_branch());
  constexpr std::string_view kHeads = "refs/heads/";
  const std::string branch = repository.remote_default_branch("origin").value_or(head.value_or(""));
  if (branch.starts_with(kHeads)) found.default_branch = branch.substr(kHeads.size());
  look_at_names(found);
  found.has_lfs = uses_lfs(root);
  TRY(look_at_configs(repository, found));
  TRY(look_at_history(root, found));
  TRY(look_at_messages(root, found));
  return found;
}

}  // namespace expgate::app
