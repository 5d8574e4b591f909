#include "experiments/verify_ci.h"

#include <algorithm>
#include <set>

#include "experiments/verify_policy.h"
#include "gate/effective_policy.h"
#include "model/ref_name.h"
#include "rules/artifact_place_reasons.h"

namespace expgate::experiments {

namespace {

using rules::place_reasons::kDifferent;
using rules::place_reasons::kInvalid;
using rules::place_reasons::kMissing;
using rules::place_reasons::kNotJson;

// The hosts that the policy of that revision names; none where it has no policy, since then the one that is
// pushed could count.
Result<void> add_hosts(git::Repository& repository, const ChangeSet& changes, const gate::Settings& settings,
                       stores::HostList& hosts) {
  TRY_ASSIGN(const std::optional<Oid> base, changes.policy_base);
  std::optional<Oid> blob;
  if (base) TRY_SET(blob, gate::policy_blob(repository, *base));
  if (!blob && settings.policy.empty()) return {};
  TRY_ASSIGN(const policy::Policy policy, gate::effective_policy(repository, changes, settings));
  for (const std::string& host : policy.verify_hosts) TRY(hosts.add(host));
  return {};
}

// Paths and blobs of what was there before.
using Known = std::set<std::pair<std::string, std::string>>;

Result<void> add_known(git::Repository& repository, const std::optional<Oid>& oid, Known& known) {
  if (!oid || oid->is_zero() || !repository.has(*oid)) return {};
  TRY_ASSIGN(const auto commit, repository.peel_to_commit(*oid));
  if (!commit) return {};
  TRY_ASSIGN(const Commit read, repository.commit(*commit));
  TRY_ASSIGN(const std::vector<RecordToVerify> records, records_of_tree(repository, read.tree));
  for (const RecordToVerify& each : records) known.emplace(each.path, each.blob->hex());
  return {};
}

// Records, each with the first ref that brings it.
struct Brought {
  std::vector<RecordToVerify> records;
  std::vector<std::string> refs;
  std::vector<Severity> severities;
  std::size_t left_alone = 0;  // by the policy
};

Result<Brought> brought_records(git::Repository& repository, const ChangeSet& changes,
                                const RecordSeverity& severity) {
  Brought brought;
  Known seen;  // a merge request is an update of its target and one of its branch
  for (const RefUpdate& update : changes.updates) {
    if (update.deletes()) continue;
    TRY_ASSIGN(const auto tip, repository.peel_to_commit(update.new_oid));
    if (!tip) continue;
    Known known;
    TRY(add_known(repository, update.old_oid, known));
    TRY(add_known(repository, update.known, known));
    TRY(add_known(repository, changes.policy_base.value_or(std::nullopt), known));
    TRY_ASSIGN(const Commit commit, repository.commit(*tip));
    TRY_ASSIGN(std::vector<RecordToVerify> records,
               records_of_tree(repository, update.merged_tree.value_or(commit.tree)));
    for (RecordToVerify& each : records) {
      const auto name = std::pair(each.path, each.blob->hex());
      if (known.contains(name) || !seen.insert(name).second) continue;
      const Severity how = severity.at(update.ref, each.path);
      if (how == Severity::off) {
        ++brought.left_alone;
        continue;
      }
      brought.records.push_back(std::move(each));
      brought.refs.push_back(update.ref);
      brought.severities.push_back(how);
    }
  }
  return brought;
}

const Reason& reason_of(const VerifiedArtifact& verified) {
  if (verified.state == ArtifactState::missing) return kMissing;
  if (verified.state != ArtifactState::invalid) return kDifferent;
  const bool is_json = verified.record->reading.kind != content::RecordReading::Kind::unreadable;
  return is_json ? kInvalid : kNotJson;
}

Arguments arguments_of(const VerifiedArtifact& verified) {
  Arguments arguments = {{"path", verified.record->path}};
  if (verified.state == ArtifactState::invalid) {
    arguments.emplace_back("problem", verified.record->reading.errors.front().what);
    return arguments;
  }
  arguments.emplace_back("artifact", verified.artifact.name);
  if (verified.state == ArtifactState::missing)
    arguments.emplace_back("uri", verified.artifact.uri);
  else
    arguments.emplace_back("problem", verify_problem(verified));
  return arguments;
}

// Whether the rule itself has reported the record: it does so where the record is new to its refs.
bool is_reported(const Report& report, const RecordToVerify& record) {
  const auto is_of_record = [&](const Finding& each) {
    return each.rule == "artifact-record" && each.path == record.path;
  };
  return std::any_of(report.findings.begin(), report.findings.end(), is_of_record) ||
         std::any_of(report.waived.begin(), report.waived.end(), is_of_record);
}

Finding finding_of(const VerifiedArtifact& verified, const std::string& ref, Severity severity) {
  Finding finding;
  finding.rule = "artifact-record";
  finding.check = "artifact-record";
  finding.scope = Scope::file;
  finding.severity = severity;
  finding.reason = &reason_of(verified);
  finding.why = finding.reason->why.empty() ? rules::place_reasons::kRecordWhy : finding.reason->why;
  finding.arguments = arguments_of(verified);
  finding.refs = {ref};
  finding.path = verified.record->path;
  finding.object = verified.record->blob;
  finding.policy = "--verify";
  return finding;
}

}  // namespace

Result<stores::StoreSettings> settings_by_hand(git::Repository& repository, const gate::Settings& settings) {
  TRY_ASSIGN(stores::StoreSettings stores, stores::settings_of_environment());
  ChangeSet changes;
  changes.context.mode = Mode::ci;
  std::string name = "HEAD";
  if (const auto branch = repository.likely_default_branch("origin"))
    name = "refs/remotes/origin/" + branch->substr(kBranches.size());
  changes.policy_base = repository.resolve(name);
  TRY(add_hosts(repository, changes, settings, stores.listed));
  return stores;
}

Result<void> verify_in_ci(git::Repository& repository, const ChangeSet& changes,
                          const gate::Settings& settings, bool downloads, Report& report) {
  if (report.error) return {};
  TRY_ASSIGN(stores::StoreSettings known, stores::settings_of_environment());
  TRY(add_hosts(repository, changes, settings, known.listed));
  TRY_ASSIGN(policy::Policy policy, gate::effective_policy(repository, changes, settings));
  TRY_ASSIGN(const RecordSeverity severity,
             RecordSeverity::of(std::move(policy), changes.context.default_branch));
  TRY_ASSIGN(const Brought brought, brought_records(repository, changes, severity));
  stores::Web web(known.listed, stores::fetch_by_curl, stores::resolve_by_getent);
  stores::Stores all(known, web);
  const auto verified = verify_artifacts(repository, brought.records, all, {.downloads = downloads});
  const VerifiedArtifact* unknown = nullptr;
  std::size_t good = 0;
  for (const VerifiedArtifact& each : verified) {
    if (each.state == ArtifactState::good) ++good;
    if (each.state == ArtifactState::unknown && unknown == nullptr) unknown = &each;
    if (each.state == ArtifactState::good || each.state == ArtifactState::unknown) continue;
    if (each.state == ArtifactState::invalid && is_reported(report, *each.record)) continue;
    const auto at = static_cast<std::size_t>(each.record - brought.records.data());
    report.findings.push_back(finding_of(each, brought.refs[at], brought.severities[at]));
  }
  if (brought.left_alone > 0)
    report.notes.push_back(
        tr_n("{count} new record is not verified: `artifact-record` is off for it in the policy",
             "{count} new records are not verified: `artifact-record` is off for them in the policy",
             brought.left_alone));
  if (!verified.empty())
    report.notes.push_back(tr("artifacts of new records: {good} of {count} match in their stores",
                              {{"good", good}, {"count", verified.size()}}));
  if (unknown == nullptr) return {};
  const Arguments what{
      {"path", unknown->record->path}, {"artifact", unknown->artifact.name}, {"problem", unknown->problem}};
  const Text problem = unknown->record->unread
                           ? tr("`{path}` cannot be verified: {problem}", what)
                           : tr("`{path}`: the artifact `{artifact}` cannot be verified: {problem}", what);
  if (report.count(Severity::error) > 0)
    report.notes.push_back(problem);
  else
    report.error = Error{problem, unknown->help};
  return {};
}

}  // namespace expgate::experiments
