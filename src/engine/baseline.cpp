#include "engine/baseline.h"

#include <algorithm>
#include <map>

#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::engine {

namespace {

bool is_about_refs(const Finding& finding) {
  const rules::Rule* rule = rules::find(finding.rule);
  return rule != nullptr && (rule->declaration.scope == Scope::ref || rule->declaration.scope == Scope::tip);
}

}  // namespace

std::vector<BaselineKey> baseline_keys(const Finding& finding) {
  BaselineKey key{.rule = finding.rule,
                  .reason = std::string(finding.reason->name),
                  .path = text::with_escaped_bytes(finding.path.value_or(""))};
  std::vector<BaselineKey> keys;
  if (finding.object) {
    key.object = finding.object;
    keys.push_back(std::move(key));
  } else if (is_about_refs(finding)) {
    for (const std::string& ref : finding.refs) {
      key.ref = text::with_escaped_bytes(ref);
      keys.push_back(key);
    }
  } else if (finding.commit) {
    key.object = finding.commit;
    keys.push_back(std::move(key));
  }
  return keys;
}

std::vector<BaselineKey> baseline_keys(const Report& report) {
  std::vector<BaselineKey> keys;
  const auto add = [&](const Finding& finding) {
    std::vector<BaselineKey> its = baseline_keys(finding);
    keys.insert(keys.end(), std::make_move_iterator(its.begin()), std::make_move_iterator(its.end()));
  };
  for (const Finding& finding : report.findings) add(finding);
  for (const Finding& finding : report.waived)
    if (finding.is_in_baseline) add(finding);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::vector<BaselineEntry> apply(const Baseline& baseline, Report& report) {
  struct Known {
    const BaselineEntry* entry = nullptr;
    bool is_met = false;
  };
  std::map<BaselineKey, Known> known;
  for (const BaselineEntry& entry : baseline.entries) known.emplace(entry.key, Known{&entry, false});
  std::vector<Finding> kept;
  for (Finding& finding : report.findings) {
    const std::vector<BaselineKey> keys = baseline_keys(finding);
    const BaselineEntry* entry = nullptr;
    std::size_t met = 0;
    for (const BaselineKey& key : keys) {
      auto found = known.find(key);
      if (found == known.end()) {
        BaselineKey any = key;
        any.reason.clear();
        found = known.find(any);
      }
      if (found == known.end()) continue;
      found->second.is_met = true;
      if (entry == nullptr) entry = found->second.entry;
      ++met;
    }
    if (keys.empty() || met < keys.size()) {  // a ref that was not there before is told with the others
      kept.push_back(std::move(finding));
      continue;
    }
    finding.is_in_baseline = true;
    finding.waived = "found when the baseline was written";
    finding.waived_by =
        tr("baseline `{file}`:{line}", {{"file", LocalFile{baseline.file}}, {"line", entry->line}});
    report.waived.push_back(std::move(finding));
    ++report.counts.waived;
  }
  report.findings = std::move(kept);
  std::vector<BaselineEntry> stale;
  for (const BaselineEntry& entry : baseline.entries)
    if (const auto found = known.find(entry.key); !found->second.is_met) stale.push_back(entry);
  return stale;
}

}  // namespace expgate::engine
