#pragma once

#include <string>

#include "app/recipe_facts.h"

namespace expgate::app {

// The recipe for people: its elements, what is missing, and the lines that run it again.
std::string recipe_text(const Recipe& recipe);

// The recipe as a record for results/ (content::kRecordSchema): what is missing is left out.
std::string recipe_json(const Recipe& recipe);

}  // namespace expgate::app
