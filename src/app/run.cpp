#include "app/run.h"

#include "app/output.h"
#include "catalogue/catalogue.h"

namespace expgate::app {

int run_gate(Mode mode, const Common& common, const gate::Collect& collect, const gate::Extras& extras) {
  if (const Result<void> sound = check_output(common); !sound) {
    print_error(sound.error(), common);
    return exit_code(Verdict::undecided);
  }
  const Report report = gate::run(mode, common.gate_settings(), collect, extras);
  // The locale of a server says nothing about who pushes to it.
  if (is_server(mode)) catalogue::set_language(catalogue::language_of(report.language));
  return conclude(report, common);
}

}  // namespace expgate::app
