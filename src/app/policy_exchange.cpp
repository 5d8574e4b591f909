#include "app/policy_exchange.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "app/forges/github_ruleset.h"
#include "app/forges/gitlab_push_rules.h"
#include "app/forges/ignore_export.h"
#include "app/forges/push_rules_import.h"
#include "app/output.h"
#include "app/policy_file.h"
#include "base/files.h"

namespace expgate::app {

namespace {

struct ExchangeArguments {
  std::string forge;
  std::string file;
  std::string project;
  bool strict = false;
};

Result<ForgeExport> made_for(const std::string& forge, const policy::Policy& policy, bool strict) {
  if (forge == "gitlab-push-rules") return gitlab_push_rules(policy, strict);
  if (forge == "github-ruleset") return github_rulesets(policy, strict);
  return ignore_export(policy);
}

Result<int> export_policy(const ExchangeArguments& options, const Common& common) {
  TRY_ASSIGN(PolicyFiles files, policy_files("", common));
  if (!options.project.empty()) files.project = options.project;
  TRY_ASSIGN(const policy::Policy policy, load_for_people(files));
  TRY_ASSIGN(const ForgeExport made, made_for(options.forge, policy, options.strict));
  TRY(print(made.text));
  if (files.layers.empty()) remark(tr("there is no policy here: this is the pack `pytorch`"));
  for (const ExportRemark& each : made.remarks) remark(text_of(each));
  return 0;
}

// One byte more than may be read, at most: the importer rejects it.
Result<std::string> read_some(std::istream& in, const std::string& name) {
  std::string text(kMostPushRules + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return fail(tr("cannot read `{file}` to its end", {{"file", LocalFile{name}}}));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

Result<std::string> read_rules(const std::string& path) {
  if (path == "-") return read_some(std::cin, path);
  if (is_named_pipe(path)) return fail(tr("`{file}` is not a regular file", {{"file", LocalFile{path}}}));
  std::error_code error;
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path, error))
    return fail(tr("cannot read `{file}`", {{"file", LocalFile{path}}}));
  return read_some(in, path);
}

Result<int> import_policy(const ExchangeArguments& options) {
  TRY_ASSIGN(const std::string text, read_rules(options.file));
  auto imported = import_push_rules(text);
  if (!imported)
    return within(tr("reading `{file}`", {{"file", LocalFile{options.file}}}), std::move(imported.error()));
  TRY(print(imported->text));
  for (const Text& each : imported->remarks) remark(each);
  return 0;
}

}  // namespace

void declare_policy_exchange(CommandArguments& arguments, const Common& common) {
  auto options = std::make_shared<ExchangeArguments>();
  CommandArguments& exporting =
      arguments.command("export", msgid("Print the part of the policy that a forge can enforce by itself"),
                        [options, &common] { return export_policy(*options, common); });
  exporting.add({.value = "TARGET",
                 .help = msgid("`github-ruleset` or `gitlab-push-rules`, JSON for the API of the forge, or "
                               "`gitignore`, lines for that file"),
                 .choices = {"github-ruleset", "gitlab-push-rules", "gitignore"},
                 .is_required = true},
                &options->forge);
  exporting.add(
      {.names = {"--strict"}, .help = msgid("Also export rules that reject more than the policy does")},
      &options->strict);
  exporting.add({.names = {"--project"},
                 .value = "PROJECT",
                 .help = msgid("On a server: export the policy for the project with this path")},
                &options->project);
  exporting.footer(msgid("What is left out or differs is listed on stderr, one line for each check."));
  exporting.example("expgate policy export gitlab-push-rules",
                    msgid("For the push rules of a GitLab project"));
  CommandArguments& importing =
      arguments.command("import", msgid("Print a policy made from a forge's own rules"),
                        [options] { return import_policy(*options); });
  importing.add({.value = "SOURCE",
                 .help = msgid("What the file holds: `gitlab-push-rules`"),
                 .choices = {"gitlab-push-rules"},
                 .is_required = true},
                &options->forge);
  importing.add({.value = "FILE",
                 .help = msgid("The answer of GitLab's API, as JSON; `-` reads stdin"),
                 .is_required = true},
                &options->file);
  importing.footer(
      msgid("What no rule of expgate expresses is listed on stderr, and in comments of the policy."));
  importing.example("expgate policy import gitlab-push-rules rules.json",
                    msgid("Begin a policy with the rules that GitLab enforces today"));
}

}  // namespace expgate::app
