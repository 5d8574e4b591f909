#include "input/pre_commit.h"

#include <memory>

#include "app/run.h"
#include "input/ci.h"
#include "input/framework_push.h"

namespace expgate::app {

namespace {

// With two revisions, the pre-commit framework (`pre-commit run --from-ref A --to-ref B`, in a CI step) means
// what lies between them, and nothing is staged.
Result<int> check_range_of_framework(const Common& common, const std::string& range) {
  return run_gate(Mode::ci, common, [&range](git::Repository& repository) {
    input::CiOptions options;
    options.range = range;
    options.is_of_client = true;
    return input::ci(repository, options);
  });
}

Action declare_pre_commit(CommandArguments& arguments, const Common& common) {
  auto files = std::make_shared<std::vector<std::string>>();
  arguments.add({.value = "FILE",
                 .help = msgid("Files, as staged or else as in HEAD"),
                 .fallback = msgid("all that is staged")},
                files.get());
  arguments.writes_report();
  arguments.example("expgate pre-commit", msgid("Check what is staged, as the hook does"));
  return [&common, files]() -> Result<int> {
    if (const std::string range = input::range_of_framework(); !range.empty())
      return check_range_of_framework(common, range);
    return run_gate(Mode::pre_commit, common,
                    [&files](git::Repository& repository) { return input::pre_commit(repository, *files); });
  };
}

}  // namespace

extern const Command pre_commit_command;
const Command pre_commit_command{"pre-commit", msgid("Hook: check the staged changes against HEAD"),
                                 declare_pre_commit};

}  // namespace expgate::app
