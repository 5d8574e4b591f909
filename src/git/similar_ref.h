#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "git/repository.h"

namespace expgate::git {

// Returns the short name of the branch, tag or remote branch that somebody who typed `word` meant, if one is
// spelled nearly like it. Refs that cannot be read are not suggested.
std::optional<std::string> similar_ref(Repository& repository, std::string_view word);

}  // namespace expgate::git
