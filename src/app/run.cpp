#include "app/run.h"

#include "app/output.h"

namespace expgate::app {

int run_gate(Mode mode, const Common& common, const gate::Collect& collect, const gate::Extras& extras) {
  if (const Result<void> sound = check_output(common); !sound) {
    print_error(sound.error(), common);
    return exit_code(Verdict::undecided);
  }
  return conclude(gate::run(mode, common.gate_settings(), collect, extras), common);
}

}  // namespace expgate::app
