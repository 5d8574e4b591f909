#include "rewrite/mend.h"

#include <algorithm>

#include "base/files.h"
#include "base/strings.h"
#include "gate/gate.h"
#include "message/charset.h"
#include "rewrite/checkout.h"
#include "rewrite/fold.h"
#include "rewrite/strip.h"
#include "text/utf8.h"

namespace expgate::rewrite {

Result<Mend> Mend::begin(git::Repository& repository, const gate::Settings& settings,
                         const std::string& remote, const std::string& branch,
                         const std::vector<std::pair<std::string, std::string>>& messages) {
  Mend mend(repository, settings);
  TRY_SET(mend.destination_, find_destination(repository, remote, branch));
  mend.tip_ = mend.destination_.tip;
  TRY_SET(mend.originals_, lacking_commits(repository, mend.destination_, mend.tip_));
  mend.commits_ = mend.originals_;
  for (const Oid& oid : mend.originals_) mend.origins_.emplace(oid, oid);
  TRY(mend.must_be_safe());
  TRY(mend.take_messages(messages));
  TRY(mend.improve());
  return mend;
}

// What git shows must be what is pushed: a replace ref or a graft makes the two differ.
Result<void> Mend::must_be_safe() {
  TRY_ASSIGN(const std::vector<WorkTree> work_trees, work_trees_of(repository_, destination_.branch));
  for (const WorkTree& each : work_trees) TRY(must_be_idle(each));
  TRY(repository_.each_ref({"refs/replace/"}, [&](const git::Ref& ref) -> Result<void> {
    const std::string name(ref.name.substr(ref.name.rfind('/') + 1));
    const auto oid = Oid::parse(name);
    if (!oid || !origins_.contains(*oid)) return {};
    return fail(tr("commit {oid} is replaced by another one (git-replace(1)), which a push would not send",
                   {{"oid", oid->abbreviated()}}),
                tr("`git replace -d {oid}` shows what will be pushed; then mend that", {{"oid", name}}));
  }));
  const auto grafts = read_file(repository_.common_folder() + "info/grafts");
  if (grafts && !trim(*grafts).empty())
    return fail(tr("this repository has grafts, which a push would not send"),
                tr("`git replace --convert-graft-file` makes replace refs of them"));
  return {};
}

Result<void> Mend::take_messages(const std::vector<std::pair<std::string, std::string>>& messages) {
  for (const auto& [revision, text] : messages) {
    TRY_ASSIGN(const auto oid, repository_.revision(revision));
    const auto commit = oid ? origins_.find(*oid) : origins_.end();
    if (commit == origins_.end())
      return fail(tr("`{revision}` is not one of the commits that the remote lacks",
                     {{"revision", text::printable(revision)}}));
    messages_[commit->first] = text;
  }
  return {};
}

Result<void> Mend::judge() {
  TRY_ASSIGN(const ChangeSet changes, push_of(repository_, destination_, tip_));
  TRY_SET(report_, gate::judge_push(repository_, changes, settings_));
  return {};
}

// What one plan mends may bring up something else: a commit that is not a merge any more owes a header.
Result<void> Mend::improve() {
  constexpr int kMostPasses = 8;
  for (int i = 0; i < kMostPasses; ++i) {
    TRY(judge());
    if (commits_.empty()) break;
    std::unordered_map<Oid, std::string, OidHash> messages;
    for (const auto& [now, origin] : origins_)
      if (const auto given = messages_.find(origin); given != messages_.end())
        messages.emplace(now, given->second);
    TRY_ASSIGN(Plan plan, plan_for(repository_, report_, commits_, messages));
    std::erase_if(plan.folded, [&](const Oid& oid) {
      const bool is_unfoldable = unfoldable_.contains(oid);
      const auto& by_rule = plan.folded_by_rule;
      if (is_unfoldable && std::find(by_rule.begin(), by_rule.end(), oid) != by_rule.end())
        plan.unworded.push_back(oid);
      return is_unfoldable;
    });
    unworded_ = plan.unworded;
    // After folding, records may still name what was folded.
    if (plan.empty() && !has_folded_) break;
    has_folded_ = !plan.folded.empty();
    const Oid before = tip_;
    Steps actions;
    TRY_ASSIGN(const Mapping mapping, pass(plan, actions));
    follow(mapping, actions);
    if (tip_ == before && plan.folded.empty()) break;
  }
  return list_mended();
}

// Folding comes first, and alone: what is left of the commits is judged again.
Result<Mapping> Mend::pass(Plan& plan, Steps& actions) {
  if (plan.folded.empty()) {
    messages_.clear();
    ignored_.insert(plan.ignored.begin(), plan.ignored.end());
    return rewrite::carry_out(repository_, commits_, plan.changes, plan.ignored, mapping_, actions);
  }
  TRY_ASSIGN(Mapping mapping, fold(repository_, commits_, plan.folded, actions));
  for (const Oid& oid : plan.folded)
    if (!mapping.dropped.contains(oid)) unfoldable_.insert(mapping.of(oid));
  return mapping;
}

void Mend::follow(const Mapping& mapping, const Steps& actions) {
  std::unordered_map<Oid, Oid, OidHash> origins;
  std::vector<Oid> commits;
  for (const Oid& oid : commits_) {
    const Oid origin = origins_.at(oid);
    if (const auto done = actions.find(oid); done != actions.end())
      actions_[origin].insert(actions_[origin].end(), done->second.begin(), done->second.end());
    if (mapping.dropped.contains(oid)) mapping_.dropped.insert(origin);
    if (mapping.of(oid) != oid) mapping_.now[origin] = mapping.of(oid);
    if (mapping.dropped.contains(oid)) continue;
    commits.push_back(mapping.of(oid));
    origins.emplace(mapping.of(oid), origin);
  }
  // What stands for a commit that was dropped earlier may have been written anew, too.
  for (auto& [origin, now] : mapping_.now)
    if (mapping_.dropped.contains(origin)) now = mapping.of(now);
  commits_ = std::move(commits);
  origins_ = std::move(origins);
  tip_ = mapping.of(tip_);
}

namespace {

// What was done in several passes, in order; of several messages the last one counts.
std::vector<Step> told_once(std::vector<Step> steps) {
  bool has_message = false;
  for (std::size_t i = steps.size(); i-- > 0;) {
    if (steps[i].kind != Step::Kind::message) continue;
    if (has_message) steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i));
    has_message = true;
  }
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  return steps;
}

}  // namespace

