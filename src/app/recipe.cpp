#include "experiments/recipe.h"

#include <array>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "app/output.h"
#include "experiments/recipe_text.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

struct Wanted {
  std::string revision = "HEAD";
  std::string config;
};

constexpr std::array<std::string_view, 2> kFormats = {"text", "json"};

Result<int> run(const Wanted& wanted, const Common& common) {
  if (common.format != "text" && common.format != "json")
    return fail("`" + common.format + "` is no format of a recipe", "the formats are text, json");
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  TRY_ASSIGN(const experiments::Recipe recipe,
             experiments::find_recipe(*repository, wanted.revision, wanted.config));
  const bool is_json = common.format == "json";
  TRY(print(is_json ? experiments::recipe_json(recipe) : experiments::recipe_text(recipe)));
  if (is_json) {
    for (const std::string& each : recipe.missing)
      fmt::print(stderr, "expgate: missing: {}\n", text::printable(each));
    if (const auto note = experiments::left_out_of_json(recipe))
      fmt::print(stderr, "expgate: left out: {}\n", text::printable(*note));
  }
  return recipe.missing.empty() ? 0 : 1;
}

Action declare(CLI::App& sub, const Common& common) {
  auto wanted = std::make_shared<Wanted>();
  sub.add_option("revision", wanted->revision, "A tag, a branch or a commit; default: HEAD")
      ->type_name("REV");
  sub.add_option("--config", wanted->config, "The config of the run, where it cannot be found")
      ->type_name("PATH");
  sub.footer("--format json writes a record for results/. Exit code 1: something is missing, and said.");
  return [wanted, &common] { return run(*wanted, common); };
}

}  // namespace

extern const Command recipe;
const Command recipe{
    "recipe", "Show code, environment, config, seed and results of a revision, and how to run it again",
    declare, kFormats};

}  // namespace expgate::app
