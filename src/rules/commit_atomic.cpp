#include <algorithm>
#include <memory>
#include <unordered_set>

#include "base/strings.h"
#include "message/wording.h"
#include "rules/path_memo.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

// Configs come first: `configs/model/vit.yaml` is one, whatever its folder is called.
constexpr std::string_view kDefaultAreas =
    R"(["notebooks = *.ipynb",)"
    R"( "configs = {conf,config,configs,cfg,hparams,recipes}/",)"
    R"( "data = {data,dataset,datasets,dataloader,dataloaders}/", "data = {dataset,datasets,dataloader}*.py",)"
    R"( "models = {model,models,modeling,network,networks}/", "models = {model,models}*.py",)"
    R"( "training = {train,training,trainer,trainers}/",)"
    R"( "training = {train,trainer,training,pretrain,finetune}*.{py,sh}",)"
    R"( "evaluation = {eval,evaluation}/",)"
    R"( "evaluation = {eval,evaluate,evaluation,infer,inference,predict}*.{py,sh}",)"
    R"( "environment = {Dockerfile*,*.dockerfile,pyproject.toml}",)"
    R"( "environment = {requirements*.txt,environment*.{yml,yaml}}"])";

constexpr OptionSpec kOptions[] = {
    {"limit", OptionType::integer, "3", msgid("Areas that one commit may touch.")},
    {"areas", OptionType::texts, kDefaultAreas,
     msgid("Areas as `name = glob`, one glob each; a name may stand there more than once. A file belongs to "
           "the "
           "first area that it fits.")},
    {"ignore", OptionType::globs, R"(["{test,tests,testing,doc,docs,results}/", "*.{md,rst}"])",
     msgid("What goes along with any change and counts nowhere.")},
};

constexpr ExampleArgument kExample[] = {
    {"touched", "4 areas"},
    {"limit", "3"},
    {"areas",
     "configs (`configs/vit.yaml`), data (`datasets/imagenet.py`), models (`models/vit.py`), training "
     "(`train.py`)"},
    {"steps", "run `git reset -N`, then `git add -p` and `git commit` for each part"}};
constexpr Reason kTooManyAreas{
    .name = "too-many-areas",
    .text = msgid("the commit touches {touched}, more than {limit}: {areas}"),
    .help = msgid("split the commit: {steps}"),
    .example = kExample,
};
constexpr const Reason* kReasons[] = {&kTooManyAreas};

struct Area {
  std::string name;
  text::GlobSet globs;
};

// The globs of the settings in one folder: most files are told by their names there.
struct InFolder {
  text::GlobSet::Folder ignore;
  std::vector<text::GlobSet::Folder> areas;
};

struct Settings {
  std::uint64_t limit = 0;
  std::vector<Area> areas;
  text::GlobSet ignore;
  mutable PathMemo<InFolder> folders;
  mutable PathMemo<const Area*> known;
};

// An area that a commit touches, by one of its files.
struct Touched {
  const Area* area = nullptr;
  std::string path;
};

const InFolder& in_folder(const Settings& settings, const std::string& folder) {
  if (const InFolder* known = settings.folders.find(folder)) return *known;
  InFolder there{settings.ignore.in(folder), {}};
  for (const Area& area : settings.areas) there.areas.push_back(area.globs.in(folder));
  return settings.folders.add(folder, std::move(there));
}

const Area* find_area(const Settings& settings, const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  const InFolder& there = in_folder(settings, slash == std::string::npos ? "" : path.substr(0, slash));
  if (there.ignore.matches(path)) return nullptr;
  for (std::size_t i = 0; i < there.areas.size(); ++i)
    if (there.areas[i].matches(path)) return &settings.areas[i];
  return nullptr;
}

// The area of the path; null: none.
const Area* area_of(const Settings& settings, const std::string& path) {
  if (const Area* const* known = settings.known.find(path)) return *known;
  return settings.known.add(path, find_area(settings, path));
}

// The areas of these files, without those that only changed their place; not all of them if they cannot
// exceed the limit any more.
std::vector<Touched> touched_by(const Settings& settings, std::span<const File> files,
                                std::span<const File> replaced) {
  std::unordered_set<Oid, OidHash> old;
  for (const File& file : replaced) old.insert(file.oid);
  std::vector<Touched> touched;
  for (std::size_t i = 0; i < files.size() && touched.size() + (files.size() - i) > settings.limit; ++i) {
    const File& file = files[i];
    if (file.is_name_only || old.contains(file.oid)) continue;
    const Area* area = area_of(settings, file.path);
    const bool is_new = area != nullptr && std::none_of(touched.begin(), touched.end(),
                                                        [&](const Touched& one) { return one.area == area; });
    if (is_new) touched.push_back({area, file.path});
  }
  return touched;
}

