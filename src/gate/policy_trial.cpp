#include "gate/policy_trial.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/files.h"
#include "base/strings.h"
#include "engine/evaluate.h"
#include "gate/audit_entry.h"
#include "gate/effective_policy.h"
#include "gate/log_lines.h"
#include "gate/past_refs.h"
#include "gate/push_groups.h"
#include "policy/load.h"
#include "rules/rule.h"

namespace expgate::gate {

namespace {

constexpr std::size_t kMostRefsRead = 10'000;  // as many as a line has
constexpr std::size_t kMostListed = 200;
constexpr std::size_t kMostGroups = 1'000;

// A push as the log has it.
struct PastPush {
  std::string time;
  std::string user;
  std::string user_id;
  std::string protocol;
  std::string bypass;
  std::vector<RefUpdate> updates;
  std::set<std::string> rules;  // with errors
  PushOutcome outcome = PushOutcome::passes;
  bool is_let_in = false;
  bool has_all_refs = true;
};

using Projects = std::map<std::string, std::vector<PastPush>>;

PastPush push_of(const AuditEntry& entry) {
  PastPush push{entry.time, entry.user, entry.user_id, entry.protocol, entry.bypass, {}, {}};
  for (const LoggedRef& each : entry.refs) {
    const auto old_oid = Oid::parse(each.old_oid);
    const auto new_oid = Oid::parse(each.new_oid);
    // The log cuts long names, and shows bytes that are not UTF-8 as escapes: that is another ref.
    const bool is_whole = old_oid && new_oid && !each.ref.empty() && !each.ref.ends_with("…");
    if (is_whole)
      push.updates.push_back({.ref = each.ref, .old_oid = *old_oid, .new_oid = *new_oid});
    else
      push.has_all_refs = false;
  }
  if (push.updates.empty() || entry.refs.size() < entry.refs_count) push.has_all_refs = false;
  for (const LoggedFinding& finding : entry.findings)
    if (finding.severity == "error") push.rules.insert(finding.rule);
  push.is_let_in = entry.exit_code == "0";
  if (entry.verdict == "undecided")
    push.outcome = PushOutcome::undecided;
  else if (entry.verdict == "fail")
    push.outcome = PushOutcome::rejected;
  else if (entry.errors > 0)
    push.outcome = PushOutcome::warned;
  return push;
}

Result<Projects> read_pushes(const TrialOptions& options, LogLines& lines) {
  Projects projects;
  AuditEntry entry;
  const UseLine use = [&](std::string_view line, bool is_cut) {
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
    ++lines.read;
    const EntryState state = is_cut ? EntryState::damaged : read_entry(line, kMostRefsRead, entry);
    if (state == EntryState::unknown_schema)
      ++lines.unknown_schema;
    else if (state == EntryState::damaged)
      ++lines.damaged;
    else if (!options.since.empty() && entry.time < options.since)
      ++lines.before;
    else if (entry.user != "expgate-doctor")
      projects[entry.project].push_back(push_of(entry));
  };
  for (const std::string& log : options.logs) TRY(read_lines(log, use));
  for (auto& [project, pushes] : projects)
    std::ranges::stable_sort(pushes, {}, [](const PastPush& push) { return std::string_view(push.time); });
  return projects;
}

// The folder of the project's repository; empty: there is none. What the log says must not lead elsewhere.
std::string repository_of(const std::string& project, const std::string& root) {
  std::error_code error;
  const auto parts = split(project, '/');
  if (project.empty() || std::ranges::find(parts, "..") != parts.end()) return {};
  std::vector<std::string> folders;
  if (root.empty()) {
    if (project.starts_with('/')) folders = {project};
  } else {
    folders = {root + "/" + project + ".git", root + "/" + project};
  }
  for (const std::string& folder : folders)
    if (std::filesystem::is_directory(folder, error)) return folder;
  return {};
}

class Trial {
 public:
  explicit Trial(const TrialOptions& options) : options_(options) {}

  Result<PolicyTrial> run() {
    trial_.policy = options_.policy;
    TRY(check_policy());
    TRY_ASSIGN(const Projects projects, read_pushes(options_, trial_.lines));
    std::size_t all = 0;
    for (const auto& [project, pushes] : projects) all += pushes.size();
    for (const auto& [project, pushes] : projects) judge_project(project, pushes, all);
    trial_.rejecting_rules = rejecting_.take(kMostGroups);
    trial_.rejected_projects = projects_.take(kMostGroups);
    trial_.accepting_rules = accepting_.take(kMostGroups);
    return std::move(trial_);
  }

 private:
  // One that cannot be read would make every push undecided.
  Result<void> check_policy() const {
    const auto text = read_file(options_.policy);
    if (!text)
      return fail(tr("cannot read the policy `{file}`", {{"file", LocalFile{options_.policy}}}),
                  tr("check that it exists and that this user may read it"));
    const policy::Layer layer{options_.policy, *text, policy::Layer::Trust::server};
    TRY_ASSIGN(const policy::Policy policy, policy::load({&layer, 1}, rules::declarations()));
    return validate(policy, {});
  }

