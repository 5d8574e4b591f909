#include "deploy/trial_push.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/strings.h"
#include "deploy/gitaly_hooks.h"
#include "deploy/scratch_server.h"
#include "gate/effective_policy.h"
#include "text/suggestion.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

constexpr const char* kWeights = "expgate-doctor.pt";
constexpr const char* kBadMessage = "update";
constexpr std::size_t kMostLines = 12;     // of what a hook wrote
constexpr std::size_t kMostBranches = 12;  // names to try

using Outcome = TrialPush::Outcome;

bool is_rejected_by_expgate(const ScratchPush& push) {
  return !push.accepted && push.report && push.report->verdict == Verdict::fail;
}

std::vector<std::string> rules_of(const ScratchPush& push) {
  return push.report ? push.report->rules : std::vector<std::string>();
}

// What to show of a push that went wrong: what the server wrote, without git's own lines.
std::vector<std::string> shown_lines(const ScratchPush& push) {
  std::vector<std::string> shown;
  for (const std::string_view line : lines(push.output)) {
    if (trim(line).empty() || line.starts_with("To ") || line.starts_with("error: failed to push")) continue;
    shown.emplace_back(line);
    if (shown.size() == kMostLines) break;
  }
  return shown;
}

// A branch that an entry of branch-name's `allow` accepts: the entry itself, with our name for each star.
std::string branch_of(const std::string& glob) {
  std::string branch;
  for (std::size_t at = 0; at < glob.size(); ++at) {
    if (glob[at] != '*')
      branch += glob[at];
    else if (at == 0 || glob[at - 1] != '*')
      branch += "expgate-doctor";
  }
  return branch.find_first_of("?[]{}!\\") == std::string::npos && !branch.starts_with('/') ? branch : "";
}

std::vector<std::string> branches_to_try(const TrialPushOptions& options, const policy::Policy& policy,
                                         const std::string& default_branch) {
  if (!options.branch.empty()) return {options.branch};
  std::vector<std::string> branches{"feature/expgate-doctor"};
  for (const policy::Check& check : policy.checks) {
    if (check.rule->id != "branch-name" || check.severity == Severity::off) continue;
    for (const char* option : {"allow", "also"})
      for (const std::string& glob : check.options.list(option)) {
        std::string branch = branch_of(glob);
        const bool is_known = std::find(branches.begin(), branches.end(), branch) != branches.end();
        if (!branch.empty() && !is_known && "refs/heads/" + branch != default_branch)
          branches.push_back(std::move(branch));
      }
  }
  // Only if nothing else may be pushed to: there the push has to add to what is there.
  if (default_branch.starts_with("refs/heads/")) branches.push_back(default_branch.substr(11));
  if (branches.size() > kMostBranches) branches.resize(kMostBranches);
  return branches;
}

// Removes a file at the end that was not there at the beginning.
class AbsentBefore {
 public:
  AbsentBefore() = default;
  explicit AbsentBefore(const std::string& file) {
    std::error_code error;
    if (fs::symlink_status(file, error).type() == fs::file_type::not_found) file_ = file;
  }
  AbsentBefore(AbsentBefore&& other) noexcept : file_(std::exchange(other.file_, {})) {}
  AbsentBefore& operator=(AbsentBefore&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~AbsentBefore() {
    std::error_code error;
    if (!file_.empty()) fs::remove(file_, error);
  }

 private:
  fs::path file_;
};

// One trial push, step by step.
class Trial {
 public:
  Trial(const HookSite& site, const TrialPushOptions& options, HookAccount account)
      : site_(site), options_(options), account_(std::move(account)) {}

  Result<Outcome> run(InstallationChecks& checks);

 private:
  std::vector<std::string> variables() const;
  policy::Policy policy_in_force() const;
  Result<std::string> harmless_commit(const std::string& branch);
  Result<bool> push_harmless(InstallationChecks& checks);
  void check_kept_hooks(InstallationChecks& checks) const;
  InstallationCheck why_rejected(const ScratchPush& push) const;
  Result<Outcome> push_harmful(InstallationChecks& checks);
  Result<Outcome> explain_accepted(const ScratchPush& push, const std::string& harmful,
                                   InstallationChecks& checks);
  void check_gitaly_hooks(InstallationChecks& checks) const;
  void check_account(InstallationChecks& checks) const;