Result<void> Mend::list_mended() {
  mended_.clear();
  for (const Oid& origin : originals_) {
    const auto now = mapping_.now.find(origin);
    if (now == mapping_.now.end() || now->second == origin) continue;
    TRY_ASSIGN(const Commit commit, repository_.commit(origin));
    MendedCommit mended{origin, now->second, message::subject_of(commit), {}};
    if (mapping_.dropped.contains(origin)) mended.now.reset();
    if (const auto done = actions_.find(origin); done != actions_.end())
      mended.actions = told_once(done->second);
    mended_.push_back(std::move(mended));
  }
  return find_refs();
}

Result<std::vector<Unworded>> Mend::unworded() {
  constexpr std::size_t kMostFiles = 20;
  std::vector<Unworded> missing;
  for (const Oid& oid : unworded_) {
    TRY_ASSIGN(const Commit commit, repository_.commit(oid));
    Unworded each{origins_.at(oid), text_of_message(commit), {}, {}};
    TRY_ASSIGN(const std::vector<File> files, repository_.introduced(commit));
    for (const File& file : files)
      if (!file.is_name_only && each.files.size() < kMostFiles) each.files.push_back(file.path);
    for (const Finding& finding : report_.findings)
      if (finding.commit == oid && finding.remedy.kind == Remedy::Kind::message)
        each.findings.push_back(&finding);
    missing.push_back(std::move(each));
  }
  return missing;
}

Result<void> Mend::give_messages(const std::vector<std::pair<Oid, std::string>>& messages) {
  for (const auto& [origin, text] : messages) messages_[origin] = text;
  return improve();
}

}  // namespace expgate::rewrite
