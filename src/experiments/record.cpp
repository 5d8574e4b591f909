
#include "content/configs/record.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/sha256.h"
#include "base/strings.h"
#include "content/pins/image_reference.h"
#include "experiments/recipe_text.h"
#include "experiments/record.h"
#include "experiments/record_advice.h"
#include "experiments/record_json.h"
#include "experiments/record_metrics.h"
#include "experiments/record_name.h"
#include "experiments/record_place.h"
#include "experiments/record_stored.h"
#include "experiments/tracked_run.h"
#include "experiments/work_tree_changes.h"
#include "git/command.h"
#include "message/metrics.h"
#include "text/columns.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

namespace fs = std::filesystem;

// What the record says, before it is written.
struct Draft {
  std::string name;
  std::string top;  // folder of the work tree, with its final '/'
  Recipe recipe;
  Figures figures;
  std::vector<content::RecordedArtifact> artifacts;
  RunLink run;
  std::string environment_sha256;
  std::string diff_sha256;
  std::vector<Text> remarks;

  [[nodiscard]] std::string path() const { return record_path(name); }
  [[nodiscard]] std::string tag() const { return "exp-" + name; }
  [[nodiscard]] RecordPlace place(const RecordRequest& request) const {
    return {top, path(), request.tags ? tag() : std::string(), request.replaces, request.tags};
  }
  [[nodiscard]] RecordParts parts() const {
    return {recipe, figures.values(), artifacts, run, environment_sha256, diff_sha256};
  }
};

Text shown_paths(const std::vector<std::string>& paths) {
  constexpr std::size_t kMost = 5;
  std::vector<Text> shown;
  for (std::size_t at = 0; at < std::min(kMost, paths.size()); ++at)
    shown.push_back(verbatim("`" + text::printable(paths[at]) + "`"));
  if (paths.size() > kMost) shown.push_back(tr_n("{count} more", "{count} more", paths.size() - kMost));
  return tr("{parts}", {{"parts", std::move(shown)}});
}

// What the run wrote, by the request: no change of the work tree.
std::set<std::string> outputs_of(const RecordRequest& request) {
  std::set<std::string> outputs;
  const auto add = [&](const std::string& path) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (!error) outputs.insert(real.string());
  };
  for (const std::string& path : request.metric_files) add(path);
  for (const std::string& each : request.artifacts)
    if (const auto option = parse_artifact(each); option && !option->file.empty()) add(option->file);
  return outputs;
}

// The run is of the work tree as it stands, which should be the commit's.
Result<void> check_work_tree(git::Repository& repository, const RecordRequest& request, Draft& draft) {
  TRY_ASSIGN(const auto head, repository.resolve("HEAD"));
  if (head != draft.recipe.commit) return {};  // it was said to be of another one
  TRY_ASSIGN(const WorkTreeChanges changes, changes_of_work_tree(draft.top, outputs_of(request)));
  if (changes.empty()) return {};
  const std::vector<std::string> all = changes.all();
  if (!request.allow_dirty) {
    Text help =
        tr("commit them before the run, and list outputs of runs in `.gitignore`; `--commit REV` names the "
           "commit that ran, and `--allow-dirty` records a hash of the changes");
    if (!changes.unwatched.empty())
      help =
          tr("git was told not to look at {paths}: `git update-index --no-skip-worktree "
             "--no-assume-unchanged -- FILE` shows the change; or `--allow-dirty` records a hash of it",
             {{"paths", shown_paths(changes.unwatched)}});
    return fail(tr("nothing was written: the work tree is not what commit {commit} has: {paths}",
                   {{"commit", draft.recipe.commit.abbreviated()}, {"paths", shown_paths(all)}}),
                std::move(help));
  }
  TRY_SET(draft.diff_sha256, hash_of_changes(draft.top, changes));
  draft.remarks.push_back(tr("the record has a hash of the changes that commit {commit} lacks: {paths}",
                             {{"commit", draft.recipe.commit.abbreviated()}, {"paths", shown_paths(all)}}));
  return {};
}

Text listed_choices(const std::vector<std::string>& choices) {
  std::vector<Text> names;
  for (const std::string& each : choices) names.push_back(verbatim(text::printable(each)));
  return tr("{parts}", {{"parts", std::move(names)}});
}

