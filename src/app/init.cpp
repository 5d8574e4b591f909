#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "app/command.h"
#include "app/init/bots.h"
#include "app/init/next_steps.h"
#include "app/init/survey.h"
#include "app/init/texts.h"
#include "app/install.h"
#include "app/output.h"
#include "app/terminal.h"
#include "base/files.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "git/repository.h"
#include "policy/load.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

struct InitArguments {
  bool dry_run = false;
  bool no_hooks = false;
};

// Branches without a family that teams keep, beside main and develop; others come and go.
bool is_kept(const std::string& name) {
  constexpr std::array<std::string_view, 9> kNames = {"master", "dev",        "trunk", "staging", "release",
                                                      "stable", "production", "next",  "gh-pages"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// Globs for the branches ("release/*", "gh-pages") whose names the pack would reject.
std::vector<std::string> own_branches(const Survey& survey) {
  constexpr std::size_t kMost = 10;
  constexpr std::string_view kHarmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  std::vector<std::string> globs = globs_of_bots(survey.branches);
  for (const std::string& name : survey.branches) {
    const std::size_t slash = name.find('/');
    const bool is_alone = slash == std::string::npos;
    const std::string family = name.substr(0, slash);
    const bool is_known = is_alone ? !is_kept(name) : family == "feature" || family == "exp";
    if (is_known || family.find_first_not_of(kHarmless) != std::string::npos) continue;
    if (family.starts_with('-') || family.starts_with('.'))
      continue;  // ref-namespace rejects it whatever is allowed
    const std::string glob = family + (is_alone ? "" : "/*");
    if (std::ranges::find(globs, glob) == globs.end() && globs.size() < kMost && !is_usual_branch(name))
      globs.push_back(glob);
  }
  return globs;
}

// Those of the families where people run experiments, by what they are called.
std::vector<std::string> families_of_experiments(const std::vector<std::string>& globs) {
  constexpr std::array<std::string_view, 7> kNames = {
      "experiment/*", "experiments/*", "expt/*", "ablation/*", "ablations/*", "run/*", "research/*"};
  std::vector<std::string> found;
  for (const std::string& glob : globs)
    if (std::find(kNames.begin(), kNames.end(), ascii_lower(glob)) != kNames.end()) found.push_back(glob);
  return found;
}

std::vector<std::string> config_globs(const Survey& survey) {
  if (survey.further.empty()) return {};
  std::vector<std::string> globs;
  std::vector<std::string> taken_back = {"!.*", "!{ci,doc,docs,test,tests,testing}/", "!__init__.py"};
  if (survey.configs > 0) {  // the packs' own, and those folders
    taken_back.clear();
    for (const std::string& glob : survey.usual_configs)
      (glob.starts_with('!') ? taken_back : globs).push_back(glob);
  }
  for (const std::string& folder : survey.further) globs.push_back("/" + folder + "/**/*.{yaml,yml,toml}");
  globs.insert(globs.end(), taken_back.begin(), taken_back.end());
  return globs;
}

Text about_seeds(const Survey& survey) {
  if (survey.configs == 0)
    return tr("configs: none in the usual folders; `expgate explain experiment-config` lists them");
  if (survey.seeded == 0)
    return tr("configs: {configs}, none with a valid seed", {{"configs", survey.configs}});
  return tr(
      "configs: {configs}, {seeded} with a valid seed, named `{key}`",
      {{"configs", survey.configs}, {"seeded", survey.seeded}, {"key", text::printable(survey.seed_key)}});
}

Text about_large_files(const Survey& survey) {
  if (survey.large_path.empty())
    return tr_n("{count} file over 5 MiB in the history, of {size}: it stays, only new files are checked",
                "{count} files over 5 MiB in the history, the largest {size}: they stay, only new files are "
                "checked",
                survey.large, {{"size", Bytes{survey.largest}}});
  return tr_n(
      "{count} file over 5 MiB in the history, `{path}` of {size}: it stays, only new files are checked",
      "{count} files over 5 MiB in the history, the largest {size}, `{path}` among them: they stay, only "
      "new files are checked",
      survey.large, {{"size", Bytes{survey.largest}}, {"path", text::printable(survey.large_path)}});
}

// What was found, for people and for the policy's comments.
std::vector<Text> remarks_of(const Survey& survey) {
  std::vector<Text> said;
  if (survey.configs > 0 || survey.uncommitted == 0) said.push_back(about_seeds(survey));
  if (survey.uncommitted > 0)
    said.push_back(tr_n(
        "{count} config is not committed yet, so that nothing asks main for it: commit the policy first, "
        "then the config",
        "{count} configs are not committed yet, so that nothing asks main for them: commit the policy "
        "first, then the configs",
        survey.uncommitted));
  for (const std::string& folder : survey.further)
    said.push_back(
        tr("configs with seeds in `{folder}/`: the policy includes that folder", {{"folder", folder}}));
  if (survey.notebooks > 0)
    said.push_back(
        tr_n("{count} notebook: `expgate fix` removes outputs; `expgate install --filter` makes git "
             "do it when you stage",
             "{count} notebooks: `expgate fix` removes outputs; `expgate install --filter` makes git "
             "do it when you stage",
             survey.notebooks));
  if (survey.has_container) said.push_back(tr("a Dockerfile: pin its images (container-pin)"));
  if (survey.has_requirements) said.push_back(tr("requirements: pin their versions (dependency-pin)"));
  if (survey.has_lfs) said.push_back(tr("Git LFS: its pointers pass under any name"));
  if (survey.has_dvc) said.push_back(tr("DVC: .dvc files pass under any name"));
  if (survey.has_submodules)
    said.push_back(
        tr("submodules: existing ones may move; list new ones in the option `submodules` of file-mode"));
  if (survey.large > 0) said.push_back(about_large_files(survey));
  if (survey.has_releases)
    said.push_back(tr("messages of a release tool, as `{header}`: allowed",
                      {{"header", text::printable(survey.release)}}));
  said.insert(said.end(), survey.bots.begin(), survey.bots.end());
  return said;
}

std::vector<Text> about_branches(const Survey& survey) {
  const auto has = [&](const char* name) {
    return std::ranges::find(survey.branches, name) != survey.branches.end() || survey.default_branch == name;
  };
  std::vector<Text> said;
  if (!has("main") && !survey.default_branch.empty())
    said.push_back(tr("no branch `main`: the rules for main apply to the default branch `{branch}`",
                      {{"branch", text::printable(survey.default_branch)}}));
  if (!has("develop")) said.push_back(tr("no branch `develop`; if you want one: `git branch develop`"));
  return said;
}

Proposal proposal_for(const Survey& survey) {
  Proposal proposal;
  proposal.branches = own_branches(survey);
  proposal.experiments = families_of_experiments(proposal.branches);
  proposal.configs = config_globs(survey);
  const bool has_config = survey.configs > 0 || !survey.further.empty();
  proposal.lets_releases = survey.has_releases;
  proposal.asks_main_for_config = has_config;
  proposal.asks_main_for_seed = survey.seeded > 0 || !survey.further.empty();
  // The file goes into a repository that people of all languages share.
  for (const Text& remark : remarks_of(survey)) proposal.remarks.push_back(english(remark));
  return proposal;
}

// The policy's text, loaded once as a test: an invalid one would be a bug of ours and is not written.
Result<std::string> policy_for(const Survey& survey) {
  const policy::Layer layer{".expgate.yaml", first_policy(proposal_for(survey)), policy::Layer::Trust::full};
  TRY(policy::load({&layer, 1}, rules::declarations()));
  return layer.text;
}

tl::unexpected<Error> write_error(const std::string& name) {
  return fail(
      tr("cannot write `{file}`: {problem}", {{"file", name}, {"problem", verbatim(std::strerror(errno))}}));
}

// Writes a new file; an error if it exists.
Result<void> create(const fs::path& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wxe");
  if (file == nullptr) return write_error(path.filename());
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) == 0 && written) return {};
  const auto failure = write_error(path.filename());
  std::error_code ignored;
  fs::remove(path, ignored);  // a part of a policy may be one, and a weaker one
  return failure;
}

