#include "input/ci.h"

#include <memory>

#include <fmt/core.h>

#include "app/baseline_options.h"
#include "app/run.h"
#include "base/deadline.h"
#include "catalogue/catalogue.h"
#include "experiments/verify_ci.h"

namespace expgate::app {

namespace {

void print_progress(const Text& progress) {
  fmt::print(stderr, "expgate: {}\n", catalogue::render(progress));
}

// --verify, which asks the stores of the records that a change brings.
struct VerifyOptions {
  bool is_wanted = false;
  bool downloads = false;

  void declare(CommandArguments& arguments) {
    arguments.add(
        {.names = {"--verify"},
         .help = msgid("Also ask the stores whether the artifacts of new records are there, and the same")},
        &is_wanted);
    arguments.add({.names = {"--download"},
                   .help = msgid("With --verify: read every artifact and compare its sha256"),
                   .needs = {"--verify"}},
                  &downloads);
  }
};

Action declare_ci(CommandArguments& arguments, const Common& common) {
  const auto options = std::make_shared<input::CiOptions>();
  const auto baseline = std::make_shared<BaselineOptions>();
  arguments.add({.names = {"--range"},
                 .value = "A..B",
                 .help = msgid("Check the commits in A..B"),
                 .fallback = msgid("the range from the variables of the CI system")},
                &options->range);
  arguments.add({.names = {"--ref"},
                 .value = "REF",
                 .help = msgid("Check them as a push to this branch, or to tags/NAME")},
                &options->ref);
  arguments.add({.names = {"--default-branch"},
                 .value = "NAME",
                 .help = msgid("The default branch of the project, if the CI system does not report it")},
                &options->default_branch);
  arguments.add(
      {.names = {"--fetch"}, .help = msgid("First run `git fetch` for commits that this clone lacks")},
      &options->fetches);
  baseline->declare(arguments);
  const auto verify = std::make_shared<VerifyOptions>();
  verify->declare(arguments);
  arguments.writes_report();
  arguments.example("expgate ci", msgid("Check what the pipeline runs for"));
  arguments.example("expgate ci --range origin/main..HEAD --ref exp/vit",
                    msgid("Check a range as a push to exp/vit"));
  return [&common, options, baseline, verify]() -> Result<int> {
    if (verify->is_wanted) deadline::end_children_on_signals();
    const Result<void> fetched =
        options->fetches ? input::fetch_for_ci(*options, print_progress) : Result<void>();
    gate::Extras extras;
    extras.finish = [&](git::Repository& repository, const ChangeSet& changes,
                        Report& report) -> Result<void> {
      if (verify->is_wanted)
        TRY(experiments::verify_in_ci(repository, changes, common.gate_settings(), verify->downloads,
                                      report));
      return baseline->apply_in_ci(repository, changes, report);
    };
    const gate::Collect collect = [&](git::Repository& repository) -> Result<ChangeSet> {
      TRY(fetched);  // a failed fetch belongs in every report
      return input::ci(repository, *options);
    };
    return run_gate(Mode::ci, common, collect, extras);
  };
}

}  // namespace

extern const Command ci_command;
const Command ci_command{"ci", msgid("Check the commits of a CI pipeline, or a range"), declare_ci};

}  // namespace expgate::app
