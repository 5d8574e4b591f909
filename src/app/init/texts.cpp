#include "app/init/texts.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/strings.h"
#include "rules/artifact_names.h"
#include "text/glob.h"

namespace expgate::app {

namespace {

// In English for every reader: these files go into a repository that everybody shares.
constexpr std::string_view kHead =
    R"(# Which commits and pushes expgate accepts. `expgate policy check` validates this file, `expgate policy show`
# prints the effective policy, `expgate rules` lists the rules and `expgate explain RULE` describes one.
version: 1

# Built-in packs: conventional-commits, artifacts, reproducibility, notebooks, branches; pytorch has all of them.
extends: [pytorch]
)";

constexpr std::string_view kRules = R"(
# Every check takes severity (error, warn, off), refs, exclude_refs, paths, exclude and the options of its rule.
# Settings that are not in this file keep the values of the packs.
rules:
)";

constexpr std::string_view kExamples = R"(
  # No file over this size; figures of the paper may be larger.
  # max-file-size: {limit: 5 MiB}
  # figures-size: {rule: max-file-size, paths: ["docs/figures/**"], limit: 20 MiB}

  # The scopes that your team uses, as in `feat(scope): …`.
  # commit-scope: {severity: warn, scopes: [model, data, train, eval]}
)";

// A flow list of YAML.
std::string listed(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "\"" : ", \"") + word + "\"";
  return "[" + list + "]";
}

std::string about_branches(const Proposal& proposal) {
  const std::string names = proposal.branches.empty() ? "[\"release/*\"]" : listed(proposal.branches);
  return fmt::format(
      "  # Names of branches beside main, develop, feature/* and exp/*.\n  {}branch-name: {{also: {}}}\n",
      proposal.branches.empty() ? "# " : "", names);
}

// One of the two rules about experiments: where it counts and where it looks.
std::string about_experiments(const Proposal& proposal, std::string_view rule, std::string_view noun,
                              bool asks_main) {
  std::vector<std::string> refs = {"exp/*"};
  if (asks_main) refs.insert(refs.begin(), {"main", "@default"});
  refs.insert(refs.end(), proposal.experiments.begin(), proposal.experiments.end());
  const bool is_plain = asks_main && proposal.experiments.empty();
  std::string settings = is_plain ? "" : "refs: " + listed(refs);
  if (!proposal.configs.empty())
    settings += (settings.empty() ? "" : ", ") + ("configs: " + listed(proposal.configs));
  std::string said = fmt::format("\n  # {} before it reaches one of these branches.", noun);
  if (!asks_main)
    said += " Nothing here has one yet:\n  # when main has one, add main and \"@default\" in front.";
  return fmt::format("{}\n  {}{}: {{{}}}\n", said, settings.empty() ? "# " : "", rule,
                     settings.empty() ? "refs: " + listed(refs) : settings);
}

// The glob as a line of .gitignore. Folders that may hold sources are meant at the root only: src/logs/ is
// code.
std::string ignored_line(const rules::FolderRule& folder, std::string_view glob) {
  const bool is_anchored = glob.starts_with('/') || glob.starts_with("**/");
  return (folder.spared == rules::Spared::marks || is_anchored ? "" : "/") + std::string(glob);
}

bool ignores_any(const std::string& line, std::span<const std::string> tracked) {
  const auto globs = text::GlobSet::compile({line});
  return globs && std::any_of(tracked.begin(), tracked.end(),
                              [&](const std::string& path) { return globs->matches(path); });
}

// Every line that the tables make for that category, from the general to the particular.
std::vector<std::string> lines_of(rules::Category category, std::span<const std::string> tracked) {
  std::vector<std::string> found;
  for (const rules::NameRule& name : rules::artifact_names()) {
    // what is blank today holds a secret tomorrow
    const bool is_plain = name.unless == rules::Unless::never || name.unless == rules::Unless::always ||
                          name.unless == rules::Unless::blank || name.unless == rules::Unless::no_secret;
    if (name.category != category || !is_plain) continue;
    const std::string_view sign = name.unless == rules::Unless::always ? "!" : "";
    for (const std::string_view glob : split(name.globs, ' '))
      if (!glob.empty()) found.push_back(std::string(sign) + std::string(glob));
  }
  for (const rules::FolderRule& folder : rules::artifact_folders()) {
    if (folder.category != category) continue;
    for (const std::string_view glob : split(folder.globs, ' ')) {
      if (glob.starts_with('!')) continue;  // .gitignore takes nothing back inside of a folder
      const std::string line = ignored_line(folder, glob);
      if (!glob.empty() && !ignores_any(line, tracked)) found.push_back(line);
    }
  }
  return found;
}

// The block of the categories that `is_wanted` takes.
template <typename Predicate>
std::string block_of(Predicate is_wanted, std::span<const std::string> tracked) {
  std::string block = std::string(kIgnoreBegin) + "\n";
  const auto all = rules::categories();
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (!is_wanted(all[at].key)) continue;
    std::string lines;
    for (const std::string& line : lines_of(static_cast<rules::Category>(at), tracked)) lines += line + "\n";
    if (!lines.empty()) block += fmt::format("\n# {}\n{}", all[at].noun.english, lines);
  }
  return block + std::string(kIgnoreEnd) + "\n";
}

}  // namespace

std::string first_policy(const Proposal& proposal) {
  std::string out(kHead);
  if (!proposal.remarks.empty()) out += "\n# Found here when this file was written:\n";
  for (const std::string& remark : proposal.remarks) out += "# - " + remark + "\n";
  out += kRules;
  out += about_branches(proposal);
  if (proposal.lets_releases)
    out +=
        "\n  # The commits of release tools: `1.2.3`, `bump: version 1.2.2 → 1.2.3`.\n  commit-header: "
        "{release_commits: true}\n";
  out += about_experiments(proposal, "experiment-config", "An experiment needs a config",
                           proposal.asks_main_for_config);
  out += about_experiments(proposal, "experiment-seed", "A config needs a seed", proposal.asks_main_for_seed);
  return out + std::string(kExamples);
}

std::string ignore_block(std::span<const std::string> tracked) {
  return block_of([](std::string_view /*category*/) { return true; }, tracked);
}

std::string ignore_block_of(const std::vector<std::string>& categories) {
  const auto is_wanted = [&](std::string_view category) {
    return std::find(categories.begin(), categories.end(), category) != categories.end();
  };
  return block_of(is_wanted, {});
}

}  // namespace expgate::app
