#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>

#include "base/paths.h"
#include "base/strings.h"
#include "content/pins/image_reference.h"
#include "rules/environment_file.h"
#include "rules/experiment_files.h"
#include "rules/image_pins.h"
#include "rules/requirement_pins.h"

namespace expgate::rules {

namespace {

// Anchored, so that a tip of many folders need not be listed whole: what may lie deeper is for the option.
constexpr std::string_view kDefaultFiles =
    R"(["/{,*/}{uv,poetry,pixi,pdm,Pipfile}.lock", "/{,*/}conda-lock.{yml,yaml}",)"
    R"( "/{,*/}{Dockerfile,dockerfile,Containerfile}*", "/{,*/}*.{Dockerfile,dockerfile}",)"
    R"( "/{docker,.docker,dockerfiles,containers,.devcontainer}/**", "/{utils,tools,dev,build,deploy}/docker/**",)"
    R"( "/.devcontainer.json",)"
    R"( "/{docker-compose,compose}*.{yml,yaml}", "/*.gitlab-ci.yml", "/.github/workflows/*.{yml,yaml}",)"
    R"( "/*requirements*.txt", "/requirements/*.txt", "/{,env/,envs/,conda/}environment*.{yml,yaml}"])";

constexpr OptionSpec kOptions[] = {
    kPinLevelOption,
    {"files", OptionType::globs, kDefaultFiles,
     msgid("Where lock files, requirements and files that name images are looked for.")},
};

constexpr ExampleArgument kNoneExample[] = {{"ref", "exp/vit"}};
constexpr ExampleArgument kUnpinnedExample[] = {
    {"ref", "exp/vit"},
    {"problems", "`Dockerfile`: the image `python` has no tag, which means `latest`"},
    {"help", msgid("pin it in line 1: `docker image ls python` lists the versions that you have").english}};

constexpr Msgid kNoEnvironment = msgid(
    "the tip of `{ref}` names no environment: it has no lock file, no pinned image and no pinned "
    "requirements");

constexpr Reason kNoLock{
    .name = "no-lock",
    .text = kNoEnvironment,
    .help = msgid("lock the environment of `pyproject.toml` and commit the lock file"),
    .example = kNoneExample,
};
constexpr Reason kNone{
    .name = "no-environment",
    .text = kNoEnvironment,
    .help =
        msgid("list the packages that the code imports in `requirements.txt`, each with `==` and the version "
              "that you run"),
    .example = kNoneExample,
};
constexpr Reason kUnpinned{
    .name = "unpinned",
    .text = msgid("the tip of `{ref}` names no environment that is pinned: {problems}"),
    .help = msgid("commit a lock file, or fix this: {help}"),
    .example = kUnpinnedExample,
};
constexpr const Reason* kReasons[] = {&kNoLock, &kNone, &kUnpinned};

constexpr std::string_view kRepeats[] = {"dependency-pin", "container-pin"};

constexpr std::size_t kMostFiles = 200;    // that are opened
constexpr std::size_t kMostIncludes = 20;  // of a file of requirements

constexpr std::array<std::string_view, 8> kLocks = {
    "uv.lock", "poetry.lock", "pixi.lock", "pdm.lock", "Pipfile.lock", "conda-lock.yml", "conda-lock.yaml"};

struct Settings {
  bool by_digest = false;
  text::GlobSet files;
};

bool is_lock(std::string_view path) {
  return std::find(kLocks.begin(), kLocks.end(), file_name_of(path)) != kLocks.end();
}

// requirements-dev.txt and the like are not what an experiment runs in.
bool is_aside(std::string_view path) {
  std::string words = ascii_lower(path.substr(0, path.rfind('.')));
  for (char& c : words)
    if (c == '/' || c == '_' || c == '.') c = '-';
  for (const std::string_view word : split(words, '-'))
    for (const std::string_view aside :
         {"dev", "test", "tests", "doc", "docs", "lint", "build", "ci", "typing"})
      if (word == aside) return true;
  return false;
}

// Looks at the files of one tip.
class Search {
 public:
  Search(const TreeView& view, bool by_digest) : view_(view), by_digest_(by_digest) {}

  // Whether the file names an environment; if not, why not is kept.
  Result<bool> names_environment(const File& file) {
    TRY_ASSIGN(const std::uint64_t size, view_.size(file));
    if (size == 0 || size > content::kMostBytes) return false;
    if (is_lock(file.path)) return true;
    if (const auto kind = content::image_file_of(file.path)) return has_pinned_image(file, *kind);
    const content::RequirementsFile kind = content::requirements_file_of(file.path);
    if (kind == content::RequirementsFile::none || is_aside(file.path)) return false;
    return is_wholly_pinned(file, kind);
  }

  [[nodiscard]] const Violations& shortcomings() const { return shortcomings_; }

 private:
  // Of a Dockerfile all stages are to be built on pinned images, elsewhere one place to run in will do.
  Result<bool> has_pinned_image(const File& file, content::ImageFile kind) {
    TRY_ASSIGN(const std::string source, view_.content(file));
    const auto uses = content::images_of(kind, source);
    if (!uses) return false;  // container-pin says so
    bool has_any = false;
    for (const content::ImageUse& use : *uses) {
      if (use.role != content::ImageUse::Role::base) continue;
      if (auto violation = unpinned(file.path, kind, use, by_digest_)) {
        keep(*std::move(violation), file.path);
        if (kind == content::ImageFile::dockerfile) return false;
      } else {
        const content::Pin pin = content::pin_of(use.image);
        has_any = has_any || pin == content::Pin::digest || pin == content::Pin::tag;
      }
    }
    return has_any;
  }

  Result<bool> is_wholly_pinned(const File& file, content::RequirementsFile kind) {
    std::set<std::string> seen;
    TRY_ASSIGN(const content::Requirements all, gather(file, kind, seen));
    if (all.loose.empty()) return all.entries > 0;
    keep(not_pinned(file.path, kind, all), file.path);
    return false;
  }

  void keep(Violation violation, const std::string& path) {
    Remedy& remedy = violation.remedy;
    violation.path = path;
    remedy.kind = Remedy::Kind::manual;
    remedy.commands = commands_to_commit(remedy.edits.empty() ? path : remedy.edits.front().path);
    shortcomings_.push_back(std::move(violation));
  }

  // What the file and those that it includes ask for; where its constraints are wholly pinned, they hold.
  Result<content::Requirements> gather(const File& file, content::RequirementsFile kind,
                                       std::set<std::string>& seen) {
    content::Requirements all;
    seen.insert(file.path);
    TRY_ASSIGN(const std::uint64_t size, view_.size(file));
    if (size > content::kMostBytes) return all;
    TRY_ASSIGN(const std::string source, view_.content(file));
    auto own = read_any_requirements(kind, source);
    if (!own) return all;  // dependency-pin says so
    all = *std::move(own);
    bool is_constrained = false;
    for (const std::string& name : std::vector<std::string>(all.constraints)) {
      TRY_ASSIGN(const auto found, include(file.path, name, seen));
      is_constrained = is_constrained || (found && found->entries > 0 && found->loose.empty());
    }
    if (is_constrained)
      std::erase_if(all.loose, [](const content::LooseRequirement& loose) { return loose.is_plain; });
    for (const std::string& name : std::vector<std::string>(all.includes)) {
      TRY_ASSIGN(const auto found, include(file.path, name, seen));
      if (!found) continue;
      all.entries += found->entries;
      for (content::LooseRequirement loose : found->loose) {
        if (is_constrained && loose.is_plain) continue;
        if (loose.file.empty()) loose.file = *path_in(folder_of(file.path), "./" + name);
        all.loose.push_back(std::move(loose));
      }
    }
    return all;
  }

  Result<std::optional<content::Requirements>> include(const std::string& from, const std::string& name,
                                                       std::set<std::string>& seen) {
    const auto path = path_in(folder_of(from), "./" + name);
    if (!path || seen.size() > kMostIncludes || seen.contains(*path)) return std::nullopt;
    TRY_ASSIGN(const auto file, view_.file(*path));
    if (!file || !file->has_content()) return std::nullopt;
    TRY_ASSIGN(content::Requirements found, gather(*file, content::RequirementsFile::pip, seen));
    return std::optional(std::move(found));
  }

  const TreeView& view_;
  bool by_digest_;
  Violations shortcomings_;  // what a tip has that is not pinned
};

Result<Violation> violation_of(const TipView& view, const Violations& shortcomings) {
  constexpr std::size_t kShown = 2;
  Violation violation{.arguments = {{"ref", short_name(view.update.ref)}}};
  if (!shortcomings.empty()) {
    std::vector<Text> problems;
    for (std::size_t at = 0; at < std::min(kShown, shortcomings.size()); ++at)
      problems.emplace_back(shortcomings[at].reason->text, shortcomings[at].arguments);
    const Violation& first = shortcomings.front();
    violation.reason = &kUnpinned;
    violation.arguments.emplace_back("problems", std::move(problems));
    violation.arguments.emplace_back("help", Text(first.reason->help, first.arguments));
    violation.remedy = first.remedy;
    violation.path = first.path;
    violation.line = first.line;
    return violation;
  }
  TRY_ASSIGN(const auto project, view.file("pyproject.toml"));
  violation.reason = project ? &kNoLock : &kNone;
  violation.remedy.commands = commands_to_commit(project ? "uv.lock" : "requirements.txt");
  if (project) {
    violation.remedy.kind = Remedy::Kind::run;
    violation.remedy.commands = violation.remedy.commands.after({"uv", "lock"});
  }
  return violation;
}

// 0: needs no reading; then the nearer to the root, the earlier.
std::size_t order_of(const File& file) {
  if (is_lock(file.path)) return 0;
  const auto depth = static_cast<std::size_t>(std::count(file.path.begin(), file.path.end(), '/'));
  return 1 + depth + (file.path.starts_with(".github/") ? 10 : 0);
}

// The first file that names an environment.
Result<std::optional<std::string>> find_file(const TreeView& view, const text::GlobSet& wanted,
                                             Search& search) {
  TRY_ASSIGN(std::vector<File> files, view.files(wanted));
  std::erase_if(files, [](const File& file) { return !file.has_content(); });
  std::stable_sort(files.begin(), files.end(),
                   [](const File& one, const File& other) { return order_of(one) < order_of(other); });
  for (std::size_t at = 0; at < std::min(files.size(), kMostFiles); ++at) {
    TRY_ASSIGN(const bool names, search.names_environment(files[at]));
    if (names) return std::optional(files[at].path);
  }
  return std::nullopt;
}

Result<void> judge(const Settings& settings, const TipView& view, Violations& violations) {
  Search search(view, settings.by_digest);
  TRY_ASSIGN(const auto file, find_file(view, settings.files, search));
  if (file) return {};
  TRY_ASSIGN(Violation violation, violation_of(view, search.shortcomings()));
  violations.push_back(std::move(violation));
  return {};
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(text::GlobSet files, text::GlobSet::compile(options.list("files")));
  const auto settings =
      std::make_shared<const Settings>(Settings{options.text("level") == "digest", std::move(files)});
  return JudgeTip{
      [settings](const TipView& view, Violations& violations) { return judge(*settings, view, violations); }};
}

}  // namespace

Result<std::optional<std::string>> environment_file(const TreeView& view,
                                                    const std::vector<std::string>& globs) {
  TRY_ASSIGN(const text::GlobSet wanted, text::GlobSet::compile(globs));
  Search search(view, false);
  return find_file(view, wanted, search);
}

extern const Rule experiment_environment;
const Rule experiment_environment{
    {
        .id = "experiment-environment",
        .scope = Scope::tip,
        .summary = msgid(
            "The tip names its environment: a pinned image, a lock file, or requirements that are pinned."),
        .why =
            msgid("other versions of the libraries give other results, and nobody can tell which were used"),
        .bad = msgid("exp/vit with `FROM pytorch/pytorch:latest` and `torch>=2.0` in requirements.txt"),
        .good = msgid("exp/vit with uv.lock, or `FROM pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime`"),
        .mend = msgid("Commit one of uv.lock, poetry.lock, pixi.lock, pdm.lock, conda-lock.yml, "
                      "Pipfile.lock; or pin the "
                      "image in the Dockerfile (all that it is built on), a compose file, the CI's or the "
                      "dev container; "
                      "or pin each line of requirements.txt (with what it includes by -r; -c counts) or "
                      "environment.yml. "
                      "One of these is enough. `container-pin` and `dependency-pin` say what is pinned. "
                      "Requirements for "
                      "development, tests and documentation do not count."),
        .options = kOptions,
        .reasons = kReasons,
        .repeats = kRepeats,
    },
    make,
};

}  // namespace expgate::rules