std::string indented(std::string_view text) {
  std::string out;
  for (const std::string_view line : lines(text))
    out += (line.empty() ? "" : "    ") + std::string(line) + "\n";
  return out;
}

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

std::string line(const Text& text) {
  return fitted(text);
}

// An error if the policy that is there already cannot be read or is not valid: nothing could be checked by
// it.
Result<void> check_policy_there(const fs::path& path) {
  const auto text = read_file(path);
  if (!text)
    return fail(
        tr("cannot read `{file}`: {error}", {{"file", ".expgate.yaml"}, {"error", text.error().message()}}),
        tr("move it away and run `expgate init` again"));
  const policy::Layer layer{".expgate.yaml", *text, policy::Layer::Trust::full};
  TRY(policy::load({&layer, 1}, rules::declarations()));
  return {};
}

Result<std::string> put_policy(const fs::path& root, const Survey& survey, bool dry_run) {
  if (is_there(root / ".expgate.yaml")) {
    TRY(check_policy_there(root / ".expgate.yaml"));
    return line(tr(".expgate.yaml: exists already and is left as it is"));
  }
  TRY_ASSIGN(const std::string text, policy_for(survey));
  if (!dry_run) TRY(create(root / ".expgate.yaml", text));
  std::string said = dry_run ? line(tr(".expgate.yaml: would be written:")) + indented(text)
                             : line(tr(".expgate.yaml: written; it extends the pack `pytorch`"));
  for (const std::string& glob : own_branches(survey))
    said += fitted(glob.ends_with('*') ? tr("branches `{glob}` are in use here: allowed", {{"glob", glob}})
                                       : tr("the branch `{name}` is in use here: allowed", {{"name", glob}}),
                   "  ");
  return said;
}

