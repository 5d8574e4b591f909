#include "input/audit.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include "app/audit_merge.h"
#include "app/baseline_options.h"
#include "app/progress.h"
#include "app/run.h"
#include "base/strings.h"
#include "engine/history_survey.h"
#include "experiments/project_name.h"
#include "model/ref_name.h"

namespace expgate::app {

namespace {

struct AuditArguments {
  input::AuditOptions what;
  BaselineOptions baseline;
  bool merges = false;  // what is named by position are files
};

// What was judged, as people call it.
std::vector<std::string> revisions_of(const input::AuditOptions& options, const ChangeSet& changes) {
  if (options.all) return {"all branches and tags"};
  if (!options.revisions.empty()) return options.revisions;
  std::vector<std::string> names;
  for (const RefUpdate& update : changes.updates) names.emplace_back(short_name(update.ref));
  return names;
}

Result<int> run(const AuditArguments& options, const Common& common) {
  if (options.merges) return merge_audits(options.what.revisions, common);
  const bool is_of_range = std::ranges::any_of(options.what.revisions, [](const std::string& revision) {
    return revision.find("..") != std::string::npos;
  });
  TRY(options.baseline.check(options.what.all, is_of_range));
  TerminalProgress progress(!common.quiet);
  engine::HistorySurvey survey(progress);
  gate::Extras extras;
  extras.watcher = &survey;
  extras.ended = [&] { progress.finish(); };  // an error would stand behind what it shows
  extras.finish = [&](git::Repository& repository, const ChangeSet& changes, Report& report) -> Result<void> {
    report.error = survey.undecided();
    if (auto note = survey.note()) report.notes.push_back(*std::move(note));
    TRY_ASSIGN(const auto use, options.baseline.apply(repository, changes, options.what.all, report));
    TRY_SET(report.survey, survey.finish(changes, report));
    report.survey->revisions = revisions_of(options.what, changes);
    TRY_SET(report.survey->repository, experiments::repository_name(repository));
    report.survey->arguments = options.what.revisions;
    if (options.what.all) report.survey->arguments.insert(report.survey->arguments.begin(), "--all");
    report.survey->baseline = use;
    std::error_code error;
    if (!use && std::filesystem::is_regular_file("expgate-baseline.json", error))
      report.survey->baseline_here = "expgate-baseline.json";
    return {};
  };
  const gate::Collect collect = [&](git::Repository& repository) -> Result<ChangeSet> {
    TRY_ASSIGN(const auto url, repository.config("remote.origin.url"));
    const std::string remote = url ? "origin" : "";
    TRY(survey.open(
        {.repository = &repository,
         .has_remote = url.has_value(),
         .blobs = [&] { return repository.blobs(); },
         .branches_and_tags = [&repository, remote] { return repository.branches_and_tags(remote); }}));
    return input::audit(repository, options.what);
  };
  return run_gate(Mode::audit, common, collect, extras);
}

Action declare_audit(CommandArguments& arguments, const Common& common) {
  const auto options = std::make_shared<AuditArguments>();
  arguments.add({.value = "REV",
                 .help = msgid("Branches, tags, commits or ranges A..B to check"),
                 .fallback = msgid("the current branch"),
                 .files_with = "--merge"},
                &options->what.revisions);
  arguments.add({.names = {"--all"}, .help = msgid("Check all branches and tags")}, &options->what.all);
  options->baseline.declare(arguments);
  options->baseline.declare_writing(arguments);
  arguments.add(
      {.names = {"--merge"},
       .help = msgid("Make one report of many: the arguments are files that `expgate audit --format "
                     "json` has written, or folders of them"),
       .excludes = {"--all", "--baseline", "--write-baseline", "--prune-baseline"}},
      &options->merges);
  arguments.writes_report();
  arguments.example("expgate audit", msgid("Check the history of this branch"));
  arguments.example("expgate audit --all --report html=audit.html",
                    msgid("Check everything, and write a page with pictures"));
  arguments.example("expgate audit --merge reports --report html=fleet.html",
                    msgid("Make one page of the audits of many repositories"));
  return [&common, options] { return run(*options, common); };
}

}  // namespace

extern const Command audit_command;
const Command audit_command{"audit", msgid("Check the whole history and show what it consists of"),
                            declare_audit};

}  // namespace expgate::app
