#include "input/commit_msg.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "app/run.h"

namespace expgate::app {

namespace {

Action declare(CLI::App& sub, const Common& common) {
  const auto file = std::make_shared<std::string>();
  sub.add_option("file", *file, "The file that holds the message")->type_name("FILE")->required();
  return [&common, file]() -> Result<int> {
    return run_gate(Mode::commit_msg, common,
                    [&](git::Repository& repository) { return input::commit_msg(repository, *file); });
  };
}

}  // namespace

extern const Command commit_msg_command;
const Command commit_msg_command{"commit-msg", "Hook: judge the message of a commit", declare};

}  // namespace expgate::app
