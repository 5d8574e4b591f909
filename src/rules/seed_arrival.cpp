#include "rules/seed_arrival.h"

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "base/paths.h"
#include "base/strings.h"
#include "rules/experiment_files.h"
#include "rules/experiment_seed_reasons.h"
#include "rules/python_tip.h"

namespace expgate::rules {

namespace {

constexpr std::size_t kShownCalls = 3;
constexpr std::size_t kShownBytes = 80;                      // of a line
constexpr std::size_t kMostShell = 100;                      // scripts of a shell
constexpr std::size_t kMostOfShell = std::size_t{64} << 10;  // bytes
constexpr std::size_t kLongestOption = 40;
constexpr std::size_t kMostBeside = 5;  // configs beside a script that are looked into
constexpr std::size_t kMostOfConfig = std::size_t{1}
                                      << 20;  // bytes that are looked through for seeding calls

// Folders that hold configs: what is before them is the project that the configs are of.
constexpr std::string_view kConfigFolders[] = {
    "config", "configs", "conf",    "confs", "cfg",  "cfgs",     "option",      "options", "yaml",
    "yamls",  "params",  "recipes", "exp",   "exps", "settings", "experiments", "hparams", "experiment"};

// "detection" of "detection/configs/a.yaml", "" of "configs/a.yaml" and of what has no such folder.
std::string_view project_of(std::string_view config) {
  for (std::size_t begin = 0; begin < config.size();) {
    const std::size_t end = config.find('/', begin);
    if (end == std::string_view::npos) break;
    const std::string name = ascii_lower(config.substr(begin, end - begin));
    if (std::find(std::begin(kConfigFolders), std::end(kConfigFolders), name) != std::end(kConfigFolders))
      return config.substr(0, begin == 0 ? 0 : begin - 1);
    begin = end + 1;
  }
  return {};
}

bool is_below(std::string_view path, std::string_view folder) {
  return folder.empty() || (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

// The scripts that may be those of a config: of many projects in one tip, its own. Empty: none is.
std::vector<std::string> scripts_of(const TrainingCode& code, std::string_view config) {
  for (const std::string& script : code.scripts)
    if (script == config) return {script};  // a config of its own
  const std::string_view project = project_of(config);
  std::vector<std::string> own;
  std::vector<std::string> above;
  for (const std::string& script : code.scripts) {
    const std::vector<std::string> parts = parts_of(code, script);
    const bool is_own = std::any_of(parts.begin(), parts.end(),
                                    [&](const std::string& part) { return is_below(part, project); });
    if (is_own) own.push_back(script);
    if (is_below(project, folder_of(script))) above.push_back(script);
  }
  return own.empty() ? above : own;
}

content::PythonFiles program_of(const TrainingCode& code, const std::vector<std::string>& scripts) {
  if (code.scripts.empty()) return code.files;
  std::set<std::string> wanted;
  for (const std::string& script : scripts)
    for (const std::string& part : parts_of(code, script)) wanted.insert(part);
  content::PythonFiles files;
  for (const auto& file : code.files)
    if (wanted.contains(file->path)) files.push_back(file);
  return files;
}

content::SeedFlow flow_in(const TrainingCode& code, const content::SeedKey& key) {
  const std::vector<std::string> scripts = scripts_of(code, key.config);
  content::PythonFiles program = program_of(code, scripts);
  const bool is_part = program.size() < code.files.size();
  content::SeedFlow flow = content::follow_seed(content::PythonProgram(std::move(program)), key);
  if (!is_part || !project_of(key.config).empty()) return flow;
  // Another script than those that train by their names may be the one.
  if (flow.outcome == content::SeedOutcome::no_call)
    return content::follow_seed(content::PythonProgram(code.files), key);
  // One that starts the others may give them the seed as an option.
  if (flow.outcome == content::SeedOutcome::elsewhere && flow.has_options &&
      !content::PythonProgram(code.files).seed_options().empty())
    flow.outcome = content::SeedOutcome::not_followed;
  return flow;
}

content::SeedFlow flow_of(const TrainingCode& code, const content::SeedKey& key) {
  content::SeedFlow flow = flow_in(code, key);
  if (flow.outcome != content::SeedOutcome::arrives && !code.is_whole)
    flow.outcome = content::SeedOutcome::not_followed;
  return flow;
}

// Whether a script of a shell starts something with an option for a seed.
Result<bool> is_given_by_shell(const TreeView& view) {
  static const Result<text::GlobSet> scripts = text::GlobSet::compile(
      {"/*.{sh,slurm,sbatch,mk}", "/*/*.{sh,slurm,sbatch}",
       "/{scripts,tools,bin,experiments}/**/*.{sh,slurm,sbatch}", "/Makefile", "/justfile"});
  TRY_ASSIGN(const std::vector<File> files, view.files(*scripts));
  for (std::size_t at = 0; at < std::min(kMostShell, files.size()); ++at) {
    if (!files[at].has_content()) continue;
    TRY_ASSIGN(const std::uint64_t size, view.size(files[at]));
    if (size > kMostOfShell) continue;
    TRY_ASSIGN(const std::string text, view.content(files[at]));
    const std::string lower = ascii_lower(text);
    for (std::size_t option = lower.find("--"); option != std::string::npos;
         option = lower.find("--", option + 2)) {
      const std::string_view name = std::string_view(lower).substr(option, kLongestOption);
      const std::size_t end = name.find_first_of(" =\n\t");
      if (name.substr(0, end).find("seed") != std::string_view::npos) return true;
    }
  }
  return files.size() > kMostShell;
}

// Where the file applies it when it is read as a config, or nothing.
Result<std::optional<content::SeedSite>> applied_in(const TreeView& view, const File& file) {
  if (!file.has_content()) return std::nullopt;
  TRY_ASSIGN(const std::uint64_t size, view.size(file));
  if (size > kMostOfConfig) return std::nullopt;
  TRY_ASSIGN(const std::string text, view.content(file));
  const int line = seeding_line(text);
  if (line == 0) return std::nullopt;
  const std::string shown(trim(lines(text)[static_cast<std::size_t>(line) - 1]));
  return content::SeedSite{file.path, line, shown.substr(0, kShownBytes)};
}

Result<std::optional<content::SeedSite>> applied_in(const TreeView& view, const SeededConfig& config) {
  for (const std::string& path : config.files) {
    TRY_ASSIGN(const auto file, view.file(path));
    if (!file) continue;
    TRY_ASSIGN(auto site, applied_in(view, *file));
    if (site) return site;
  }
  return std::nullopt;
}

}  // namespace

int seeding_line(std::string_view config) {
  int number = 0;
  for (const std::string_view line : lines(config)) {
    ++number;
    const std::string_view text = trim(line);
    if (text.starts_with('#')) continue;
    for (const std::string_view marker : {"!apply:", "_target_:", "!new:"}) {
      const std::size_t at = text.find(marker);
      if (at == std::string_view::npos) continue;
      const std::string_view rest = trim(text.substr(at + marker.size()));
      const std::string name = ascii_lower(rest.substr(0, rest.find_first_of(" ,[{}")));
      const std::string_view last = std::string_view(name).substr(name.rfind('.') + 1);
      const bool seeds = last == "seed_everything" || last == "set_seed" || last == "manual_seed" ||
                         last == "set_random_seed" || last == "seed";
      if (seeds) return number;
    }
  }
  return 0;
}

Result<content::SeedFlow> seed_arrival(const TreeView& view, const SeededConfig& config) {
  TRY_ASSIGN(const auto applied, applied_in(view, config));
  if (applied) return content::SeedFlow{content::SeedOutcome::arrives, {*applied}, {}, false};
  // The view keeps what it listed by globs that live as long as it does.
  static const Result<text::GlobSet> scripts = text::GlobSet::compile(training_scripts());
  static const Result<text::GlobSet> packaged = text::GlobSet::compile(packaged_training_scripts());
  TRY_ASSIGN(TrainingCode code, read_tip_code(view, *scripts, *packaged));
  if (config.path.ends_with(".py")) {
    TRY_ASSIGN(TrainingCode own, read_script_code(view, config.path));
    if (!own.scripts.empty()) code = std::move(own);
  }
  const content::SeedKey key{config.key, config.path};
  content::SeedFlow flow = flow_of(code, key);
  const bool is_blamed = flow.outcome == content::SeedOutcome::elsewhere;
  const bool is_own = code.scripts.size() == 1 && code.scripts.front() == config.path;
  if (is_blamed && !is_own && std::none_of(code.scripts.begin(), code.scripts.end(), is_training_script)) {
    // What trains may lie deeper than what was looked at.
    TRY_ASSIGN(const TrainingCode deeper, read_training_code(view, *packaged));
    content::SeedFlow other = flow_of(deeper, key);
    const bool is_other =
        other.outcome == content::SeedOutcome::arrives || other.outcome == content::SeedOutcome::not_followed;
    if (!deeper.files.empty() && is_other) return other;
  }
  if (is_blamed && flow.has_options) {
    TRY_ASSIGN(const bool is_given, is_given_by_shell(view));
    if (is_given) flow.outcome = content::SeedOutcome::not_followed;
  }
  return flow;
}

Result<content::SeedFlow> seed_arrival_anywhere(const TreeView& view, const SeededConfig& config) {
  TRY_ASSIGN(content::SeedFlow flow, seed_arrival(view, config));
  const std::string project(project_of(config.path));
  const bool may_be_below = flow.outcome == content::SeedOutcome::not_followed && !project.empty();
  if (flow.outcome != content::SeedOutcome::no_call && !may_be_below) return flow;
  if (!project.empty()) {
    TRY_ASSIGN(const TrainingCode own, read_all_code(view, project));
    if (own.files.empty()) return flow;
    content::SeedFlow below =
        content::follow_seed(content::PythonProgram(own.files), {config.key, config.path});
    if (below.outcome != content::SeedOutcome::arrives) below.outcome = content::SeedOutcome::not_followed;
    return below;
  }
  TRY_ASSIGN(const TrainingCode code, read_all_code(view));
  if (code.files.empty()) return flow;
  flow = content::follow_seed(content::PythonProgram(code.files), {config.key, config.path});
  // Which of its scripts is run is not known.
  const bool is_certain = flow.outcome == content::SeedOutcome::arrives;
  const bool has_none = flow.outcome == content::SeedOutcome::no_call && code.is_whole;
  if (!is_certain && !has_none) flow.outcome = content::SeedOutcome::not_followed;
  return flow;
}

Result<bool> is_seeded_by_config(const TreeView& view, std::string_view script) {
  const std::string folder(folder_of(script));
  const std::string root = folder.empty() ? "" : folder + "/";
  static const Result<text::GlobSet> yaml = text::GlobSet::compile({"*.{yaml,yml}"});
  TRY_ASSIGN(std::vector<File> files, view.files(*yaml));
  std::erase_if(files, [&](const File& file) { return !file.path.starts_with(root); });
  for (std::size_t at = 0; at < std::min(kMostBeside, files.size()); ++at) {
    TRY_ASSIGN(const auto site, applied_in(view, files[at]));
    if (site) return true;
  }
  return false;
}

Result<void> judge_seed_arrival(const TipView& view, const SeededConfig& config, Violations& violations) {
  TRY_ASSIGN(const content::SeedFlow flow, seed_arrival(view, config));
  if (flow.outcome != content::SeedOutcome::elsewhere) return {};
  std::vector<Text> calls;
  for (std::size_t at = 0; at < std::min(kShownCalls, flow.elsewhere.size()); ++at) {
    const content::SeedSite& site = flow.elsewhere[at];
    calls.push_back(
        tr("`{call}` in `{path}`:{line}", {{"call", site.call}, {"path", site.path}, {"line", site.line}}));
  }
  if (flow.elsewhere.size() > kShownCalls)
    calls.push_back(tr_n("and {count} more", "and {count} more", flow.elsewhere.size() - kShownCalls));
  const content::SeedSite& first = flow.elsewhere.front();
  violations.push_back({.reason = &seed_reasons::kNotApplied,
                        .arguments = {{"config", config.path},
                                      {"key", config.key},
                                      {"calls", std::move(calls)},
                                      {"path", first.path},
                                      {"line", first.line}},
                        .remedy = {.commands = commands_to_commit(first.path)},
                        .line = first.line,
                        .path = first.path,
                        .only_warns = true});
  return {};
}

}  // namespace expgate::rules
