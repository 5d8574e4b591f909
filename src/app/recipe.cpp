#include "experiments/recipe.h"

#include <memory>

#include "app/output.h"
#include "app/terminal.h"
#include "experiments/recipe_text.h"
#include "git/path_here.h"

namespace expgate::app {

namespace {

struct RecipeArguments {
  std::string revision = "HEAD";
  std::string config;
};

Result<int> run(const RecipeArguments& wanted, const Common& common) {
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  TRY_ASSIGN(const std::string config, git::path_here(*repository, wanted.config));
  TRY_ASSIGN(const experiments::Recipe recipe,
             experiments::find_recipe(*repository, wanted.revision, config));
  const bool is_json = common.format == "json";
  const std::size_t width = line_width();
  TRY(print(is_json ? experiments::recipe_json(recipe) : experiments::recipe_text(recipe, width)));
  if (is_json) {
    for (const Text& each : recipe.missing) remark(tr("missing: {problem}", {{"problem", each}}));
    if (const auto note = experiments::left_out_of_json(recipe))
      remark(tr("left out: {part}", {{"part", *note}}));
  }
  return recipe.missing.empty() ? 0 : 1;
}

Action declare_recipe(CommandArguments& arguments, const Common& common) {
  auto wanted = std::make_shared<RecipeArguments>();
  arguments.add({.value = "REV", .help = msgid("A tag, branch or commit"), .fallback = verbatim("HEAD")},
                &wanted->revision);
  arguments.add({.names = {"--config"},
                 .value = "PATH",
                 .help = msgid("The config file of the run, if expgate cannot find it")},
                &wanted->config);
  arguments.formats({"text", "json"});
  arguments.footer(
      msgid("`--format json` prints a record for results/. The exit code is 1 if a part of the recipe is "
            "missing."));
  arguments.example("expgate recipe exp-vit", msgid("Show how to run the experiment of a tag again"));
  return [wanted, &common] { return run(*wanted, common); };
}

}  // namespace

extern const Command recipe;
const Command recipe{
    "recipe",
    msgid("Show code, environment, config, seed and results of a revision, and how to run it again"),
    declare_recipe};

}  // namespace expgate::app
