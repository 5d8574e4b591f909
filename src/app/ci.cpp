#include "input/ci.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "app/baseline_options.h"
#include "app/run.h"

namespace expgate::app {

namespace {

Action declare(CLI::App& sub, const Common& common) {
  const auto options = std::make_shared<input::CiOptions>();
  const auto baseline = std::make_shared<BaselineOptions>();
  sub.add_option("--range", options->range, "Judge the commits of A..B; default: what the CI system says")
      ->type_name("A..B");
  sub.add_option("--ref", options->ref, "The branch, or tags/NAME, that they are for")->type_name("REF");
  sub.add_option("--default-branch", options->default_branch,
                 "The project's default branch, where the CI does not say")
      ->type_name("NAME");
  sub.add_flag("--fetch", options->fetches, "First fetch what this clone lacks, with git fetch");
  baseline->declare(sub);
  return [&common, options, baseline]() -> Result<int> {
    const Result<void> fetched = options->fetches ? input::fetch_for_ci(*options) : Result<void>();
    gate::Extras extras;
    extras.finish = [&](git::Repository& repository, const ChangeSet& changes, Report& report) {
      return baseline->apply_in_ci(repository, changes, report);
    };
    const gate::Collect collect = [&](git::Repository& repository) -> Result<ChangeSet> {
      TRY(fetched);  // what could not be fetched is told in every report
      return input::ci(repository, *options);
    };
    return run_gate(Mode::ci, common, collect, extras);
  };
}

}  // namespace

extern const Command ci_command;
const Command ci_command{"ci", "CI step: judge what this pipeline runs for, or a range", declare};

}  // namespace expgate::app
