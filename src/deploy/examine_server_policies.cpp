#include "deploy/examine_server_policies.h"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

#include "base/files.h"
#include "base/strings.h"
#include "git/command.h"
#include "policy/load.h"
#include "rules/rule.h"

namespace expgate::deploy {

namespace {

namespace fs = std::filesystem;

bool takes_push_options(const fs::path& repository) {
  const Result<std::string> set =
      git::output_of(git_in(repository, {"config", "--bool", "receive.advertisePushOptions"}));
  return set && trim(*set) == "true";
}

bool is_program(const std::string& file) {
  std::error_code error;
  return fs::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0;
}

// Files of keys and the like that the policy names: what needs one can be decided only with it.
void add_unreadable_files(const policy::Policy& policy, const fs::path& named_by,
                          InstallationChecks& checks) {
  for (const policy::Check& check : policy.checks) {
    if (check.severity == Severity::off) continue;
    for (const OptionSpec& option : check.rule->options) {
      const std::string named = option.is_servers ? check.options.text(option.name) : "";
      if (named.empty() || read_file(named)) continue;
      checks.push_back(
          bad(tr("policy: `{option}` in `{file}` names `{named}`, which cannot be read: no signed "
                 "commit gets in",
                 {{"option", std::string(option.name)}, {"file", named_by.string()}, {"named", named}})));
    }
  }
}

}  // namespace

InstallationChecks examine_server_policies(const HookSite& site) {
  InstallationChecks checks;
  if (!site.is_server) return checks;
  bool has_bypass = false;
  for (const fs::path& file : site.policies) {
    const auto text = read_file(file.string());
    if (!text) continue;
    const policy::Layer layer{file.string(), *text, policy::Layer::Trust::server};
    const Result<policy::Policy> policy = policy::load({&layer, 1}, rules::declarations());
    if (!policy) continue;
    add_unreadable_files(*policy, file, checks);
    has_bypass = has_bypass || !policy->bypasses.empty();
    if (policy->notify.empty() || is_program(policy->notify.front())) continue;
    checks.push_back(warn(
        tr("policy: `notify` in `{file}` names `{program}`, which cannot be run: nobody hears of a bypass",
           {{"file", file.string()}, {"program", policy->notify.front()}})));
  }
  // Gitaly takes push options whatever the configuration says.
  const bool is_gits = site.custom_hooks.empty() && !site.repository.empty();
  if (has_bypass && is_gits && !takes_push_options(site.repository))
    checks.push_back(
        warn(tr("policy: nobody can bypass a rule here: git takes no push options"),
             {{"git", "-C", site.repository.string(), "config", "receive.advertisePushOptions", "true"}}));
  return checks;
}

}  // namespace expgate::deploy
