#include "experiments/compare.h"

#include <memory>
#include <unistd.h>

#include "app/output.h"
#include "app/style.h"
#include "app/terminal.h"
#include "experiments/compare_text.h"
#include "git/path_here.h"

namespace expgate::app {

namespace {

struct CompareArguments {
  experiments::Compared a;
  experiments::Compared b;
  bool all = false;
};

// With the paths from the top of the repository.
Result<experiments::Compared> from_top(const git::Repository& repository, experiments::Compared wanted) {
  TRY_SET(wanted.config, git::path_here(repository, wanted.config));
  if (wanted.revision.ends_with(".json"))
    TRY_SET(wanted.revision, git::path_here(repository, wanted.revision));
  return wanted;
}

Result<int> run(const CompareArguments& wanted, const Common& common) {
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  TRY_ASSIGN(const experiments::Compared a, from_top(*repository, wanted.a));
  TRY_ASSIGN(const experiments::Compared b, from_top(*repository, wanted.b));
  TRY_ASSIGN(const auto comparison, experiments::compare(*repository, a, b));
  if (common.format == "json") {
    TRY(print(experiments::compare_json(*comparison, wanted.all)));
  } else if (common.format == "markdown") {
    TRY(print(experiments::compare_markdown(*comparison, wanted.all)));
  } else {
    TRY(print(experiments::compare_text(
        *comparison, {terminal_width(), text_style(Mode::ci, common, STDOUT_FILENO).color, wanted.all})));
  }
  return comparison->is_complete() ? 0 : 1;
}

Action declare_compare(CommandArguments& arguments, const Common& common) {
  auto wanted = std::make_shared<CompareArguments>();
  arguments.add({.value = "A",
                 .help = msgid("A tag, branch, commit, or record in results/"),
                 .is_required = true,
                 .takes_records = true},
                &wanted->a.revision);
  arguments.add({.value = "B", .help = msgid("Another one"), .is_required = true, .takes_records = true},
                &wanted->b.revision);
  arguments.add({.names = {"--all"}, .help = msgid("Also show values that are the same")}, &wanted->all);
  arguments.add({.names = {"--config-a"},
                 .value = "PATH",
                 .help = msgid("The config file of A, if expgate cannot find it")},
                &wanted->a.config);
  arguments.add({.names = {"--config-b"},
                 .value = "PATH",
                 .help = msgid("The config file of B, if expgate cannot find it")},
                &wanted->b.config);
  arguments.formats({"text", "json", "markdown"});
  arguments.footer(
      msgid("Values that a config inherits are filled in before they are compared. The exit code is 1 if a "
            "config cannot be found or read whole."));
  arguments.example("expgate compare exp-resnet exp-vit", msgid("Show what differs between two tags"));
  return [wanted, &common] { return run(*wanted, common); };
}

}  // namespace

extern const Command compare;
const Command compare{"compare", msgid("Show what differs between two experiments: config, results, code"),
                      declare_compare};

}  // namespace expgate::app
