#include "deploy/trial_push.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>
#include <unistd.h>
#include <utility>

#include <fmt/core.h>

#include "base/strings.h"
#include "deploy/gitaly_hooks.h"
#include "deploy/scratch_server.h"
#include "gate/effective_policy.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kWeights = "expgate-doctor.pt";
constexpr std::string_view kBadMessage = "update";
constexpr std::size_t kMostLines = 12;     // of what a hook said
constexpr std::size_t kMostBranches = 12;  // names to try

using Outcome = TrialPush::Outcome;

// The rules that a report names as errors.
std::vector<std::string> rules_in(std::string_view said) {
  constexpr std::string_view kMark = "error[";
  std::set<std::string> rules;
  for (const std::string_view line : lines(said))
    if (const std::size_t at = line.find(kMark); at != std::string_view::npos)
      if (const std::size_t end = line.find(']', at); end != std::string_view::npos)
        rules.emplace(line.substr(at + kMark.size(), end - at - kMark.size()));
  return {rules.begin(), rules.end()};
}

bool says(const ScratchPush& push, std::string_view text) {
  return push.said.find(text) != std::string::npos;
}

bool is_refused_by_gate(const ScratchPush& push) {
  return !push.got_in && says(push, "expgate: push refused") && !rules_in(push.said).empty();
}

// What to show of a push that went otherwise than it should: what the server said, not git's own words.
std::vector<std::string> shown_lines(const ScratchPush& push) {
  std::vector<std::string> shown;
  for (const std::string_view line : lines(push.said)) {
    if (trim(line).empty() || line.starts_with("To ") || line.starts_with("error: failed to push")) continue;
    shown.emplace_back(line);
    if (shown.size() == kMostLines) break;
  }
  return shown;
}

// A branch that an entry of branch-name's `allow` lets in: the word itself, or with our name for each star.
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
  // Only where nothing else may be pushed to: there the trial has to add to what is there.
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

// One trial as it goes on.
class Course {
 public:
  Course(const HookSite& place, const TrialPushOptions& options, HookAccount account)
      : place_(place), options_(options), account_(std::move(account)) {}

  Result<Outcome> run(InstallationChecks& signs);

 private:
  std::vector<std::string> variables() const;
  policy::Policy policy_in_force() const;
  Result<std::string> harmless_commit(const std::string& branch);
  Result<bool> push_harmless(InstallationChecks& signs);
  Result<Outcome> push_harmful(InstallationChecks& signs);
  Result<Outcome> let_in(const ScratchPush& push, const std::string& harmful, InstallationChecks& signs);
  void tell_hooks(InstallationChecks& signs) const;
  void tell_circumstances(InstallationChecks& signs) const;

  const HookSite& place_;
  const TrialPushOptions& options_;
  HookAccount account_;
  std::string project_;
  std::optional<ScratchServer> server_;
  std::string branch_;
  std::string harmless_;  // the commit that got in
  AbsentBefore audit_log_;
};

std::vector<std::string> Course::variables() const {
  std::vector<std::string> all{"GL_USERNAME=expgate-doctor", "GL_PROJECT_PATH=" + project_};
  if (!place_.custom_hooks.empty())
    all.insert(all.end(), {"GL_ID=user-0", "GL_REPOSITORY=project-0", "GL_PROTOCOL=ssh"});
  all.insert(all.end(), options_.environment.begin(), options_.environment.end());
  return all;
}

