#include <array>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/output.h"
#include "app/policy_file.h"
#include "app/policy_text.h"
#include "base/strings.h"
#include "engine/active_check.h"
#include "git/repository.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

struct Options {
  const CLI::App* check = nullptr;  // the two commands below `policy`
  const CLI::App* show = nullptr;
  std::string file;
  std::string ref;
  std::string project;
};

std::string notes_of(const policy::Policy& policy, const std::string& prefix) {
  std::string out;
  for (const std::string& note : policy.notes) out += prefix + "note: " + text::printable(note) + "\n";
  return out;
}

std::string names_of(const PolicyFiles& files) {
  std::vector<std::string> names;
  for (const policy::Layer& layer : files.layers) names.push_back("`" + text::printable(layer.name) + "`");
  return join(names, ", ");
}

Result<int> check(const Options& options, const Common& common) {
  TRY_ASSIGN(const PolicyFiles files, policy_files(options.file, common));
  if (files.layers.empty())
    return fail("there is no policy here: the pack `pytorch` counts",
                "expgate init writes a first policy; expgate policy show tells what counts without one");
  TRY_ASSIGN(const policy::Policy policy, load_for_people(files));
  std::uint64_t on = 0;
  for (const policy::Check& each : policy.checks) on += each.severity == Severity::off ? 0 : 1;
  TRY(print("ok: " + names_of(files) + ": " + count_of(policy.checks.size(), "check") + ", " +
            std::to_string(on) + " of them on\n" + notes_of(policy, "")));
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

constexpr std::array<std::string_view, 2> kFormats = {"text", "json"};

Result<int> show(const Options& options, const Common& common) {
  TRY_ASSIGN(PolicyFiles files, policy_files("", common));
  if (!options.project.empty()) files.project = options.project;
  TRY_ASSIGN(policy::Policy policy, load_for_people(files));
  if (files.layers.empty()) policy.notes.emplace_back("no policy here: this is the pack `pytorch`");
  if (!options.ref.empty()) TRY(keep_for(full_ref(options.ref), policy));
  std::string out;
  if (common.format == "json") {
    out = policy_as_json(policy);
  } else if (common.format == "text") {
    out = notes_of(policy, "# ") + policy_as_yaml(policy);
  } else {
    return fail("unknown format `" + common.format + "`", "--format text or --format json");
  }
  TRY(print(out));
  return 0;
}

Action declare(CLI::App& sub, const Common& common) {
  auto options = std::make_shared<Options>();
  sub.require_subcommand(1);
  CLI::App* check_app = sub.add_subcommand("check", "Say whether a policy file is valid");
  check_app
      ->add_option("file", options->file,
                   "The file; default: .expgate.yaml of the work tree, on a server all that its hook reads")
      ->type_name("FILE");
  CLI::App* show_app = sub.add_subcommand("show", "Print what counts, and where each setting comes from");
  show_app->add_option("--ref", options->ref, "Only the checks for this branch or tag (tags/NAME)")
      ->type_name("REF");
  show_app
      ->add_option("--project", options->project, "Of a server's policy: what counts for this project path")
      ->type_name("PROJECT");
  options->check = check_app;
  options->show = show_app;
  return [options, &common] {
    return options->check->parsed() ? check(*options, common) : show(*options, common);
  };
}

}  // namespace

extern const Command policy_command;
const Command policy_command{"policy", "Check a policy file, or show the policy that counts", declare,
                             kFormats};

}  // namespace expgate::app
