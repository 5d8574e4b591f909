#include "experiments/reruns.h"

#include "experiments/recipe.h"
#include "experiments/recipe_text.h"
#include "experiments/run_environment.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

// Comments for a shell: what people wrote must not end the line that it stands in.
std::string comment_on(const Experiment& experiment) {
  std::string out = "# " + text::printable(experiment.name) + "\n# commit " + experiment.commit->hex() + "\n";
  const auto line = [&](std::string_view what, const std::string& value) {
    if (!value.empty()) out += "# " + std::string(what) + " " + text::printable(value) + "\n";
  };
  line("config", experiment.config);
  line("seed", experiment.seed);
  line("image", experiment.image);
  return out;
}

}  // namespace

Result<std::vector<std::string>> reruns_of(git::Repository& repository,
                                           const std::vector<Experiment>& experiments) {
  std::vector<std::string> texts;
  for (const Experiment& each : experiments) {
    texts.emplace_back();
    if (!each.commit) continue;
    TRY_ASSIGN(const Commit commit, repository.commit(*each.commit));
    Recipe recipe;
    recipe.commit = commit.oid;
    recipe.tag = each.is_tag ? each.name : "";
    recipe.config.path = each.config;
    TRY_SET(recipe.environment, find_environment(repository, commit.tree, each.image));
    TRY(find_script(repository, commit, recipe));
    texts.back() = comment_on(each) + run_commands(recipe);
  }
  return texts;
}

}  // namespace expgate::experiments
