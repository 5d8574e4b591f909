#include <algorithm>

#include <fmt/core.h>

#include "base/files.h"
#include "gate/log_summary.h"
#include "policy/load.h"
#include "rules/rule.h"

namespace expgate::gate {

Result<void> find_ending_exceptions(const std::string& policy_file, Day today, PushLog& log) {
  constexpr Day kSoon = 30;
  const auto text = read_file(policy_file);
  if (!text)
    return fail(tr("cannot read the policy `{file}`", {{"file", LocalFile{policy_file}}}),
                tr("check that it exists and that this user may read it"));
  const policy::Layer layer{policy_file, *text, policy::Layer::Trust::server};
  TRY_ASSIGN(const policy::Policy policy, policy::load({&layer, 1}, rules::declarations()));
  std::vector<EndingException>& ending = log.ending.emplace();
  for (const policy::Exception& exception : policy.exceptions) {
    if (exception.expires.empty() || exception.expires < iso_date(today)) continue;
    if (exception.expires > iso_date(today + kSoon)) continue;
    // As engine/waivers.cpp names it in a finding, and the audit log with it. The file may lie elsewhere
    // here.
    const std::string line = fmt::format("`:{}", exception.at.line);
    const std::string at = "`" + exception.at.file + line;
    std::uint64_t used = 0;
    for (const WaiverUse& waiver : log.waivers)
      if (waiver.by.ends_with(line) && waiver.reason == exception.reason) used += waiver.findings;
    ending.push_back({at, exception.rule, exception.reason, exception.expires, used});
  }
  std::ranges::stable_sort(ending, [](const EndingException& one, const EndingException& other) {
    return one.expires < other.expires;
  });
  return {};
}

}  // namespace expgate::gate
