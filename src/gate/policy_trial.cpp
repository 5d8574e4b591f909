#include "gate/policy_trial.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/files.h"
#include "base/strings.h"
#include "engine/evaluate.h"
#include "gate/audit_entry.h"
#include "gate/effective_policy.h"
#include "gate/log_lines.h"
#include "gate/past_push.h"
#include "gate/past_refs.h"
#include "gate/push_groups.h"
#include "gate/sorted_records.h"
#include "policy/load.h"
#include "rules/rule.h"

namespace expgate::gate {

namespace {

constexpr std::size_t kMostRefsRead = 10'000;  // as many as a line has
constexpr std::size_t kMostListed = 200;
constexpr std::size_t kMostGroups = 1'000;
constexpr std::size_t kMostInMemory = std::size_t{16} << 20U;  // bytes of pushes

// Puts the pushes by project and time.
Result<void> read_pushes(const TrialOptions& options, LogLines& lines, SortedRecords& pushes,
                         std::size_t& count) {
  AuditEntry entry;
  Result<void> kept;
  const UseLine use = [&](std::string_view line, bool is_cut) {
    if (!kept || line.find_first_not_of(" \t\r") == std::string_view::npos) return;
    ++lines.read;
    const EntryState state = is_cut ? EntryState::damaged : read_entry(line, kMostRefsRead, entry);
    if (state == EntryState::unknown_schema) {
      ++lines.unknown_schema;
    } else if (state == EntryState::damaged) {
      ++lines.damaged;
    } else if (!options.since.empty() && entry.time < options.since) {
      ++lines.before;
    } else if (entry.user != "expgate-doctor") {
      ++count;
      kept = pushes.add({.group = entry.project, .order = entry.time, .body = packed_push(push_of(entry))});
    }
  };
  for (const std::string& log : options.logs) {
    TRY(read_lines(log, use));
    if (!kept) return kept;
  }
  return pushes.sort();
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
    TRY(read_pushes(options_, trial_.lines, pushes_, all_));
    for (std::uint64_t at = 0; at < pushes_.end();) TRY_SET(at, judge_project(at));
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

  static Result<PastRefs> refs_now(const std::string& folder) {
    TRY_ASSIGN(const auto repository, git::Repository::open(folder));
    TRY_ASSIGN(const auto now, repository->branches_and_tags(""));
    return PastRefs(now);
  }

  // Where the pushes of the next project begin.
  Result<std::uint64_t> end_of_project(const std::string& project, std::uint64_t at) {
    for (std::uint64_t next = at; next < pushes_.end(); at = next) {
      TRY_ASSIGN(const Record record, pushes_.next(next));
      if (record.group != project) break;
    }
    return at;
  }

  Result<void> take_back(std::uint64_t begin, std::uint64_t end, PastRefs& refs) {
    for (std::uint64_t at = end; at > begin;) {
      TRY_ASSIGN(const Record record, pushes_.previous(at));
      const PastPush push = unpacked_push(record.order, record.body);
      if (push.outcome != PushOutcome::undecided) refs.take_back(push.updates);
    }
    return {};
  }

  // Judges the pushes of the project whose first one is there. Returns where those of the next begin.
  Result<std::uint64_t> judge_project(std::uint64_t begin) {
    std::uint64_t at = begin;
    TRY_ASSIGN(const Record first, pushes_.next(at));
    const std::string project(first.group);
    TRY_ASSIGN(const std::uint64_t end, end_of_project(project, at));
    const std::string folder = repository_of(project, options_.repositories);
    Result<PastRefs> refs = fail({});
    if (!folder.empty()) refs = refs_now(folder);
    if (refs) TRY(take_back(begin, end, *refs));
    for (at = begin; at < end;) {
      TRY_ASSIGN(const Record record, pushes_.next(at));
      const PastPush push = unpacked_push(record.order, record.body);
      ++done_;
      if (options_.progress) options_.progress(done_, all_);
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
    return end;
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
    add(project, push, *report, policy->warn_only && !options_.enforces);
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
  SortedRecords pushes_{kMostInMemory};  // of a project, by time
  std::size_t all_ = 0;                  // pushes
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