// The policy that the hook will find, for what can be learned from it; one that cannot be read will show when
// it is asked.
policy::Policy Course::policy_in_force() const {
  const std::string folder = server_->repository().string();
  ::setenv("GIT_DIR", folder.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  const auto repository = git::Repository::open_from_environment();
  ::unsetenv("GIT_DIR");  // NOLINT(concurrency-mt-unsafe)
  if (!repository) return {};
  ChangeSet changes;
  changes.context.mode = Mode::pre_receive;
  changes.context.project = project_;
  changes.context.default_branch = server_->default_branch();
  return gate::effective_policy(**repository, changes, {}).value_or(policy::Policy{});
}

// Text, a config with a seed, a plain message; a root commit, so that no past is judged along with it.
Result<std::string> Course::harmless_commit(const std::string& branch) {
  const bool is_default = "refs/heads/" + branch == server_->default_branch();
  const std::string message = options_.message.empty() ? "chore: try the gate" : options_.message;
  return server_->commit({{"configs/" + branch + ".yaml", "seed: 1\n"}, {"expgate-doctor.txt", "A trial.\n"}},
                         message, is_default ? server_->default_tip() : "");
}

Result<bool> Course::push_harmless(InstallationChecks& signs) {
  ScratchPush push;
  const policy::Policy policy = policy_in_force();
  // A log that root has made could not be written by those who run the hooks from then on.
  if (account_.is_guess && policy.audit) audit_log_ = AbsentBefore(policy.audit->file);
  for (const std::string& branch : branches_to_try(options_, policy, server_->default_branch())) {
    TRY_ASSIGN(const std::string commit, harmless_commit(branch));
    TRY_ASSIGN(ScratchPush next, server_->push(commit, branch));
    if (next.got_in) {
      branch_ = branch;
      harmless_ = commit;
      signs.push_back(ok(fmt::format("trial: a harmless commit got in, on `{}`", branch)));
      return true;
    }
    if (branch_.empty()) push = std::move(next);
    branch_ = branch;
    if (rules_in(push.said) != std::vector<std::string>{"branch-name"}) break;
  }
  InstallationCheck sign =
      bad("trial: something else than expgate refuses even a harmless commit, so nothing can be told", "");
  if (is_refused_by_gate(push))
    sign = bad("trial: the policy refuses even the commit of the trial, so nothing can be told",
               "a branch and a message that it lets in: --branch NAME, --message TEXT");
  else if (says(push, "could not decide") || says(push, "expgate: nothing gets in"))
    sign = bad("trial: the gate lets nothing in, not even a harmless commit", "");
  sign.details = shown_lines(push);
  signs.push_back(std::move(sign));
  return false;
}

Result<Outcome> Course::push_harmful(InstallationChecks& signs) {
  TRY_ASSIGN(const std::string harmful,
             server_->commit({{std::string(kWeights), "no weights\n"}}, std::string(kBadMessage), harmless_));
  TRY_ASSIGN(const ScratchPush push, server_->push(harmful, branch_));
  if (push.got_in) return let_in(push, harmful, signs);
  const std::vector<std::string> rules = rules_in(push.said);
  if (!is_refused_by_gate(push)) {
    InstallationCheck sign =
        bad("trial: something else than expgate refused the harmful commit, so nothing can be told", "");
    sign.details = shown_lines(push);
    signs.push_back(std::move(sign));
    return Outcome::not_tried;
  }
  signs.push_back(ok(fmt::format("trial: expgate refused `{}` and the message `{}`: {}", kWeights,
                                 kBadMessage, join(rules, ", "))));
  if (std::find(rules.begin(), rules.end(), "artifact-path") == rules.end())
    signs.push_back(
        warn(fmt::format("trial: the policy has nothing against `{}` on `{}`", kWeights, branch_), ""));
  return Outcome::shut;
}

// A harmful commit that got in: told (warn mode), by leave of the policy, or past the gate.
Result<Outcome> Course::let_in(const ScratchPush& push, const std::string& harmful,
                               InstallationChecks& signs) {
  if (says(push, "would be refused") && !rules_in(push.said).empty()) {
    signs.push_back(
        warn(fmt::format("trial: warn mode is on: `{}` and the message `{}` were told ({}) and let in",
                         kWeights, kBadMessage, join(rules_in(push.said), ", ")),
             ""));
    return Outcome::shut;
  }
  TRY_ASSIGN(const git::CommandOutput own, server_->judge(harmless_, harmful, branch_));
  if (own.ok() && rules_in(own.err).empty()) {
    signs.push_back(
        bad(fmt::format("trial: the policy has nothing against `{}` and the message `{}` on `{}`, so "
                        "nothing can be told",
                        kWeights, kBadMessage, branch_),
            "another branch: --branch NAME"));
    return Outcome::let_in_by_policy;
  }
  signs.push_back(bad(
      fmt::format("trial: the gate is OPEN: `{}` with the message `{}` got in", kWeights, kBadMessage), ""));
  return Outcome::open;
}

// The hooks that Gitaly runs, in its order, and those that it does not run and says nothing of.
void Course::tell_hooks(InstallationChecks& signs) const {
  if (place_.custom_hooks.empty()) return;
  std::vector<std::string> order;
  const auto can_run = [this](const fs::path& file) { return server_->can_run(file); };
  for (const GitalyHook& hook : gitaly_hooks(place_.custom_hooks, can_run)) {
    const std::string name = hook.path.lexically_relative(place_.custom_hooks).string();
    if (hook.skipped.empty())
      order.push_back(name);
    else
      signs.push_back(
          warn(fmt::format("{}: Gitaly skips it without a word: {}", shown(hook.path), hook.skipped), ""));
  }
  if (!order.empty()) signs.push_back(ok("hooks in their order: " + join(order, ", ")));
}

void Course::tell_circumstances(InstallationChecks& signs) const {
  signs.push_back(
      ok(fmt::format("trial: in a scratch copy, hooks run as `{}`, project `{}`", account_.name, project_)));
  if (!account_.remark.empty()) signs.push_back(warn("trial: " + account_.remark, ""));
}

Result<Outcome> Course::run(InstallationChecks& signs) {
  project_ = options_.project;
  if (project_.empty())
    project_ = place_.custom_hooks.empty() ? place_.repository.string() : std::string("expgate/doctor");
  TRY_ASSIGN(ScratchServer made, ScratchServer::make(place_, account_, variables()));
  server_.emplace(std::move(made));
  tell_hooks(signs);
  tell_circumstances(signs);
  TRY_ASSIGN(const bool got_in, push_harmless(signs));
  if (!got_in) return Outcome::not_tried;
  return push_harmful(signs);
}

}  // namespace

TrialPush run_trial_push(const HookSite& place, const TrialPushOptions& options) {
  TrialPush trial;
  Result<Outcome> outcome;
  Result<HookAccount> account =
      hook_account(place.repository.empty() ? place.custom_hooks : place.repository, options.user);
  if (account)
    outcome = Course(place, options, std::move(*account)).run(trial.signs);
  else
    outcome = tl::unexpected(account.error());
  if (outcome)
    trial.outcome = *outcome;
  else
    trial.signs.push_back(
        bad("trial: could not be tried: " + english(outcome.error().message), english(outcome.error().help)));
  return trial;
}

}  // namespace expgate::deploy
