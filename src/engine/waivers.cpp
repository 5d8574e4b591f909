#include "engine/waivers.h"

#include <algorithm>
#include <memory>
#include <set>

#include "text/glob.h"

namespace expgate::engine {

namespace {

bool is_named(const std::string& name, const Finding& finding) {
  return name == finding.rule || name == finding.check;
}

// An exception, ready to be compared with findings.
struct Waiver {
  const policy::Exception* exception = nullptr;
  text::GlobSet paths;
  bool is_over = false;  // its last day is past
  bool is_told = false;

  [[nodiscard]] bool fits(const Finding& finding) const {
    const policy::Exception& it = *exception;
    if (!is_named(it.rule, finding)) return false;
    if (!it.paths.empty() && !(finding.path && paths.matches(*finding.path))) return false;
    return !it.object || (finding.object ? finding.object == it.object : finding.commit == it.object);
  }
};

Text place(const policy::Origin& origin) {
  return tr("`{file}`:{line}", {{"file", LocalFile{origin.file}}, {"line", origin.line}});
}

// ISO dates compare as texts. Where nobody knows the day, what can end has ended.
bool is_over(const policy::Exception& exception, const std::string& today) {
  return !exception.expires.empty() && (today.empty() || today > exception.expires);
}

Result<std::vector<Waiver>> waivers_of(const policy::Policy& policy, const std::string& today) {
  std::vector<Waiver> waivers;
  for (const policy::Exception& exception : policy.exceptions) {
    TRY_ASSIGN(text::GlobSet paths, text::GlobSet::compile(exception.paths));
    waivers.push_back({&exception, std::move(paths), is_over(exception, today), false});
  }
  return waivers;
}

// The exception that lets the finding pass, or null; one that did so once is named in a note.
const policy::Exception* exception_for(const Finding& finding, std::vector<Waiver>& waivers,
                                       std::vector<Text>& notes) {
  for (const Waiver& waiver : waivers)
    if (!waiver.is_over && waiver.fits(finding)) return waiver.exception;
  for (Waiver& waiver : waivers) {
    if (!waiver.is_over || waiver.is_told || !waiver.fits(finding)) continue;
    waiver.is_told = true;
    notes.push_back(tr("{place}: the exception for `{rule}` expired on {date} and no longer counts",
                       {{"place", place(waiver.exception->at)},
                        {"rule", waiver.exception->rule},
                        {"date", waiver.exception->expires}}));
  }
  return nullptr;
}

bool may_bypass(const policy::Policy& policy, const std::string& user, const Finding& finding) {
  return !user.empty() && std::ranges::any_of(policy.bypasses, [&](const policy::Bypass& bypass) {
    return std::ranges::find(bypass.users, user) != bypass.users.end() &&
           (bypass.rules.empty() || std::ranges::any_of(bypass.rules, [&](const std::string& name) {
              return is_named(name, finding);
            }));
  });
}

bool is_bypassed(const policy::Policy& policy, const Context& context, const Finding& finding) {
  return finding.severity == Severity::error && !context.bypass.empty() &&
         may_bypass(policy, context.user, finding);
}

// What the pusher is told: what his bypass did, that it did nothing, or that he has one.
void note_bypass(const Context& context, Report& report, std::uint64_t bypassed,
                 const std::set<std::string>& open) {
  if (bypassed > 0)
    report.notes.push_back(tr_n("bypass by `{user}`: {count} error does not count, \"{reason}\"",
                                "bypass by `{user}`: {count} errors do not count, \"{reason}\"", bypassed,
                                {{"user", context.user}, {"reason", context.bypass}}));
  else if (!context.bypass.empty() && report.count(Severity::error) > 0)
    report.notes.push_back(
        context.user.empty()
            ? tr("the push option `expgate.bypass` has no effect: the server does not say who pushes")
            : tr("the push option `expgate.bypass` has no effect: `{user}` has no bypass for this",
                 {{"user", context.user}}));
  // Neither the web interface nor an update hook knows push options.
  if (open.empty() || context.is_web() || context.mode == Mode::update) return;
  std::vector<Text> rules;
  for (const std::string& rule : open) rules.push_back(tr("`{rule}`", {{"rule", rule}}));
  report.notes.push_back(
      tr("you may bypass {rules} with a reason, which is logged: git push -o expgate.bypass=\"why\"",
         {{"rules", std::move(rules)}}));
}

}  // namespace

Result<IsWaived> expected_waivers(const policy::Policy& policy, const Context& context) {
  // Only a server's policy has exceptions.
  if (!is_server(context.mode) || (policy.exceptions.empty() && policy.bypasses.empty()))
    return IsWaived([](const Finding&) { return false; });
  TRY_ASSIGN(std::vector<Waiver> all, waivers_of(policy, context.today));
  // Shared, since globs cannot be copied.
  const auto waivers = std::make_shared<const std::vector<Waiver>>(std::move(all));
  return IsWaived([waivers, &policy, &context](const Finding& finding) {
    return is_bypassed(policy, context, finding) || std::ranges::any_of(*waivers, [&](const Waiver& each) {
             return !each.is_over && each.fits(finding);
           });
  });
}

Result<void> waive(const policy::Policy& policy, const Context& context, Report& report) {
  if (policy.exceptions.empty() && policy.bypasses.empty() && context.bypass.empty()) return {};
  TRY_ASSIGN(std::vector<Waiver> waivers, waivers_of(policy, context.today));
  std::uint64_t bypassed = 0;
  std::set<std::string> open;  // what the pusher could bypass and does not
  std::vector<Finding> kept;
  for (Finding& finding : report.findings) {
    if (const policy::Exception* exception = exception_for(finding, waivers, report.notes)) {
      finding.waived = exception->reason;
      finding.waived_by = place(exception->at);
    } else if (is_bypassed(policy, context, finding)) {
      finding.waived = context.bypass;
      finding.waived_by = tr("bypass by `{user}`", {{"user", context.user}});
      ++bypassed;
    } else if (finding.severity == Severity::error && may_bypass(policy, context.user, finding)) {
      open.insert(finding.rule);
    }
    (finding.waived.empty() ? kept : report.waived).push_back(std::move(finding));
  }
  report.findings = std::move(kept);
  report.counts.waived += report.waived.size();
  if (bypassed > 0) report.bypass = context.bypass;
  note_bypass(context, report, bypassed, open);
  return {};
}

}  // namespace expgate::engine
