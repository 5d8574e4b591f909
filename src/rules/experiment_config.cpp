#include <algorithm>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "rules/experiment_files.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    kConfigsOption,
    {"name", OptionType::text, "",
     "The config that a branch must have by its name: `configs/{branch}.yaml`, where {branch} is `exp/vit` "
     "and {name} its last "
     "part, `vit`. Not asked of the default branch, main and tags."},
    {"must_change", OptionType::boolean, "false",
     "A branch must change a config. Not asked of the default branch, main and tags."},
};

constexpr std::size_t kShown = 3;  // files that do not parse, one finding each

struct Settings {
  std::shared_ptr<const text::GlobSet> configs;
  std::string places;  // where configs are looked for, as messages show it
  std::string name;
  bool must_change = false;
};

std::string replaced(std::string text, std::string_view placeholder, std::string_view value) {
  for (std::size_t at = text.find(placeholder); at != std::string::npos;
       at = text.find(placeholder, at + value.size())) {
    text.replace(at, placeholder.size(), value);
  }
  return text;
}

// What keeps the file from being an experiment config, if anything does. Python files are configs that nobody
// but Python reads.
Result<std::optional<content::ParseError>> flaw_of(const TipView& view, const File& file) {
  if (content::language_of(file.path) == content::Language::python) return std::nullopt;
  TRY_ASSIGN(const content::Document document, read_config(view, file));
  if (!document) return document.error();
  if (document->is_null()) return content::ParseError{{1, 1}, "it is empty"};
  if (!document->is_mapping()) return content::ParseError{document->mark, "it is no mapping of names to values"};
  return std::nullopt;
}

Violation does_not_parse(const File& file, const content::ParseError& flaw) {
  const std::string path = shell_quoted(file.path);
  return {.message = fmt::format("`{}` is no experiment config: {}", file.path, flaw.what),
          .advice = fmt::format("mend line {}, column {}; then git add {} && git commit", flaw.mark.line,
                                flaw.mark.column, path),
          .line = flaw.mark.line,
          .path = file.path};
}

Violation none(const TipView& view, const Settings& settings) {
  const std::string path = proposed_path(view, *settings.configs);
  std::string advice = path.empty() ? "commit one where the option `configs` looks" : command_to_create(path);
  return {.message = fmt::format("the tip of `{}` has no experiment config; looked for {}",
                                 short_name(view.update.ref), settings.places),
          .advice = std::move(advice)};
}

// At least one of the tip's configs parses.
Result<void> judge_any(const TipView& view, const Settings& settings, Violations& violations) {
  TRY_ASSIGN(std::vector<File> found, view.files(*settings.configs));
  const std::vector<File> files = in_order(std::move(found), short_name(view.update.ref));
  if (files.empty()) violations.push_back(none(view, settings));
  Violations flawed;
  std::size_t looked_at = 0;
  for (std::uint64_t bytes = 0; looked_at < std::min(files.size(), kMostConfigs) && bytes < kMostConfigBytes;
       ++looked_at) {
    TRY_ASSIGN(const auto flaw, flaw_of(view, files[looked_at]));
    if (!flaw) return {};
    if (flawed.size() < kShown) flawed.push_back(does_not_parse(files[looked_at], *flaw));
    TRY_ASSIGN(const std::uint64_t size, view.size(files[looked_at]));
    if (size <= content::kMostBytes) bytes += size;  // a larger one was not read
  }
  if (looked_at > kShown)
    flawed.back().message += fmt::format(" (nor is any of {} others)", looked_at - kShown);
  if (looked_at < files.size()) flawed.back().message += "; there are more than can be looked at";
  for (Violation& violation : flawed) violations.push_back(std::move(violation));
  return {};
}

// The config that bears the branch's name is there and parses.
Result<void> judge_named(const TipView& view, const Settings& settings, Violations& violations) {
  const std::string_view branch = short_name(view.update.ref);
  const std::string path =
      replaced(replaced(settings.name, "{name}", branch.substr(branch.rfind('/') + 1)), "{branch}", branch);
  TRY_ASSIGN(const auto file, view.file(path));
  if (!file || !file->has_content()) {
    violations.push_back(
        {.message = fmt::format("the branch `{}` has no config of its name, `{}`", branch, path),
         .advice = command_to_create(path),
         .path = path});
    return {};
  }
  TRY_ASSIGN(const auto flaw, flaw_of(view, *file));
  if (flaw) violations.push_back(does_not_parse(*file, *flaw));
  return {};
}

Result<void> judge_changes(const TipView& view, const Settings& settings, Violations& violations) {
  TRY_ASSIGN(const std::vector<File> changed, view.changed(*settings.configs));
  if (!changed.empty()) return {};
  violations.push_back(
      {.message = fmt::format("the branch `{}` changes no experiment config", short_name(view.update.ref)),
       .advice = "an experiment is a config of its own: copy the one you ran, change it and commit it"});
  return {};
}

std::string places_of(const std::vector<std::string>& globs) {
  std::vector<std::string> shown;
  for (const std::string& glob : globs) {
    if (!glob.starts_with('!')) shown.push_back("`" + glob + "`");
  }
  return join(shown, ", ");
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(auto configs, config_globs(options));
  const Settings settings{std::move(configs), places_of(options.list("configs")), options.text("name"),
                          options.boolean("must_change")};
  return JudgeTip{[settings](const TipView& view, Violations& violations) -> Result<void> {
    const bool own = is_work_branch(view);
    if (own && !settings.name.empty()) {
      TRY(judge_named(view, settings, violations));
    } else {
      TRY(judge_any(view, settings, violations));
    }
    if (own && settings.must_change && violations.empty()) TRY(judge_changes(view, settings, violations));
    return {};
  }};
}

}  // namespace

Result<void> judge_config(const TipView& view, std::shared_ptr<const text::GlobSet> configs,
                          const std::vector<std::string>& globs, Violations& violations) {
  Settings settings;
  settings.configs = std::move(configs);
  settings.places = places_of(globs);
  return judge_any(view, settings, violations);
}

extern const Rule experiment_config;
const Rule experiment_config{
    {
        .id = "experiment-config",
        .scope = Scope::tip,
        .summary = "The tip has an experiment config that parses.",
        .why = "what is not written down in a config cannot be run again",
        .bad = "exp/vit with train.py, and the learning rate on the command line",
        .good = "exp/vit with train.py and configs/exp/vit.yaml",
        .mend = "Commit the config that the experiment runs with: YAML, JSON, TOML or Python, in one of the "
                "folders that `configs` "
                "names.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