// Adds our block at the end of .gitignore: what others wrote stays.
Result<std::string> put_ignores(const fs::path& root, const Survey& survey, bool dry_run) {
  const fs::path path = root / ".gitignore";
  std::string before;
  std::error_code error;
  const bool is_new = !is_there(path);
  if (!is_new) {
    if (!fs::is_regular_file(fs::symlink_status(path, error)))
      return line(tr(".gitignore: is not a regular file and is left as it is"));
    auto text = read_file(path);
    if (!text) return fail(tr("cannot read `{file}`", {{"file", ".gitignore"}}));
    before = *std::move(text);
  }
  if (before.find(kIgnoreMark) != std::string::npos)
    return line(tr(".gitignore: has the block of expgate already and is left as it is"));
  const std::string block = ignore_block(survey.tracked);
  if (dry_run) return line(tr(".gitignore: a block would be added at its end:")) + indented(block);
  std::ofstream out(path, std::ios::binary | std::ios::app);
  if (!before.empty()) out << (before.ends_with('\n') ? "\n" : "\n\n");
  out << block;
  out.close();
  if (!out) {
    const auto failure = write_error(".gitignore");
    fs::resize_file(path, before.size(), error);
    if (is_new) fs::remove(path, error);
    return failure;
  }
  return line(before.empty() ? tr(".gitignore: written") : tr(".gitignore: a block added at its end"));
}

// Whether other programs have the hooks, so that they are not ours to install.
bool is_managed(const deploy::Where& where) {
  const auto gate = deploy::running_binary();
  const auto site = gate ? deploy::find_site(where, *gate) : tl::unexpected(gate.error());
  return site && (site->obstacle || !site->husky.empty());
}

// Whether the hooks are in place. If another program manages them that is as well; this says how to go on.
Result<bool> put_hooks_here(const fs::path& root, bool dry_run) {
  deploy::Where where;
  where.repository = root;
  const Result<int> done = put_hooks(where, dry_run);
  if (done) return true;
  std::string said = line(tr("hooks: not installed: {problem}", {{"problem", done.error().message}}));
  if (!done.error().help.empty()) said += fitted(done.error().help, "  ");
  TRY(print(said));
  return is_managed(where);
}

Result<int> init_repository(const InitArguments& options) {
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  if (repository->work_tree().empty())
    return fail(tr("this repository has no work tree"), tr("run `expgate init` in a clone of it"));
  const fs::path root = repository->work_tree();
  for (const char* name : {".gitignore", ".gitattributes"})
    if (is_named_pipe(root / name))  // git itself would wait for it
      return fail(tr("`{file}` is not a regular file", {{"file", name}}));
  TRY_ASSIGN(const Survey found, survey(*repository));
  std::string said = options.dry_run ? line(tr("dry run: nothing is changed")) : "";
  said += line(tr("found:"));
  for (const auto& remarks : {remarks_of(found), about_branches(found)})
    for (const Text& remark : remarks) said += fitted(remark, "  ");
  TRY_ASSIGN(const std::string policy, put_policy(root, found, options.dry_run));
  TRY_ASSIGN(const std::string ignores, put_ignores(root, found, options.dry_run));
  TRY(print(said + policy + ignores));
  bool is_done = true;
  if (!options.no_hooks) TRY_SET(is_done, put_hooks_here(root, options.dry_run));
  if (options.dry_run) return is_done ? 0 : 2;
  TRY_ASSIGN(const std::string next, next_steps(*repository, found, !options.no_hooks));
  TRY(print(next));
  return is_done ? 0 : 2;
}

Action declare_init(CommandArguments& arguments, const Common&) {
  auto options = std::make_shared<InitArguments>();
  arguments.add({.names = {"--dry-run"}, .help = msgid("Show what would be written, without writing it")},
                &options->dry_run);
  arguments.add({.names = {"--no-hooks"}, .help = msgid("Do not install the hooks")}, &options->no_hooks);
  arguments.example("expgate init", msgid("Start in a repository; it asks nothing"));
  arguments.example("expgate init --dry-run", msgid("See what it would write"));
  return [options] { return init_repository(*options); };
}

}  // namespace

extern const Command init;
const Command init{
    "init", msgid("Write a policy and .gitignore rules that fit this repository, and install the hooks"),
    declare_init};

}  // namespace expgate::app
