#include <algorithm>
#include <utility>

#include "base/trace.h"
#include "engine/commits.h"
#include "engine/evaluate.h"
#include "engine/looked_at.h"
#include "engine/views.h"
#include "engine/waivers.h"
#include "model/ref_name.h"

namespace expgate::engine {

namespace {

// A finding about a ref, or about the tree of its tip: the place is the ref itself.
Finding ref_finding(const PendingFinding& pending, const RefUpdate& update, const Commit* tip, Mode mode) {
  RemedyContext context;
  context.mode = mode;
  context.commit = tip;
  context.is_tip = true;
  return to_finding(pending, {update.ref}, context);
}

Result<void> judge_refs(const ActiveChecks& checks, const ChangeSet& changes, Repository& repository,
                        std::vector<Finding>& findings) {
  const Trace trace("judge refs");
  Violations violations;
  for (const RefUpdate& update : changes.updates) {
    const RepositoryUpdate view(update, changes.context, repository);
    std::vector<PendingFinding> pending;
    for (const ActiveCheck& check : checks) {
      if (!check.is_on || !check.refs.covers(update.ref)) continue;
      const Trace rule(check.check->rule->id);
      TRY(std::get<rules::JudgeRef>(check.judge)(view, violations));
      add_pending(pending, check, violations, std::nullopt, std::nullopt);
    }
    for (const PendingFinding& each : pending)
      findings.push_back(ref_finding(each, update, nullptr, changes.context.mode));
  }
  return {};
}

// One finding for all refs that it concerns, where they differ in nothing else.
void add_or_join(std::vector<Finding>& findings, std::size_t from, Finding finding) {
  const auto same = std::find_if(
      findings.begin() + static_cast<std::ptrdiff_t>(from), findings.end(), [&](const Finding& other) {
        return other.check == finding.check && other.commit == finding.commit && other.path == finding.path &&
               other.line == finding.line && other.reason == finding.reason &&
               other.arguments == finding.arguments;
      });
  if (same == findings.end())
    findings.push_back(std::move(finding));
  else
    same->refs.insert(same->refs.end(), finding.refs.begin(), finding.refs.end());
}

// Where HEAD is known to be on another branch, what is to be done about a tip begins with going there: a
// commit would land on the wrong one.
Result<void> go_there_first(Finding& finding, const PeeledUpdate& update, Mode mode, Repository& repository) {
  if (mode != Mode::pre_push || !is_branch(update.update->ref) || finding.remedy.commands.empty()) return {};
  TRY_ASSIGN(const auto head, repository.resolve("HEAD"));
  if (!head || head == update.tip) return {};
  const std::string branch(short_name(update.update->ref));
  finding.remedy.commands = finding.remedy.commands.after({"git", "switch", "--no-guess", branch});
  return {};
}

Result<void> judge_tips(const ActiveChecks& checks, const ChangeSet& changes,
                        const std::vector<PeeledUpdate>& updates, Repository& repository, Watcher* watcher,
                        std::vector<Finding>& findings) {
  const Trace trace("judge tips");
  const std::size_t from = findings.size();
  Violations violations;
  for (const PeeledUpdate& each : updates) {
    if (!each.tip) continue;
    const bool is_wanted = std::any_of(checks.begin(), checks.end(), [&](const ActiveCheck& check) {
      return check.is_on && check.refs.covers(each.update->ref);
    });
    if (!is_wanted) continue;
    TRY_ASSIGN(Commit tip, repository.commit(*each.tip));
    if (each.update->merged_tree) tip.tree = *each.update->merged_tree;
    const CommitTip view(*each.update, changes.context, tip, repository);
    std::vector<PendingFinding> pending;
    std::optional<std::vector<std::string>> touched;  // of a branch; known once somebody is to be warned
    for (const ActiveCheck& check : checks) {
      if (!check.is_on || !check.refs.covers(each.update->ref)) continue;
      const Trace rule(check.check->rule->id);
      Result<void> judged = std::get<rules::JudgeTip>(check.judge)(view, violations);
      if (!judged && watcher != nullptr && watcher->goes_on_without({}, tip.oid, judged.error())) continue;
      TRY(std::move(judged));
      if (!violations.empty() && is_branch(each.update->ref) && changes.context.mode != Mode::audit) {
        if (!touched) TRY_SET(touched, touched_paths(each, tip, changes.context.default_branch, repository));
        TRY(drop_untouched(violations, check, view, *touched));
      }
      add_pending(pending, check, violations, tip.oid, std::nullopt);
    }
    drop_repeated(pending, 0);
    for (const PendingFinding& one : pending) {
      Finding finding = ref_finding(one, *each.update, &tip, changes.context.mode);
      TRY(go_there_first(finding, each, changes.context.mode, repository));
      add_or_join(findings, from, std::move(finding));
    }
  }
  return {};
}

class JudgedPush : public rules::PushView {
 public:
  JudgedPush(std::span<const RefUpdate> the_updates, const Context& the_context, const ActiveCheck& check,
             PushReach& reach, QuarantinedObjects& quarantined, Repository& repository)
      : PushView(the_updates, the_context),
        check_(check),
        reach_(reach),
        quarantined_(quarantined),
        repository_(repository) {}
  Result<std::uint64_t> commits() const override {
    is_counted_ = true;
    TRY(reach_.reach());
    return reach_.count(check_);
  }
  Result<std::span<const QuarantinedObject>> quarantined() const override {
    is_listed_ = true;
    return quarantined_.all();
  }

