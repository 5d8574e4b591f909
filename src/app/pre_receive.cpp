#include "input/pre_receive.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "app/run.h"

namespace expgate::app {

namespace {

Action declare(CLI::App&, const Common& common) {
  return [&common]() -> Result<int> { return run_gate(Mode::pre_receive, common, input::pre_receive); };
}

}  // namespace

extern const Command pre_receive_command;
const Command pre_receive_command{"pre-receive", "Server hook: judge a push (ref updates on stdin)", declare};

}  // namespace expgate::app
