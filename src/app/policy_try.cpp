#include "app/policy_try.h"

#include <chrono>
#include <memory>

#include "app/output.h"
#include "app/progress.h"
#include "gate/log_summary.h"
#include "gate/policy_trial.h"
#include "report/policy_trial.h"

namespace expgate::app {

namespace {

struct TryArguments {
  gate::TrialOptions options;
  std::string since;
};

Result<int> run_trial(TryArguments& wanted, const Common& common) {
  const auto now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  if (!wanted.since.empty())
    TRY_SET(wanted.options.since,
            gate::first_day(wanted.since, static_cast<Day>(now.time_since_epoch().count())));
  wanted.options.enforces = common.mode == "enforce";
  TransferProgress progress(!common.quiet);
  wanted.options.progress = [&](std::size_t done, std::size_t all) {
    progress.show(tr("judging pushes again: {done} of {total}", {{"done", done}, {"total", all}}));
  };
  const auto trial = gate::try_policy(wanted.options);
  progress.finish();
  if (!trial) return tl::unexpected(trial.error());
  TRY(print(common.format == "json" ? report::policy_trial_json(*trial) : report::policy_trial_text(*trial)));
  return 0;
}

}  // namespace

void declare_policy_try(CommandArguments& arguments, const Common& common) {
  auto wanted = std::make_shared<TryArguments>();
  CommandArguments& trying =
      arguments.command("try", msgid("Judge the pushes of a server's audit log again, with another policy"),
                        [wanted, &common] { return run_trial(*wanted, common); });
  trying.add({.value = "FILE", .help = msgid("The other policy, as a server's own"), .is_required = true},
             &wanted->options.policy);
  trying.add({.names = {"--log"},
              .value = "AUDIT",
              .help = msgid("An audit log, as it is or compressed by gzip; can be repeated"),
              .is_required = true},
             &wanted->options.logs);
  trying.add({.names = {"--repositories"},
              .value = "ROOT",
              .help = msgid("Where projects lie, as ROOT/PROJECT.git or ROOT/PROJECT"),
              .fallback = msgid("the log names paths")},
             &wanted->options.repositories);
  trying.add(
      {.names = {"--since"},
       .value = "DATE",
       .help = msgid("Leave out pushes before this day (UTC): 2026-01-31, or 30d for the last 30 days")},
      &wanted->since);
  trying.formats({"text", "json"});
  trying.footer(msgid(
      "Each push is judged with branches and tags as they were before it, and with exceptions as of its "
      "day. What rejected pushes brought is gone: they are counted, not judged. With `--mode enforce` each "
      "is "
      "judged as if the policy had no warn mode."));
  trying.example("expgate policy try new.yaml --since 30d --log /var/log/expgate/audit.jsonl",
                 msgid("What last month's pushes would have come to"));
  trying.example(
      "expgate policy try --mode enforce /etc/expgate/policy.yaml --log /var/log/expgate/audit.jsonl",
      msgid("What would be rejected if warn mode ended today"));
}

}  // namespace expgate::app
