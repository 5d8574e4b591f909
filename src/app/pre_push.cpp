#include "input/pre_push.h"

#include <memory>
#include <optional>

#include "app/run.h"
#include "input/context.h"
#include "input/framework_push.h"

namespace expgate::app {

namespace {

struct PrePushArguments {
  std::string remote;
  std::optional<std::string> url;
  bool is_of_framework = false;
};

Result<input::FrameworkPush> pushed(const PrePushArguments& options, git::Repository& repository) {
  if (options.is_of_framework) return input::framework_push(repository);
  TRY_ASSIGN(std::string lines, input::read_stdin());
  return input::FrameworkPush{options.remote, options.url.value_or(""), std::move(lines), {}};
}

Action declare_pre_push(CommandArguments& arguments, const Common& common) {
  const auto options = std::make_shared<PrePushArguments>();
  arguments.add({.value = "REMOTE", .help = msgid("The name of the remote, or its URL if it has no name")},
                &options->remote);
  arguments.add({.value = "URL", .help = msgid("The URL of the remote")}, &options->url);
  arguments.add(
      {.names = {"--pre-commit-framework"},
       .help = msgid("Read the push from the variables of the pre-commit framework, which passes one "
                     "ref of a push"),
       .excludes = {"REMOTE"}},
      &options->is_of_framework);
  arguments.writes_report();
  arguments.example("expgate pre-push origin ssh://git@gitlab.example/vision/vit.git",
                    msgid("What Git calls before a push"));
  return [&common, options]() -> Result<int> {
    if (!options->is_of_framework && !options->url)
      return fail(tr("`pre-push` needs the remote and its URL"),
                  tr("git passes both to the hook: install it with `expgate install`"));
    input::FrameworkPush push;
    const gate::Collect collect = [&](git::Repository& repository) -> Result<ChangeSet> {
      TRY_SET(push, pushed(*options, repository));
      TRY_ASSIGN(ChangeSet changes, input::pre_push(repository, push.remote, push.url, push.lines));
      changes.notes.insert(changes.notes.end(), push.notes.begin(), push.notes.end());
      return changes;
    };
    gate::Extras extras;
    extras.learn_more = [&push](git::Repository& repository, Report& report) {
      return input::ask_remote(repository, push.url, report);
    };
    return run_gate(Mode::pre_push, common, collect, extras);
  };
}

}  // namespace

extern const Command pre_push_command;
const Command pre_push_command{"pre-push",
                               msgid("Hook: check a push as the server will; its ref updates come on stdin"),
                               declare_pre_push};

}  // namespace expgate::app
