#include "input/pre_commit.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "app/run.h"

namespace expgate::app {

namespace {

Action declare(CLI::App&, const Common& common) {
  return [&common]() -> Result<int> { return run_gate(Mode::pre_commit, common, input::pre_commit); };
}

}  // namespace

extern const Command pre_commit_command;
const Command pre_commit_command{"pre-commit", "Hook: judge what is staged against HEAD", declare};

}  // namespace expgate::app
