// Any bytes in all that a pusher can say: the line of the audit log is one line, and JSON that says it again.
// And a baseline of it knows the finding again; any bytes as a baseline are an error, or written again they
// say the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "engine/baseline.h"
#include "fields.h"
#include "gate/audit_log.h"
#include "gate/baseline_file.h"
#include "text/utf8.h"

namespace {

using namespace expgate;
using nlohmann::json;

constexpr Reason kSomething{.name = "something", .text = msgid("something is wrong")};

Oid oid_of(fuzz::Fields& fields) {
  Oid oid;
  const std::string_view bytes = fields.take(8);
  std::memcpy(oid.bytes.data(), bytes.data(), bytes.size());
  return oid;
}

std::string ref_of(fuzz::Fields& fields) {
  return "refs/" + std::string(fields.text());
}

Finding finding_of(fuzz::Fields& fields) {
  constexpr const char* kRules[] = {"max-file-size", "commit-header", "protected-ref", "experiment-tag",
                                    "no-rule"};
  Finding finding;
  const unsigned kind = fields.byte();
  finding.rule = kRules[kind % 5];
  finding.check = fields.text();
  finding.reason = &kSomething;
  if ((kind & 8U) != 0) finding.path = fields.text();
  if ((kind & 16U) != 0) finding.commit = oid_of(fields);
  if ((kind & 32U) != 0) finding.object = oid_of(fields);
  if ((kind & 64U) != 0) finding.refs = {ref_of(fields), ref_of(fields)};
  if ((kind & 128U) != 0) {
    finding.waived = fields.text();
    finding.waived_by = tr("bypass by `{user}`", {{"user", fields.text()}});
  }
  return finding;
}

// A text of the line is what was said, or the beginning of it.
void check_text(const json& value, std::string_view said) {
  if (said.empty() && value.is_null()) return;
  if (!value.is_string()) std::abort();
  const std::string whole = text::with_escaped_bytes(said);
  const auto& text = value.get_ref<const std::string&>();
  if (said.size() <= 1000 ? text != whole : text.size() > 4100) std::abort();
}

void check_line(const Report& report, const ChangeSet& changes, const policy::Policy& policy) {
  const std::string line = gate::audit_line(report, changes, policy);
  if (line.empty() || line.find('\n') != line.size() - 1 || text::first_invalid(line)) std::abort();
  const json said = json::parse(line, nullptr, false);
  if (!said.is_object()) std::abort();
  check_text(said["user"], changes.context.user);
  check_text(said["project"], changes.context.project);
  check_text(said["bypass"], report.bypass);
  if (said["refs"].size() != changes.updates.size()) std::abort();
  for (std::size_t i = 0; i < changes.updates.size(); ++i)
    check_text(said["refs"][i]["ref"], changes.updates[i].ref);
  if (said["findings"].size() != report.findings.size() || said["waived"].size() != report.waived.size())
    std::abort();
  for (std::size_t i = 0; i < report.findings.size(); ++i)
    if (report.findings[i].path) check_text(said["findings"][i]["path"], *report.findings[i].path);
  if (said["verdict"] == "pass" && said["exit_code"] != 0) std::abort();
}

// What was found is known to the baseline that is written of it.
void check_known(Report report) {
  const std::vector<engine::BaselineKey> keys = engine::baseline_keys(report);
  const auto baseline = gate::parse_baseline(gate::baseline_text(keys, true), "baseline.json");
  if (!baseline || baseline->entries.size() != keys.size()) std::abort();
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (baseline->entries[i].key != keys[i]) std::abort();
  const std::size_t stale = engine::apply(*baseline, report).size();
  if (stale != 0) std::abort();
  for (const Finding& finding : report.findings)
    if (!engine::baseline_keys(finding).empty()) std::abort();
}

void check_baseline(std::string_view bytes) {
  const auto baseline = gate::parse_baseline(bytes, "baseline.json");
  if (!baseline) {
    if (english(baseline.error().message).empty()) std::abort();
    return;
  }
  std::vector<engine::BaselineKey> keys;
  const auto last_line = static_cast<int>(std::count(bytes.begin(), bytes.end(), '\n')) + 1;
  for (const engine::BaselineEntry& entry : baseline->entries) {
    if (entry.line < 1 || entry.line > last_line) std::abort();
    keys.push_back(entry.key);
  }
  const auto again = gate::parse_baseline(gate::baseline_text(keys, baseline->is_of_all), "baseline.json");
  if (!again || again->is_of_all != baseline->is_of_all || again->entries.size() != keys.size()) std::abort();
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (again->entries[i].key != keys[i]) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_baseline(bytes);
  fuzz::Fields fields(bytes);
  Report report;
  ChangeSet changes;
  policy::Policy policy;
  report.warn_only = fields.byte() % 2 == 1;
  for (std::string* text : {&changes.context.user, &changes.context.user_id, &changes.context.project,
                            &changes.context.protocol, &report.bypass, &policy.digest})
    *text = fields.text();
  if (const std::string_view error = fields.text(); !error.empty())
    report.error = Error{tr("cannot read `{file}`", {{"file", error}}), {}};
  for (std::size_t count = fields.byte() % 8; count > 0; --count)
    changes.updates.push_back({std::string(fields.text()), oid_of(fields), oid_of(fields)});
  while (!fields.empty() && report.findings.size() + report.waived.size() < 50) {
    Finding finding = finding_of(fields);
    (finding.waived.empty() ? report.findings : report.waived).push_back(std::move(finding));
  }
  check_line(report, changes, policy);
  check_known(std::move(report));
  return 0;
}
