#include <memory>

#include "app/run.h"
#include "input/pre_receive.h"

namespace expgate::app {

namespace {

Action declare_update(CommandArguments& arguments, const Common& common) {
  const auto values = std::make_shared<std::vector<std::string>>(3);
  arguments.add({.value = "REF", .help = msgid("The ref to update"), .is_required = true}, &values->at(0));
  arguments.add({.value = "OLD", .help = msgid("The object that it points to now"), .is_required = true},
                &values->at(1));
  arguments.add({.value = "NEW", .help = msgid("The object that it would point to"), .is_required = true},
                &values->at(2));
  arguments.writes_report();
  arguments.example("expgate update refs/heads/main 1f3a9c2 8d0b7e4",
                    msgid("What Git calls for each ref of a push"));
  return [&common, values]() -> Result<int> {
    gate::Extras extras;
    extras.updates = [&] { return input::given_update(values->at(0), values->at(1), values->at(2)); };
    const gate::Collect collect = [&](git::Repository& repository) {
      return input::update(repository, values->at(0), values->at(1), values->at(2));
    };
    return run_gate(Mode::update, common, collect, extras);
  };
}

}  // namespace

extern const Command update_command;
const Command update_command{"update", msgid("Server hook: check the update of one ref"), declare_update};

}  // namespace expgate::app
