#include "app/run.h"

#include <algorithm>
#include <chrono>

#include "app/output.h"
#include "app/style.h"
#include "base/deadline.h"
#include "base/environment.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "git/no_repository.h"
#include "report/text.h"

namespace expgate::app {

namespace {

// GitLab's pages give up after 55 s. A server's policy may say otherwise, on a client EXPGATE_DEADLINE.
constexpr std::chrono::seconds kUsualDeadline{50};

std::chrono::milliseconds deadline_of(Mode mode) {
  if (is_server(mode)) return kUsualDeadline;
  const auto seconds = parse_decimal(environment("EXPGATE_DEADLINE"));
  return seconds ? std::chrono::seconds{std::min<std::uint64_t>(*seconds, 1000000)} : kUsualDeadline;
}

// From now on the hook ends by itself if it takes too long.
void start_deadline(Mode mode) {
  constexpr std::string_view kPass = "%PASS%";  // where the pass will be named
  report::TextStyle style;
  style.prefix = web_prefix();
  const std::string message =
      report::text(Error{tr("it took too long, and was ended in the pass `{pass}`", {{"pass", kPass}}),
                         is_server(mode) ? tr("push again, fewer commits at a time; the server's "
                                              "administrator can set `deadline` in the policy")
                                         : tr("set EXPGATE_DEADLINE to more seconds, or to 0 for none")},
                   style);
  const std::size_t at = message.find(kPass);
  deadline::start(deadline_of(mode), message.substr(0, at), message.substr(at + kPass.size()));
  deadline::end_children_on_signals();
}

}  // namespace

int run_gate(Mode mode, const Common& common, const gate::Collect& collect, const gate::Extras& extras) {
  if (const Result<void> sound = check_output(common); !sound) {
    print_error(sound.error(), common);
    return exit_code(Verdict::undecided);
  }
  if (mode != Mode::ci && mode != Mode::audit) start_deadline(mode);
  const Report report = gate::run(mode, common.gate_settings(), collect, extras);
  if (extras.ended) extras.ended();
  // The locale of a server says nothing about who pushes to it.
  if (is_server(mode)) catalogue::set_language(catalogue::language_of(report.language));
  if (report.error && !is_server(mode) && common.format == "text" && common.reports.empty() &&
      git::no_repository(".")) {
    print_error(*report.error, common);  // nothing was looked at that could be undecided
    return exit_code(Verdict::undecided);
  }
  return conclude(report, common);
}

}  // namespace expgate::app
