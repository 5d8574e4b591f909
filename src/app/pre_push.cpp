#include "input/pre_push.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "app/gate.h"

namespace expgate::app {

namespace {

Action declare(CLI::App& sub, const Common& common) {
  const auto remote = std::make_shared<std::string>();
  const auto url = std::make_shared<std::string>();
  sub.add_option("remote", *remote, "The name of the remote, or its URL")->required();
  sub.add_option("url", *url, "Its URL")->required();
  return [&common, remote, url]() -> Result<int> {
    return run_gate(Mode::pre_push, common,
                    [&](git::Repository& repository) { return input::pre_push(repository, *remote, *url); });
  };
}

}  // namespace

extern const Command pre_push_command;
const Command pre_push_command{
    "pre-push", "Hook: say what the server will say to a push (ref updates on stdin)", declare};

}  // namespace expgate::app
