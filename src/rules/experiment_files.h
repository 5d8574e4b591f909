#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "content/configs/document.h"
#include "model/declaration.h"
#include "model/file.h"
#include "rules/rule.h"
#include "text/glob.h"

// What the rules about experiments share: which files are experiment configs, and how they are read.
namespace expgate::rules {

// Folders and files of experiments, without what lies there or has such names but configures a tool.
inline constexpr std::string_view kDefaultConfigs =
    R"(["**/{conf,config,configs,cfg,cfgs,config_hub,yamls}/**/*.{yaml,yml,toml,json,py,jsonnet}",)"
    R"( "**/{hparams,experiments,recipes}/**/*.{yaml,yml,toml,json,py,jsonnet}",)"
    R"( "**/{options,experiment,training_config}/**/*.{yaml,yml,toml,json,jsonnet}",)"
    R"( "/{config,params,hparams,parameters,default,train,experiment}.{yaml,yml,toml,json}", "/config.py",)"
    R"( "**/*.gin", "/*.jsonnet",)"
    R"( "!**/{conf,config,configs,cfg}/hydra/", "!.*", "!{ci,doc,docs,test,tests,testing,node_modules,site-packages}/",)"
    R"( "!{docker-compose,compose}*.{yml,yaml}",)"
    R"( "!{azure-pipelines,bitbucket-pipelines}*.{yml,yaml}", "!{appveyor,cloudbuild,codecov}*.{yml,yaml}",)"
    R"( "!{pyproject,Cargo,rustfmt,poetry,uv}.toml",)"
    R"( "!{package,package-lock,composer}*.json", "!{tsconfig,jsconfig,devcontainer,renovate}*.json",)"
    R"( "!*.schema.json",)"
    R"( "!{mkdocs,readthedocs,dependabot,environment,conda}.{yml,yaml}", "!{__init__,setup,conftest}.py"])";

// Where experiment configs live, as an option of that name: `configs`.
inline constexpr OptionSpec kConfigsOption = {
    "configs", OptionType::globs, kDefaultConfigs,
    msgid("Where experiment configs live; `!` in front takes files out again.")};

// At most so many configs of a tip are opened, and so many bytes of them parsed.
inline constexpr std::size_t kMostConfigs = 2000;
inline constexpr std::size_t kMostConfigBytes = std::size_t{16} << 20;

// A check's `configs`, compiled: shared by the copies of its judge.
Result<std::shared_ptr<const text::GlobSet>> config_globs(const Options& options);

// The short name of a branch or tag: "exp/vit" for refs/heads/exp/vit.
std::string_view short_name(std::string_view ref);

// Whether the ref is a branch for work: not the default branch, not `main`, no tag.
bool is_work_branch(const TipView& view);

// The configs of a tree: the files that `configs` has. Where it is the default and has none that describes a
// run, those of any folder that say by what they hold that they do, as far as a limit goes.
Result<std::vector<File>> config_files(const TreeView& view, const text::GlobSet& configs);

// The scripts of a tree that a run may begin with, and their arguments, the likeliest first.
Result<std::vector<File>> training_scripts(const TreeView& view);

// Returns the edit that gives a script with arguments one for the seed, for a project whose configs they are.
// Nothing: it has no such script, or `configs` says where its configs lie.
Result<std::optional<Edit>> edit_of_a_script(const TreeView& view, const text::GlobSet& configs);

// `files` without links and submodules: those first whose names are like the branch's, JSON last, otherwise
// as they were.
std::vector<File> in_order(std::vector<File> files, std::string_view branch);

// Returns the config's document, or its parse error; one that is too large is not read. Errors: the
// repository cannot give it.
Result<content::Document> read_config(const TreeView& view, const File& file);

// What experiment-config and experiment-seed report of the tip, with `configs` for their option of that
// name (`globs` is the same as it is written): experiment-tag asks no less of a tag.
Result<void> judge_config(const TipView& view, std::shared_ptr<const text::GlobSet> configs,
                          const std::vector<std::string>& globs, Violations& violations);
Result<void> judge_seed(const TipView& view, const text::GlobSet& configs, Violations& violations);

// Returns the path that is proposed for a branch's config: "configs/exp/vit.yaml"; empty: `configs` has none.
std::string proposed_path(const TipView& view, const text::GlobSet& configs);

// Returns the remedy that writes a minimal config to `path` and commits it, although .gitignore may have it.
Remedy remedy_to_create(const TreeView& view, const std::string& path);

// Returns the commands that commit a file that was edited.
std::vector<Command> commands_to_commit(const std::string& path);

}  // namespace expgate::rules
