#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "experiments/recipe.h"

namespace expgate::experiments {

// The recipe for people, in their language: its elements, what is missing, and the lines that run it again,
// which are never broken. `width`: columns of the rest; 0: as many as a row takes.
std::string recipe_text(const Recipe& recipe, std::size_t width);

// The lines that run it again: only the checkout where script, arguments or environment are not known.
std::string run_commands(const Recipe& recipe);

// The recipe as a record for results/ (content::kRecordSchema): what is missing is left out.
std::string recipe_json(const Recipe& recipe);

// What the recipe has and a record cannot say, and how it could; nothing where nothing is lost.
std::optional<Text> left_out_of_json(const Recipe& recipe);

}  // namespace expgate::experiments
