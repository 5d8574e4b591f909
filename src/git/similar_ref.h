#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "git/repository.h"

namespace expgate::git {

inline constexpr std::size_t kMostNamesCompared = 20'000;  // names: each is compared with what was typed

// Returns the short names of the refs below the prefixes ("refs/heads/"), at most kMostNamesCompared. Refs
// that cannot be read are left out.
std::vector<std::string> names_to_compare(Repository& repository, std::span<const std::string_view> prefixes);

// Returns the short name of the branch, tag or remote branch that somebody who typed `word` meant, if one is
// spelled nearly like it. Refs that cannot be read are not suggested.
std::optional<std::string> similar_ref(Repository& repository, std::string_view word);

}  // namespace expgate::git
