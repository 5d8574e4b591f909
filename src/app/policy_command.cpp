#include <memory>

#include "app/command.h"
#include "app/output.h"
#include "app/policy_exchange.h"
#include "app/policy_file.h"
#include "app/policy_text.h"
#include "app/policy_try.h"
#include "catalogue/catalogue.h"
#include "engine/active_check.h"
#include "git/repository.h"
#include "policy/releases.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

struct PolicyArguments {
  std::string file;
  std::string ref;
  std::string project;
  std::string release;
};

std::string notes_of(const policy::Policy& policy, const std::string& prefix) {
  std::string out;
  for (const Text& note : policy.notes)
    out += prefix + text::printable(catalogue::render(tr("note: {note}", {{"note", note}}))) + "\n";
  return out;
}

std::vector<Text> names_of(const PolicyFiles& files) {
  std::vector<Text> names;
  for (const policy::Layer& layer : files.layers)
    names.push_back(verbatim("`" + text::printable(layer.name) + "`"));
  return names;
}

// Says what an older release would not know of the files.
Result<int> check_for(const std::string& release, const PolicyFiles& files, const policy::Policy& policy) {
  TRY_ASSIGN(const std::vector<policy::News> news,
             policy::unknown_to(release, files.layers, policy, rules::declarations()));
  std::string out;
  for (const policy::News& each : news)
    out += catalogue::render(
               tr("{place}: {version} does not know {what}",
                  {{"place", policy::text_of(each.at)}, {"version", release}, {"what", each.what}})) +
           "\n";
  if (news.empty())
    out = catalogue::render(tr("ok: {files}: {version} knows all of it",
                               {{"files", names_of(files)}, {"version", release}})) +
          "\n";
  TRY(print(out));
  return news.empty() ? 0 : 1;
}

Result<int> check(const PolicyArguments& options, const Common& common) {
  TRY_ASSIGN(const PolicyFiles files, policy_files(options.file, common));
  if (files.layers.empty())
    return fail(
        tr("there is no policy here, so the pack `pytorch` applies"),
        tr("`expgate init` writes a first policy; `expgate policy show` prints what applies without one"));
  TRY_ASSIGN(const policy::Policy policy, load_for_people(files));
  if (!options.release.empty()) return check_for(options.release, files, policy);
  std::uint64_t on = 0;
  for (const policy::Check& each : policy.checks) on += each.severity == Severity::off ? 0 : 1;
  const Text done =
      tr_n("ok: {files}: {count} check, {on} of them on", "ok: {files}: {count} checks, {on} of them on",
           policy.checks.size(), {{"files", names_of(files)}, {"on", on}});
  TRY(print(catalogue::render(done) + "\n" + notes_of(policy, "")));
  return 0;
}

// "main", "tags/v1" and "refs/heads/main" all name a ref.
std::string full_ref(const std::string& name) {
  if (name.starts_with("refs/")) return name;
  return (name.starts_with("tags/") ? "refs/" : "refs/heads/") + name;
}

// Keeps the checks that are for the ref.
Result<void> keep_for(const std::string& ref, policy::Policy& policy) {
  const auto repository = git::Repository::open_from_environment();
  std::string default_branch;  // outside of a repository there is none
  if (repository) {
    TRY_ASSIGN(const auto head, (*repository)->head_branch());
    default_branch = head.value_or("");
  }
  std::vector<policy::Check> kept;
  for (policy::Check& each : policy.checks) {
    TRY_ASSIGN(const bool covers, engine::covers(each, ref, default_branch));
    if (covers) kept.push_back(std::move(each));
  }
  policy.checks = std::move(kept);
  return {};
}

Result<int> show(const PolicyArguments& options, const Common& common) {
  TRY_ASSIGN(PolicyFiles files, policy_files("", common));
  if (!options.project.empty()) files.project = options.project;
  TRY_ASSIGN(policy::Policy policy, load_for_people(files));
  if (files.layers.empty()) policy.notes.push_back(tr("there is no policy here: this is the pack `pytorch`"));
  if (!options.ref.empty()) TRY(keep_for(full_ref(options.ref), policy));
  const bool is_json = common.format == "json";
  TRY(print(is_json ? policy_as_json(policy) : notes_of(policy, "# ") + policy_as_yaml(policy)));
  return 0;
}

Action declare_policy(CommandArguments& arguments, const Common& common) {
  auto options = std::make_shared<PolicyArguments>();
  CommandArguments& check_arguments =
      arguments.command("check", msgid("Check that a policy file is valid"),
                        [options, &common] { return check(*options, common); });
  check_arguments.add({.value = "FILE",
                       .help = msgid("The policy file"),
                       .fallback = msgid(".expgate.yaml; on a server, all policy files that its hook reads")},
                      &options->file);
  check_arguments.add(
      {.names = {"--for"},
       .value = "VERSION",
       .help = msgid("Print what an older release (0.1.0) would not know; exit code 1 if there is any"),
       .choices = policy::known_releases()},
      &options->release);
  CommandArguments& show_arguments =
      arguments.command("show", msgid("Print the effective policy and where each setting comes from"),
                        [options, &common] { return show(*options, common); });
  show_arguments.add({.names = {"--ref"},
                      .value = "REF",
                      .help = msgid("Print only the checks for this branch, or for tags/NAME")},
                     &options->ref);
  show_arguments.add({.names = {"--project"},
                      .value = "PROJECT",
                      .help = msgid("On a server: print the policy for the project with this path")},
                     &options->project);
  show_arguments.formats({"text", "json"});
  check_arguments.example("expgate policy check", msgid("Check the policy of this repository"));
  check_arguments.example("expgate policy check /etc/expgate/policy.yaml", msgid("Check a server's"));
  check_arguments.example("expgate policy check --for 0.1.0",
                          msgid("Find what an older release would not know"));
  show_arguments.example("expgate policy show --ref exp/vit", msgid("What counts on a branch, and why"));
  declare_policy_try(arguments, common);
  declare_policy_exchange(arguments, common);
  return {};
}

}  // namespace

extern const Command policy_command;
const Command policy_command{"policy", msgid("Check, show, export or import a policy"), declare_policy};

}  // namespace expgate::app