  Result<std::uint64_t> named_tree_bytes() const override {
    is_counted_ = true;
    TRY(reach_.reach());
    std::vector<Oid> trees;
    for (const Reached& each : reach_.reached()) {
      TRY_ASSIGN(const Commit commit, repository_.commit(each.oid));
      trees.push_back(commit.tree);
    }
    return quarantined_.tree_bytes_below(std::move(trees));
  }
  Result<std::uint64_t> header_size(const QuarantinedObject& object) const override {
    return repository_.header_size(object);
  }

  // Drops from both what may have been there before; whether there is anything to drop.
  Result<bool> make_exact() {
    if (is_counted_) TRY(reach_.reach_exactly());
    if (is_listed_) TRY(quarantined_.keep_new());
    return is_counted_ || is_listed_;
  }

 private:
  const ActiveCheck& check_;
  PushReach& reach_;
  QuarantinedObjects& quarantined_;
  Repository& repository_;
  mutable bool is_counted_ = false;
  mutable bool is_listed_ = false;
};

Result<Violations> violations_of(const ActiveCheck& check, const ChangeSet& changes, PushReach& reach,
                                 QuarantinedObjects& quarantined, Repository& repository) {
  std::vector<RefUpdate> updates = changes.updates;
  std::erase_if(updates, [&](const RefUpdate& update) { return !check.refs.covers(update.ref); });
  Violations violations;
  if (updates.empty()) return violations;
  JudgedPush view(updates, changes.context, check, reach, quarantined, repository);
  TRY(std::get<rules::JudgePush>(check.judge)(view, violations));
  if (violations.empty()) return violations;
  // Nobody is refused for what was there before: only now is it worth while to tell that from what is new.
  TRY_ASSIGN(const bool may_differ, view.make_exact());
  if (!may_differ) return violations;
  violations.clear();
  TRY(std::get<rules::JudgePush>(check.judge)(view, violations));
  return violations;
}

// Judges the push as a whole, into `report`: if it is beyond all reason nothing else of it needs to be looked
// at.
Result<void> judge_push(const ActiveChecks& checks, const ChangeSet& changes, PushReach& reach,
                        QuarantinedObjects& quarantined, Repository& repository, Report& report) {
  const Trace trace("judge the push as a whole");
  for (const ActiveCheck& check : checks) {
    if (!check.is_on) continue;
    TRY_ASSIGN(Violations violations, violations_of(check, changes, reach, quarantined, repository));
    for (Violation& each : violations) {
      report.is_partial |= each.ends_judging && check.check->severity == Severity::error;
      const PendingFinding pending{&check, std::move(each), std::nullopt, std::nullopt};
      report.findings.push_back(to_finding(pending, {}, {.mode = changes.context.mode}));
    }
    if (report.is_partial) break;
  }
  if (report.is_partial) report.notes.push_back(tr("nothing else in this push was checked"));
  return {};
}

Text too_large(const QuarantinedObject& object, std::uint64_t limit) {
  Arguments arguments{{"object", object.oid.hex()}, {"size", Bytes{object.size}}, {"limit", Bytes{limit}}};
  switch (object.kind) {
    case ObjectKind::commit:
      return tr("commit {object} is {size}; expgate reads none over {limit}", std::move(arguments));
    case ObjectKind::tree:
      return tr("tree {object} is {size}; expgate reads none over {limit}", std::move(arguments));
    default:
      return tr("tag {object} is {size}; expgate reads none over {limit}", std::move(arguments));
  }
}

// Commits, trees and tags are read whole. push-budget refuses far smaller ones; where it is off or says
// otherwise, this is where reading ends.
Result<void> check_readable(QuarantinedObjects& quarantined, Repository& repository) {
  constexpr std::uint64_t kMostRead = std::uint64_t{32} << 20;  // bytes: a hook stays below 64 MiB
  TRY_ASSIGN(const std::span<const QuarantinedObject> all, quarantined.all());
  for (const QuarantinedObject& each : all) {
    if (each.kind == ObjectKind::blob || each.size <= kMostRead || repository.was_there(each.oid)) continue;
    return fail(too_large(each, kMostRead),
                tr("keep logs and tables in files, and files in several folders"));
  }
  return {};
}

}  // namespace

Result<Report> evaluate_push(const policy::Policy& policy, const ChangeSet& changes, Repository& repository,
                             Watcher* watcher) {
  const std::string& default_branch = changes.context.default_branch;
  Report report;
  report.counts.refs = changes.updates.size();
  PushChecks checks;
  // A whole history has no budget.
  if (changes.context.mode != Mode::audit)
    TRY_SET(checks.push, activate(policy, {Scope::push}, default_branch));
  TRY_SET(checks.commit, activate(policy, {Scope::commit}, default_branch));
  TRY_SET(checks.file, activate(policy, {Scope::file}, default_branch));
  PushReach reach(changes.updates, checks, repository, watcher != nullptr ? Extent::history : Extent::push);
  QuarantinedObjects quarantined(repository);
  TRY(judge_push(checks.push, changes, reach, quarantined, repository, report));
  report.counts.objects = quarantined.count();
  if (report.is_partial) return report;
  TRY(check_readable(quarantined, repository));
  report.counts.objects = quarantined.count();

  const std::vector<Finding> about_all = std::exchange(report.findings, {});
  const Keep keep = is_server(changes.context.mode) ? Keep::bounded : Keep::all;
  CommitPass pass(reach, checks, quarantined, repository, watcher, keep, changes.context);
  TRY_ASSIGN(const CommitFindings found, pass.judge(report.counts));
  TRY_ASSIGN(const IsWaived is_waived, expected_waivers(policy, changes.context));
  TRY_SET(report.findings, to_findings(found, reach, changes.context, repository, is_waived));
  TRY_ASSIGN(const ActiveChecks ref_checks, activate(policy, {Scope::ref}, default_branch));
  TRY(judge_refs(ref_checks, changes, repository, report.findings));
  std::vector<std::string> refs;
  for (const RefUpdate& update : changes.updates) refs.push_back(update.ref);
  TRY_ASSIGN(const ActiveChecks tip_checks, activate_tip_checks(policy, refs, default_branch));
  TRY(judge_tips(tip_checks, changes, reach.updates(), repository, watcher, report.findings));
  drop_repeated_of_files(report.findings);
  drop_shared_steps(report.findings);
  report.findings.insert(report.findings.end(), about_all.begin(), about_all.end());
  const std::initializer_list<const ActiveChecks*> all_checks{&checks.push, &checks.commit, &checks.file,
                                                              &ref_checks, &tip_checks};
  for (const ActiveChecks* each : all_checks) note_judged(*each, refs, report);
  return report;
}

}  // namespace expgate::engine