// A record without config and seed would lead nowhere.
Result<void> check_recipe(const Recipe& recipe) {
  const RunConfig& config = recipe.config;
  if (config.path.empty())
    return fail(tr("nothing was written: the config of the run is not known: {problem}",
                   {{"problem", config.problem}}),
                config.choices.empty() ? tr("name it with `--config`")
                                       : tr("name it with `--config`: {choices}",
                                            {{"choices", listed_choices(config.choices)}}));
  if (config.seed.empty())
    return fail(
        tr("nothing was written: the seed of the run is not known: {problem}", {{"problem", config.problem}}),
        tr("run again from a commit whose config has a seed"));
  return {};
}

// The image that ran, if the job names it: it says more than the one in the commit, which it was built upon.
Result<void> use_image_that_ran(const std::string& image, Draft& draft) {
  if (image.empty()) return {};
  constexpr std::string_view kImageCharacters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:@";
  if (content::pin_of(image) != content::Pin::digest ||
      image.find_first_not_of(kImageCharacters) != std::string::npos)
    return fail(tr("nothing was written: `{image}` has no digest, so it does not say which image ran",
                   {{"image", image}}),
                tr("write it as `NAME@sha256:…`; this prints it: `{command}`",
                   {{"command", "docker image inspect --format '{{index .RepoDigests 0}}' " +
                                    text::shell_word(image)}}));
  draft.recipe.environment = {};
  draft.recipe.environment.image = image;
  return {};
}

Result<void> add_environment(git::Repository& repository, Draft& draft) {
  const RunEnvironment& environment = draft.recipe.environment;
  if (const auto note = left_out_of_json(draft.recipe))
    draft.remarks.push_back(tr("left out: {part}", {{"part", *note}}));
  if (!environment.problem.empty())
    draft.remarks.push_back(tr("the record names no image, which is not an error: {problem}",
                               {{"problem", environment.problem}}));
  std::string file = environment.lock.empty() ? environment.packages : environment.lock;
  if (file.empty()) file = environment.file;
  if (file.empty()) return {};
  TRY_ASSIGN(const Commit commit, repository.commit(draft.recipe.commit));
  TRY_ASSIGN(const auto found, repository.file(commit.tree, file));
  if (!found || !found->has_content()) return {};
  TRY_ASSIGN(const std::string bytes, repository.content(found->oid));
  draft.environment_sha256 = sha256(bytes);
  return {};
}

// What the tracker knows, then files, then options: each wins over those before it.
Result<void> add_figures(const RecordRequest& request, Draft& draft) {
  std::vector<NamedNumber> given;
  for (const std::string& option : request.metrics) {
    TRY_ASSIGN(NamedNumber metric, parse_metric(option));
    given.push_back(std::move(metric));
  }
  for (const std::string& path : request.metric_files) {
    TRY_ASSIGN(const Figures figures, figures_of_file(path));
    draft.figures.add(figures);
  }
  if (!request.run.empty()) {
    TRY_ASSIGN(TrackedRun run, read_tracked_run(request.run, draft.recipe.commit.hex()));
    run.figures.add(draft.figures);
    draft.figures = std::move(run.figures);
    draft.run = std::move(run.link);
  }
  for (NamedNumber& metric : given) draft.figures.add(std::move(metric.first), metric.second);
  for (const Text& each : draft.figures.left_out())
    draft.remarks.push_back(tr("left out: {part}", {{"part", each}}));
  if (draft.figures.values().empty())
    return fail(
        tr("nothing was written: there are no metrics"),
        tr("name one with `--metric acc@1=87.3`, a file with `--metrics FILE`, or a run with `--run`"));
  return {};
}

Result<void> add_artifacts(git::Repository& repository, const RecordRequest& request,
                           const ByteProgress& progress, Draft& draft) {
  std::vector<ArtifactOption> options;  // all are read before any file is: hashing takes its time
  for (const std::string& each : request.artifacts) {
    TRY_ASSIGN(ArtifactOption option, parse_artifact(each));
    const bool is_double = std::any_of(options.begin(), options.end(), [&](const ArtifactOption& other) {
      return other.name == option.name;
    });
    if (is_double) return fail(tr("two artifacts are called `{name}`", {{"name", option.name}}));
    options.push_back(std::move(option));
  }
  for (const ArtifactOption& option : options) {
    TRY_ASSIGN(content::RecordedArtifact artifact, option.file.empty()
                                                       ? read_stored_artifact(repository, option, progress)
                                                       : read_artifact(option, progress));
    draft.artifacts.push_back(std::move(artifact));
  }
  return {};
}

