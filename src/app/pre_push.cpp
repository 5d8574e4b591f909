#include "input/pre_push.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "app/run.h"
#include "input/context.h"
#include "input/framework_push.h"

namespace expgate::app {

namespace {

struct Options {
  std::string remote;
  std::string url;
  bool is_of_framework = false;
};

Result<input::FrameworkPush> pushed(const Options& options) {
  if (options.is_of_framework) return input::framework_push();
  TRY_ASSIGN(std::string lines, input::read_stdin());
  return input::FrameworkPush{options.remote, options.url, std::move(lines)};
}

Action declare(CLI::App& sub, const Common& common) {
  const auto options = std::make_shared<Options>();
  CLI::Option* remote = sub.add_option("remote", options->remote, "The name of the remote, or its URL");
  CLI::Option* url = sub.add_option("url", options->url, "Its URL");
  CLI::Option* framework = sub.add_flag(
      "--pre-commit-framework", options->is_of_framework,
      "Take the push from the variables of the pre-commit framework, which hands on one ref of a push");
  framework->excludes(remote);
  return [&common, options, url]() -> Result<int> {
    if (!options->is_of_framework && url->count() == 0)
      return fail("pre-push needs the remote and its URL", "git gives them to the hook: expgate install");
    return run_gate(Mode::pre_push, common, [&](git::Repository& repository) -> Result<ChangeSet> {
      TRY_ASSIGN(const input::FrameworkPush push, pushed(*options));
      return input::pre_push(repository, push.remote, push.url, push.line);
    });
  };
}

}  // namespace

extern const Command pre_push_command;
const Command pre_push_command{
    "pre-push", "Hook: say what the server will say to a push (ref updates on stdin)", declare};

}  // namespace expgate::app