// A commit is taken apart where it lies: one that is not made yet in the index, any other by a rebase. With
// -N git keeps new files in sight of `add -p`.
Text how_to_split(const Commit& commit) {
  if (commit.oid.is_zero()) return tr("run `git reset -N`, then `git add -p` and `git commit` for each part");
  return tr(
      "run `git rebase -i {commit}^` and mark `{commit}` as `edit`; run `git reset -N HEAD^`, then `git add "
      "-p` "
      "and `git commit` for each part; end with `git rebase --continue`",
      {{"commit", commit.oid.abbreviated()}});
}

Violation violation(const Settings& settings, const std::vector<Touched>& touched, const Commit& commit) {
  std::vector<Text> named;
  for (const Touched& one : touched)
    named.push_back(tr("{area} (`{path}`)", {{"area", one.area->name}, {"path", one.path}}));
  return {.reason = &kTooManyAreas,
          .arguments = {{"touched", tr_n("{count} area", "{count} areas", touched.size())},
                        {"limit", settings.limit},
                        {"areas", std::move(named)},
                        {"steps", how_to_split(commit)}}};
}

// Merges bring what others did, a first commit brings everything, a revert takes back what was one commit:
// they are left alone, and so are files that were only moved.
Result<void> judge(const CommitView& view, const Settings& settings, Violations& violations) {
  const bool is_exempt = view.commit.parents.size() != 1 || view.message.kind == message::Kind::revert;
  if (is_exempt) return {};
  TRY_ASSIGN(const std::span<const File> files, view.introduced());
  if (touched_by(settings, files, {}).size() <= settings.limit) return {};
  TRY_ASSIGN(const std::vector<File> replaced, view.replaced());
  const std::vector<Touched> touched = touched_by(settings, files, replaced);
  if (touched.size() > settings.limit) violations.push_back(violation(settings, touched, view.commit));
  return {};
}

// The areas in the order of their first globs.
Result<std::vector<Area>> read_areas(const std::vector<std::string>& lines) {
  std::vector<std::pair<std::string, std::vector<std::string>>> globs;
  for (const std::string& line : lines) {
    const std::size_t equals = line.find('=');
    const std::string name(trim(std::string_view(line).substr(0, equals)));
    const std::string glob(equals == std::string::npos ? ""
                                                       : trim(std::string_view(line).substr(equals + 1)));
    if (name.empty() || glob.empty())
      return fail(tr("`{line}` in `areas` is not an area", {{"line", line}}),
                  tr("write an area as `models = models/`"));
    const auto found =
        std::find_if(globs.begin(), globs.end(), [&](const auto& area) { return area.first == name; });
    if (found == globs.end())
      globs.emplace_back(name, std::vector<std::string>{glob});
    else
      found->second.push_back(glob);
  }
  std::vector<Area> areas;
  for (const auto& [name, patterns] : globs) {
    TRY_ASSIGN(text::GlobSet compiled, text::GlobSet::compile(patterns));
    areas.push_back({name, std::move(compiled)});
  }
  return areas;
}

Result<Judge> make(const Options& options) {
  auto settings = std::make_shared<Settings>();
  settings->limit = options.number("limit");
  TRY_SET(settings->areas, read_areas(options.list("areas")));
  TRY_SET(settings->ignore, text::GlobSet::compile(options.list("ignore")));
  return JudgeCommit{[settings](const CommitView& view, Violations& violations) {
    return judge(view, *settings, violations);
  }};
}

}  // namespace

extern const Rule commit_atomic;
const Rule commit_atomic{
    {
        .id = "commit-atomic",
        .scope = Scope::commit,
        .summary = msgid("One commit does one thing: it touches no more than a few areas of the project."),
        .why = msgid(
            "a commit that does one thing can be reviewed, reverted and blamed for a regression by itself"),
        .bad = msgid("feat: add ViT (models/vit.py, datasets/imagenet.py, train.py, configs/vit.yaml)"),
        .good = msgid("feat(model): add ViT (models/vit.py, tests/test_vit.py, configs/vit.yaml)"),
        .mend =
            msgid("Take the commit apart with `git add -p`, one commit for each purpose. Merges, reverts, a "
                  "first commit and files that were only moved are left alone."),
        .options = kOptions,
        .reasons = kReasons,
        .judges_files = true,
    },
    make,
};

}  // namespace expgate::rules