  const HookSite& site_;
  const TrialPushOptions& options_;
  HookAccount account_;
  std::string project_;
  std::optional<ScratchServer> server_;
  std::string branch_;
  std::string harmless_;  // the commit that was accepted
  AbsentBefore audit_log_;
};

std::vector<std::string> Trial::variables() const {
  std::vector<std::string> all{"GL_USERNAME=expgate-doctor", "GL_PROJECT_PATH=" + project_};
  if (!site_.custom_hooks.empty())
    all.insert(all.end(), {"GL_ID=user-0", "GL_REPOSITORY=project-0", "GL_PROTOCOL=ssh"});
  all.insert(all.end(), options_.environment.begin(), options_.environment.end());
  return all;
}

// The policy that the hook will find, for what can be learned from it; one that cannot be read shows when a
// hook reads it.
policy::Policy Trial::policy_in_force() const {
  const auto repository = git::Repository::open(server_->repository().string());
  if (!repository) return {};
  ChangeSet changes;
  changes.context.mode = Mode::pre_receive;
  changes.context.project = project_;
  changes.context.default_branch = server_->default_branch();
  return gate::effective_policy(**repository, changes, {}).value_or(policy::Policy{});
}

// Text, a config with a seed, a plain message; a root commit, so that no history is checked along with it.
Result<std::string> Trial::harmless_commit(const std::string& branch) {
  const bool is_default = "refs/heads/" + branch == server_->default_branch();
  const std::string message = options_.message.empty() ? "chore: try the gate" : options_.message;
  return server_->commit({{"configs/" + branch + ".yaml", "seed: 1\n"}, {"expgate-doctor.txt", "A trial.\n"}},
                         message, is_default ? server_->default_tip() : "");
}

// Whether a branch accepts the harmless commit.
Result<bool> Trial::push_harmless(InstallationChecks& checks) {
  ScratchPush first;
  const policy::Policy policy = policy_in_force();
  // A log that root has created could not be written by those who run the hooks from then on.
  if (account_.doubt == HookAccount::Doubt::may_be_other && policy.audit)
    audit_log_ = AbsentBefore(policy.audit->file);
  for (const std::string& branch : branches_to_try(options_, policy, server_->default_branch())) {
    TRY_ASSIGN(const std::string commit, harmless_commit(branch));
    TRY_ASSIGN(ScratchPush push, server_->push(commit, branch));
    if (push.accepted || (push.report && push.report->verdict == Verdict::pass)) {
      branch_ = branch;
      harmless_ = commit;
      const Arguments arguments{{"branch", branch}};
      checks.push_back(
          push.accepted ? ok(tr("trial push: a harmless commit on `{branch}` was accepted", arguments))
                        : warn(tr("trial push: expgate accepted a harmless commit on `{branch}`, but another "
                                  "hook rejected it",
                                  arguments)));
      if (!push.accepted) checks.back().details = shown_lines(push);
      check_kept_hooks(checks);
      return true;
    }
    if (branch_.empty()) first = std::move(push);
    branch_ = branch;
    if (rules_of(first) != std::vector<std::string>{"branch-name"}) break;
  }
  checks.push_back(why_rejected(first));
  return false;
}

// Whether the foreign hooks that were there before ours ran in the push that was accepted.
void Trial::check_kept_hooks(InstallationChecks& checks) const {
  for (const ScratchServer::KeptHook& kept : server_->kept_hooks()) {
    const Arguments arguments{{"file", shown(kept.file)}};
    checks.push_back(kept.has_run ? ok(tr("trial push: `{file}` ran before expgate", arguments))
                                  : bad(tr("trial push: `{file}` did not run", arguments)));
  }
}

InstallationCheck Trial::why_rejected(const ScratchPush& push) const {
  const bool is_undecided =
      push.report ? push.report->verdict == Verdict::undecided : server_->lacks_program();
  InstallationCheck check =
      bad(is_undecided
              ? tr("trial push: expgate rejects everything, even a harmless commit")
              : tr("trial push: something other than expgate rejects even a harmless commit, so the push "
                   "proves nothing"));
  if (is_rejected_by_expgate(push)) {
    check = bad(tr("trial push: the policy rejects even a harmless commit, so the push proves nothing"));
    check.help = tr("name a branch and a message that the policy accepts: --branch NAME --message TEXT");
  }
  if (is_undecided) check.effect = InstallationCheck::Effect::all_rejected;
  check.details = shown_lines(push);
  return check;
}

Result<Outcome> Trial::push_harmful(InstallationChecks& checks) {
  TRY_ASSIGN(const std::string harmful,
             server_->commit({{kWeights, "no weights\n"}}, kBadMessage, harmless_));
  TRY_ASSIGN(const ScratchPush push, server_->push(harmful, branch_));
  if (push.accepted) return explain_accepted(push, harmful, checks);
  const std::vector<std::string> rules = rules_of(push);
  if (!is_rejected_by_expgate(push)) {
    InstallationCheck check = bad(tr(
        "trial push: something other than expgate rejected the harmful commit, so the push proves nothing"));
    check.details = shown_lines(push);
    checks.push_back(std::move(check));
    return Outcome::inconclusive;
  }
  checks.push_back(ok(tr("trial push: expgate rejected `{file}` and the message `{message}`: {rules}",
                         {{"file", kWeights}, {"message", kBadMessage}, {"rules", text::listed(rules)}})));
  if (std::find(rules.begin(), rules.end(), "artifact-path") == rules.end())
    checks.push_back(warn(tr("trial push: the policy has no rule against `{file}` on `{branch}`",
                             {{"file", kWeights}, {"branch", branch_}})));
  return Outcome::blocked;
}

// Why a harmful commit was accepted: warn mode, the policy, or hooks that do not block.
Result<Outcome> Trial::explain_accepted(const ScratchPush& push, const std::string& harmful,
                                        InstallationChecks& checks) {
  const Arguments arguments{{"file", kWeights},
                            {"message", kBadMessage},
                            {"branch", branch_},
                            {"rules", text::listed(rules_of(push))}};
  if (!rules_of(push).empty()) {
    checks.push_back(
        with_effect(warn(tr("trial push: warn mode is on: `{file}` and the message `{message}` were reported "
                            "({rules}) but not blocked",
                            arguments)),
                    InstallationCheck::Effect::reported));
    return Outcome::blocked;
  }
  TRY_ASSIGN(const GateReport own, server_->judge(harmless_, harmful, branch_));
  if (own.verdict == Verdict::pass && own.rules.empty()) {
    checks.push_back(
        bad(tr("trial push: the policy has no rule against `{file}` and the message `{message}` "
               "on `{branch}`, so the push proves nothing",
               arguments)));
    checks.back().help = tr("name another branch: --branch NAME");
    return Outcome::accepted_by_policy;
  }
  checks.push_back(bad(
      tr("trial push: NOT BLOCKED: the server accepted `{file}` with the message `{message}`", arguments)));
  return Outcome::not_blocked;
}

Text why_skipped(const GitalyHook& hook) {
  const Arguments arguments{{"file", shown(hook.path)}};
  switch (hook.skipped) {
    case GitalyHook::Skipped::no:
      break;
    case GitalyHook::Skipped::backup_name:
      return tr("{file}: Gitaly skips it without a message: its name ends in `~`", arguments);
    case GitalyHook::Skipped::dangling_link:
      return tr("{file}: Gitaly skips it without a message: the target of the link does not exist",
                arguments);
    case GitalyHook::Skipped::folder:
      return tr("{file}: Gitaly skips it without a message: it is a folder", arguments);
    case GitalyHook::Skipped::not_executable:
      return tr("{file}: Gitaly skips it without a message: the user who runs hooks cannot execute it",
                arguments);
  }
  return {};
}

// The hooks that Gitaly runs, in its order, and those that it skips without a message.
void Trial::check_gitaly_hooks(InstallationChecks& checks) const {
  if (site_.custom_hooks.empty()) return;
  std::vector<std::string> order;
  const auto can_run = [this](const fs::path& file) { return server_->can_run(file); };
  for (const GitalyHook& hook : gitaly_hooks(site_.custom_hooks, can_run)) {
    if (hook.skipped == GitalyHook::Skipped::no)
      order.push_back(hook.path.lexically_relative(site_.custom_hooks).string());
    else
      checks.push_back(warn(why_skipped(hook)));
  }
  if (!order.empty())
    checks.push_back(ok(tr("hooks run in this order: {hooks}", {{"hooks", text::listed(order)}})));
}

void Trial::check_account(InstallationChecks& checks) const {
  checks.push_back(ok(tr("trial push: into a scratch copy, hooks run as `{user}`, project `{project}`",
                         {{"user", account_.name}, {"project", project_}})));
  if (account_.doubt == HookAccount::Doubt::may_be_other) {
    checks.push_back(
        warn(tr("trial push: the hooks ran as root, but the server may run them as another user")));
    checks.back().help = tr("name that user: --user NAME");
  }
  if (account_.doubt == HookAccount::Doubt::needs_root) {
    checks.push_back(
        warn(tr("trial push: the server runs hooks as `{user}`; only root can run them as that user",
                {{"user", account_.name}})));
    checks.back().help = tr("run the command again with sudo");
  }
}

Result<Outcome> Trial::run(InstallationChecks& checks) {
  project_ = options_.project;
  if (project_.empty())
    project_ = site_.custom_hooks.empty() ? site_.repository.string() : std::string("expgate/doctor");
  TRY_ASSIGN(ScratchServer made, ScratchServer::make(site_, account_, variables()));
  server_.emplace(std::move(made));
  check_gitaly_hooks(checks);
  check_account(checks);
  TRY_ASSIGN(const bool is_accepted, push_harmless(checks));
  if (!is_accepted) return Outcome::inconclusive;
  return push_harmful(checks);
}

}  // namespace

TrialPush run_trial_push(const HookSite& site, const TrialPushOptions& options) {
  TrialPush trial;
  Result<Outcome> outcome;
  Result<HookAccount> account =
      hook_account(site.repository.empty() ? site.custom_hooks : site.repository, options.user);
  if (account)
    outcome = Trial(site, options, std::move(*account)).run(trial.checks);
  else
    outcome = tl::unexpected(account.error());
  if (outcome) {
    trial.outcome = *outcome;
  } else {
    trial.checks.push_back(
        bad(tr("trial push: it could not be made: {error}", {{"error", outcome.error().message}})));
    trial.checks.back().help = outcome.error().help;
  }
  return trial;
}

}  // namespace expgate::deploy
