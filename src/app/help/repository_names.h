#pragma once

#include <string_view>
#include <vector>

#include "app/help/complete.h"

namespace expgate::app {

// Returns the names of the repository here that can stand for such a value and begin with `typed`, sorted. If
// there are thousands, some of them, the first and the last included: what all of these begin with, all do.
// Without a repository, or if it cannot be read: none. Names that a terminal cannot show are left out.
std::vector<Candidate> repository_names(Argument::Values values, std::string_view typed);

}  // namespace expgate::app
