#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace expgate::rules {

// Whether the first part of a name, without `/`, is a type of Conventional Branch 1.0.0: feature, feat,
// bugfix, fix, hotfix, release, chore.
bool is_conventional_type(std::string_view type);

// Why the name is not one of Conventional Branch 1.0.0 (https://conventional-branch.github.io): `main`,
// `master`, `develop`, or a type, `/`, and lower-case letters, digits and single hyphens; dots in releases.
// Nothing: it is one.
std::optional<Text> conventional_branch_problem(std::string_view name);

// The nearest name that is one: "Feature/Add_ViT" → "feature/add-vit".
std::string conventional_branch(std::string_view name);

}  // namespace expgate::rules