// The record passes the rule, and the tag the other one.
Result<void> check_result(const std::string& json, const Draft& draft, bool tags) {
  const content::RecordReading reading = content::read_record(json);
  if (!reading.errors.empty())
    return fail(tr("nothing was written: {problem}", {{"problem", reading.errors.front().what}}));
  if (json.size() > content::kLargestRecord)
    return fail(tr("nothing was written: the record would be {size}, over the limit of {limit}",
                   {{"size", Bytes{json.size()}}, {"limit", Bytes{content::kLargestRecord}}}),
                tr("name fewer metrics; keep the rest with the run's artifacts"));
  if (tags && message::read_tag_message(tag_message(draft.name, draft.parts())).metrics.empty())
    return fail(tr("nothing was written: the tag would state no metric that `experiment-tag` knows"),
                tr("name one: `--metric acc@1=87.3`"));
  return {};
}

// git 2.39 makes a tag without a signature, and says nothing, where the program that signs ends with code 1.
Result<void> check_signature(git::Repository& repository, const Draft& draft) {
  TRY_ASSIGN(const auto wanted, git::run({"git", "config", "--type=bool", "--get", "tag.gpgSign"}));
  if (trim(wanted.out) != "true") return {};
  TRY_ASSIGN(const auto target, repository.resolve("refs/tags/" + draft.tag()));
  if (!target) return fail(tr("the tag has vanished"));
  TRY_ASSIGN(const auto tag, repository.tag(*target));
  if (tag && message::without_signature(tag->message) != tag->message) return {};
  TRY(git::run({"git", "tag", "-d", draft.tag()}));
  return fail(tr("git could not sign it"),
              tr("check `user.signingKey`; `git tag -s NAME` shows what goes wrong"));
}

// Through git, so that its configuration of signing counts.
Result<void> make_tag(git::Repository& repository, const RecordRequest& request, const Draft& draft) {
  std::vector<std::string> command = {"git", "tag", "-a", "--cleanup=verbatim", "-F", "-"};
  if (request.replaces) command.emplace_back("-f");
  command.insert(command.end(), {draft.tag(), draft.recipe.commit.hex()});
  const Text doing = tr("`{path}` was written, but the tag was not created", {{"path", draft.path()}});
  const auto made = git::output_of(command, tag_message(draft.name, draft.parts()));
  if (!made) return within(doing, made.error());
  if (const auto is_signed = check_signature(repository, draft); !is_signed)
    return within(doing, is_signed.error());
  return {};
}

}  // namespace

Result<WrittenRecord> write_record(git::Repository& repository, const RecordRequest& request,
                                   const ByteProgress& progress) {
  Draft draft;
  TRY_SET(draft.name, record_name(request.name));
  draft.top = repository.work_tree();
  if (draft.top.empty())
    return fail(tr("a bare repository has no work tree to write a record into"),
                tr("run `expgate record` in a clone of it"));
  const RecordPlace place = draft.place(request);
  TRY(check_record_place(repository, place));
  TRY_SET(draft.recipe, find_recipe(repository, request.revision, request.config));
  TRY(check_work_tree(repository, request, draft));
  TRY(check_recipe(draft.recipe));
  TRY(use_image_that_ran(request.image, draft));
  TRY(add_environment(repository, draft));
  TRY(add_figures(request, draft));
  TRY(add_artifacts(repository, request, progress, draft));
  const std::string json = record_json(draft.parts());
  TRY(check_result(json, draft, request.tags));
  TRY_ASSIGN(const auto old_tag, repository.resolve("refs/tags/" + draft.tag()));
  TRY_ASSIGN(const bool is_there, has_record(place, json));
  if (!is_there) TRY(write_record_file(place, json));
  if (request.tags) TRY(make_tag(repository, request, draft));
  const bool moved_tag = request.tags && old_tag;
  TRY_ASSIGN(std::vector<Command> next,
             commands_after(repository, {place, draft.name, moved_tag, !draft.diff_sha256.empty()}));
  return WrittenRecord{draft.path(),
                       json,
                       request.tags ? draft.tag() : "",
                       draft.recipe.commit.hex(),
                       is_there,
                       draft.figures.values().size(),
                       draft.artifacts.size(),
                       draft.remarks,
                       std::move(next)};
}

}  // namespace expgate::experiments