  static Result<PastRefs> past_refs(const std::string& folder, const std::vector<PastPush>& pushes) {
    TRY_ASSIGN(const auto repository, git::Repository::open(folder));
    TRY_ASSIGN(const auto now, repository->branches_and_tags(""));
    std::vector<RefUpdate> updates;
    for (const PastPush& push : pushes)
      if (push.outcome != PushOutcome::undecided)
        updates.insert(updates.end(), push.updates.begin(), push.updates.end());
    return PastRefs(now, updates);
  }

  void judge_project(const std::string& project, const std::vector<PastPush>& pushes, std::size_t all) {
    const std::string folder = repository_of(project, options_.repositories);
    Result<PastRefs> refs = fail({});
    if (!folder.empty()) refs = past_refs(folder, pushes);
    for (const PastPush& push : pushes) {
      ++done_;
      if (options_.progress) options_.progress(done_, all);
      if (folder.empty()) {
        ++trial_.unjudged.without_repository;
      } else if (!refs) {
        undecided(refs.error());
      } else if (!push.has_all_refs) {
        ++trial_.unjudged.without_refs;
      } else {
        if (push.outcome != PushOutcome::undecided) refs->expect(push.updates);
        judge(folder, project, push, *refs);
      }
      if (refs && push.is_let_in) refs->apply(push.updates);
    }
  }

  void judge(const std::string& folder, const std::string& project, const PastPush& push,
             const PastRefs& refs) {
    // Opened anew: nothing that it remembers of the refs may be of another time.
    auto repository = git::Repository::open(folder);
    if (!repository) return undecided(std::move(repository.error()));
    ChangeSet changes;
    changes.updates = push.updates;
    for (RefUpdate& update : changes.updates) {
      const bool is_there = update.new_oid.is_zero() || (*repository)->has(update.new_oid);
      const bool is_old_there = update.old_oid.is_zero() || (*repository)->has(update.old_oid);
      if (!is_there || !is_old_there) return static_cast<void>(++trial_.unjudged.without_objects);
    }
    auto head = (*repository)->head_branch();
    if (!head) return undecided(std::move(head.error()));
    (*repository)->judge_by_refs(refs.list());
    constexpr std::size_t kDate = 10;
    Context& context = changes.context;
    context.mode = Mode::pre_receive;
    context.default_branch = head->value_or("");
    context.protocol = push.protocol;
    context.user = push.user;
    context.user_id = push.user_id;
    context.project = project;
    context.bypass = push.bypass;
    context.today = push.time.substr(0, kDate);
    const Settings settings{options_.policy, false};
    auto policy = effective_policy(**repository, changes, settings);
    if (!policy) return undecided(std::move(policy.error()));
    auto report = engine::evaluate(*policy, changes, **repository);
    if (!report) return undecided(std::move(report.error()));
    add(project, push, *report, policy->warn_only);
  }

  void undecided(Error error) {
    if (++trial_.unjudged.undecided == 1) trial_.unjudged.first_error = std::move(error.message);
  }

  void add(const std::string& project, const PastPush& push, const Report& report, bool warns) {
    std::set<std::string> rules;
    for (const Finding& finding : report.findings)
      if (finding.severity == Severity::error) rules.insert(finding.rule);
    PushOutcome after = PushOutcome::passes;
    if (report.count(Severity::error) > 0) after = warns ? PushOutcome::warned : PushOutcome::rejected;
    ++trial_.judged;
    ++trial_.outcomes[static_cast<std::size_t>(push.outcome)][static_cast<std::size_t>(after)];
    if ((push.outcome == PushOutcome::rejected) == (after == PushOutcome::rejected)) return;
    const bool is_rejected = after == PushOutcome::rejected;
    GroupStep step;
    step.pushes.rejected = 1;
    GroupTable& table = is_rejected ? rejecting_ : accepting_;
    const std::set<std::string>& named = is_rejected ? rules : push.rules;
    const std::size_t user = users_.find(push.user.empty() ? push.user_id : push.user);
    for (const std::string& rule : named) {
      const std::size_t group = table.find(rule);
      table.add(group, step);
      if (is_rejected && users_of_rules_.add(group, user)) ++table.at(group).users;
    }
    if (is_rejected) projects_.add(projects_.find(project), step);
    auto& list = is_rejected ? trial_.newly_rejected : trial_.newly_accepted;
    if (list.size() < kMostListed)
      list.push_back({push.time,
                      project,
                      push.user.empty() ? push.user_id : push.user,
                      push.updates.front().ref,
                      push.updates.size(),
                      push.outcome,
                      after,
                      {named.begin(), named.end()}});
  }

  const TrialOptions& options_;
  PolicyTrial trial_;
  GroupTable rejecting_{kMostGroups};
  GroupTable accepting_{kMostGroups};
  GroupTable projects_{kMostGroups};
  GroupTable users_{std::size_t{50'000}};
  PairSet users_of_rules_;
  std::size_t done_ = 0;
};

}  // namespace

Result<PolicyTrial> try_policy(const TrialOptions& options) {
  return Trial(options).run();
}

}  // namespace expgate::gate
