#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include <fmt/core.h>

#include "app/command.h"
#include "app/init/survey.h"
#include "app/init/texts.h"
#include "app/install.h"
#include "app/output.h"
#include "base/bytes.h"
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

struct Options {
  bool dry_run = false;
  bool no_hooks = false;
};

// Branches without a family that teams keep, beside main and develop; others come and go.
bool is_kept(const std::string& name) {
  constexpr std::array<std::string_view, 9> kNames = {"master", "dev",        "trunk", "staging", "release",
                                                      "stable", "production", "next",  "gh-pages"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// Globs for the branches ("release/*", "gh-pages") that the pack would not let be made anew.
std::vector<std::string> own_branches(const Survey& survey) {
  constexpr std::size_t kMost = 10;
  constexpr std::string_view kHarmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  std::vector<std::string> globs;
  for (const std::string& name : survey.branches) {
    const std::size_t slash = name.find('/');
    const bool is_alone = slash == std::string::npos;
    const std::string family = name.substr(0, slash);
    const bool is_known = is_alone ? !is_kept(name) : family == "feature" || family == "exp";
    if (is_known || family.find_first_not_of(kHarmless) != std::string::npos) continue;
    const std::string glob = family + (is_alone ? "" : "/*");
    if (std::ranges::find(globs, glob) == globs.end() && globs.size() < kMost) globs.push_back(glob);
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
  if (survey.configs > 0)
    globs = {"**/{conf,config,configs,cfg,hparams,experiments,recipes}/**/*.{yaml,yml,toml,json,py}",
             "/{config,params,train,experiment}.{yaml,yml,toml,json}"};
  for (const std::string& folder : survey.further) globs.push_back("/" + folder + "/**/*.{yaml,yml,toml}");
  globs.insert(globs.end(), {"!.*", "!{ci,doc,docs,test,tests,testing}/", "!__init__.py"});
  return globs;
}

std::string about_seeds(const Survey& survey) {
  if (survey.configs == 0)
    return "configs: none where the gate looks; expgate explain experiment-config says where";
  if (survey.seeded == 0) return fmt::format("configs: {}, none with a valid seed", survey.configs);
  return fmt::format("configs: {}, {} with a valid seed, called `{}`", survey.configs, survey.seeded,
                     text::printable(survey.seed_key));
}

// What was found, for people and for the policy's comments.
std::vector<std::string> remarks_of(const Survey& survey) {
  std::vector<std::string> said = {about_seeds(survey)};
  for (const std::string& folder : survey.further)
    said.push_back(fmt::format("configs with seeds in `{}/`: looked for there, too", folder));
  if (survey.notebooks > 0)
    said.push_back(
        fmt::format("{}: outputs stay out, `expgate fix` cleans them, and by itself after `expgate "
                    "install --filter`",
                    count_of(survey.notebooks, "notebook")));
  if (survey.has_container) said.emplace_back("a Dockerfile: its images should be pinned (container-pin)");
  if (survey.has_requirements)
    said.emplace_back("requirements: their versions should be pinned (dependency-pin)");
  if (survey.has_lfs) said.emplace_back("Git LFS: its pointers pass under any name");
  if (survey.has_dvc) said.emplace_back("DVC: .dvc files pass under any name");
  if (survey.has_submodules)
    said.emplace_back(
        "submodules: those that are there may move, a new one goes into the option `submodules` of "
        "file-mode");
  if (survey.large > 0)
    said.push_back(fmt::format(
        "{} over 5 MiB in the history, the largest {}{}: left alone, only what is new is judged",
        count_of(survey.large, "file"), format_size(survey.largest),
        survey.large_path.empty() ? "" : ", `" + text::printable(survey.large_path) + "` among them"));
  return said;
}

std::vector<std::string> about_branches(const Survey& survey) {
  const auto has = [&](const char* name) {
    return std::ranges::find(survey.branches, name) != survey.branches.end() || survey.default_branch == name;
  };
  std::vector<std::string> said;
  if (!has("main") && !survey.default_branch.empty())
    said.push_back(fmt::format("no branch `main`; the rules for main count on the default branch, here `{}`",
                               text::printable(survey.default_branch)));
  if (!has("develop")) said.emplace_back("no branch `develop` yet; if you want one: git branch develop");
  return said;
}

Proposal proposal_for(const Survey& survey) {
  Proposal proposal;
  proposal.branches = own_branches(survey);
  proposal.experiments = families_of_experiments(proposal.branches);
  proposal.configs = config_globs(survey);
  const bool has_config = survey.configs > 0 || !survey.further.empty();
  proposal.asks_main_for_config = has_config;
  proposal.asks_main_for_seed = survey.seeded > 0 || !survey.further.empty();
  proposal.remarks = remarks_of(survey);
  return proposal;
}

// The policy's text, which the gate can read: anything else is a bug of ours and is not written.
Result<std::string> policy_for(const Survey& survey) {
  const policy::Layer layer{".expgate.yaml", first_policy(proposal_for(survey)), policy::Layer::Trust::full};
  TRY(policy::load({&layer, 1}, rules::declarations()));
  return layer.text;
}

tl::unexpected<Error> write_error(const std::string& name) {
  return fail("`" + name + "` cannot be written: " + std::strerror(errno));
}

// Writes a file that is not there yet.
Result<void> create(const fs::path& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wxe");
  if (file == nullptr) return write_error(path.filename());
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !written) return write_error(path.filename());
  return {};
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

Result<std::string> put_policy(const fs::path& root, const Survey& survey, bool dry_run) {
  if (is_there(root / ".expgate.yaml"))
    return std::string(".expgate.yaml: is there already, left as it is\n");
  TRY_ASSIGN(const std::string text, policy_for(survey));
  if (!dry_run) TRY(create(root / ".expgate.yaml", text));
  std::string said = dry_run ? ".expgate.yaml: would be written:\n" + indented(text)
                             : ".expgate.yaml: written; it extends the pack pytorch\n";
  const std::vector<std::string> own = own_branches(survey);
  for (const std::string& glob : own)
    said += (glob.ends_with('*') ? "  branches `" + glob + "` are" : "  the branch `" + glob + "` is") +
            " in use here: allowed\n";
  return said;
}

// Adds our block at the end of .gitignore: what others wrote stays.
Result<std::string> put_ignores(const fs::path& root, const Survey& survey, bool dry_run) {
  const fs::path path = root / ".gitignore";
  std::string before;
  std::error_code error;
  if (is_there(path)) {
    if (!fs::is_regular_file(fs::symlink_status(path, error)))
      return std::string(".gitignore: is no ordinary file, left as it is\n");
    auto text = read_file(path);
    if (!text) return fail("`.gitignore` cannot be read");
    before = *std::move(text);
  }
  if (before.find(kIgnoreBegin) != std::string::npos)
    return std::string(".gitignore: has the block of expgate already, left as it is\n");
  const std::string block = ignore_block(survey.tracked);
  if (dry_run) return ".gitignore: a block would be added at its end:\n" + indented(block);
  std::ofstream out(path, std::ios::binary | std::ios::app);
  if (!before.empty()) out << (before.ends_with('\n') ? "\n" : "\n\n");
  out << block;
  out.close();
  if (!out) return write_error(".gitignore");
  return std::string(before.empty() ? ".gitignore: written\n" : ".gitignore: a block added at its end\n");
}

// Another program may manage the hooks: then the rest is done all the same, and this says how to go on.
Result<void> put_hooks_here(const fs::path& root, bool dry_run) {
  deploy::Where where;
  where.repository = root;
  const Result<int> done = put_hooks(where, dry_run);
  if (done) return {};
  std::string said = "hooks: not installed: " + catalogue::render(done.error().message) + "\n";
  if (!done.error().help.empty()) said += "  " + catalogue::render(done.error().help) + "\n";
  return print(said);
}

Result<int> init_repository(const Options& options) {
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  if (repository->work_tree().empty())
    return fail("this repository has no work tree", "go to a clone of it and run expgate init there");
  const fs::path root = repository->work_tree();
  TRY_ASSIGN(const Survey found, survey(*repository));
  std::string said = options.dry_run ? "dry run: nothing is changed\n" : "";
  said += "found:\n";
  for (const auto& remarks : {remarks_of(found), about_branches(found)})
    for (const std::string& remark : remarks) said += "  " + remark + "\n";
  TRY_ASSIGN(const std::string policy, put_policy(root, found, options.dry_run));
  TRY_ASSIGN(const std::string ignores, put_ignores(root, found, options.dry_run));
  TRY(print(said + policy + ignores));
  if (!options.no_hooks) TRY(put_hooks_here(root, options.dry_run));
  if (options.dry_run) return 0;
  said =
      "\nNext:\n  git add .expgate.yaml .gitignore\n  git commit -m \"chore: add a policy for the gate\"\n";
  if (options.no_hooks) said += "  expgate install\n";
  TRY(print(said));
  return 0;
}

Action declare(CommandArguments& arguments, const Common&) {
  auto options = std::make_shared<Options>();
  arguments.add({.names = {"--dry-run"}, .help = "Show what would be written, without writing it"},
                &options->dry_run);
  arguments.add({.names = {"--no-hooks"}, .help = "Do not install the hooks"}, &options->no_hooks);
  return [options] { return init_repository(*options); };
}

}  // namespace

extern const Command init;
const Command init{
    "init", "Write a policy and .gitignore rules that fit this repository, and install the hooks", declare};

}  // namespace expgate::app
