#include "experiments/recipe_seed.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/reachable.h"
#include "rules/seed_arrival.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

using content::SeedOutcome;

constexpr std::size_t kMostLines = 5;

std::string_view name_of(SeedOutcome outcome) {
  switch (outcome) {
    case SeedOutcome::arrives:
      return "arrives";
    case SeedOutcome::elsewhere:
      return "elsewhere";
    case SeedOutcome::no_call:
      return "no-call";
    case SeedOutcome::not_followed:
      break;
  }
  return "not-followed";
}

const std::vector<content::SeedSite>& sites_of(const content::SeedFlow& flow) {
  return flow.outcome == SeedOutcome::arrives ? flow.reached : flow.elsewhere;
}

Text line_of(const Recipe& recipe, const content::SeedSite& site) {
  const RunConfig& config = recipe.config;
  if (recipe.seed_flow.outcome == SeedOutcome::arrives)
    return verbatim(config.path + ": " + config.seed_key + " " + config.seed + " → " + site.path + ":" +
                    std::to_string(site.line) + " " + site.call);
  const Arguments arguments{{"path", site.path}, {"line", site.line}, {"call", site.call}};
  if (recipe.passes_seed && site.path == recipe.script)
    return tr("{path}:{line} {call} gets it from the command line", arguments);
  return tr("it does not reach {path}:{line} {call}", arguments);
}

}  // namespace

Result<void> add_seed_flow(git::Repository& repository, const Commit& commit, Recipe& recipe) {
  if (recipe.config.seed.empty()) return {};
  const engine::CommitTree view(commit.tree, repository);
  TRY_SET(recipe.seed_flow, rules::seed_arrival_anywhere(
                                view, {recipe.config.path, recipe.config.seed_key, recipe.config.files}));
  return {};
}

std::vector<Text> seed_lines(const Recipe& recipe) {
  const content::SeedFlow& flow = recipe.seed_flow;
  if (flow.outcome == SeedOutcome::not_followed)
    return {tr("could not follow whether the code seeds with it")};
  if (flow.outcome == SeedOutcome::no_call) return {tr("no call in the code sets a seed")};
  std::vector<Text> rows;
  const std::vector<content::SeedSite>& sites = sites_of(flow);
  for (std::size_t at = 0; at < std::min(kMostLines, sites.size()); ++at)
    rows.push_back(line_of(recipe, sites[at]));
  if (sites.size() > kMostLines)
    rows.push_back(tr_n("and {count} more", "and {count} more", sites.size() - kMostLines));
  return rows;
}

nlohmann::ordered_json seed_json(const Recipe& recipe) {
  nlohmann::ordered_json calls = nlohmann::ordered_json::array();
  const bool has_calls =
      recipe.seed_flow.outcome == SeedOutcome::arrives || recipe.seed_flow.outcome == SeedOutcome::elsewhere;
  for (const content::SeedSite& site : sites_of(recipe.seed_flow))
    if (has_calls)
      calls.push_back({{"path", text::with_escaped_bytes(site.path)},
                       {"line", site.line},
                       {"call", text::with_escaped_bytes(site.call)}});
  return {{"outcome", name_of(recipe.seed_flow.outcome)},
          {"key", recipe.config.seed_key},
          {"calls", std::move(calls)}};
}

}  // namespace expgate::experiments
