#include <memory>

#include <CLI/CLI.hpp>

#include "app/run.h"
#include "input/pre_receive.h"

namespace expgate::app {

namespace {

Action declare(CLI::App& sub, const Common& common) {
  const auto arguments = std::make_shared<std::vector<std::string>>(3);
  sub.add_option("ref", arguments->at(0), "The ref to update")->required();
  sub.add_option("old", arguments->at(1), "The object that it points to")->required();
  sub.add_option("new", arguments->at(2), "The object that it is to point to")->required();
  return [&common, arguments]() -> Result<int> {
    return run_gate(Mode::update, common, [&](git::Repository& repository) {
      return input::update(repository, arguments->at(0), arguments->at(1), arguments->at(2));
    });
  };
}

}  // namespace

extern const Command update_command;
const Command update_command{"update", "Server hook: judge the update of one ref", declare};

}  // namespace expgate::app
