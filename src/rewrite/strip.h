#pragma once

#include <map>
#include <string>
#include <vector>

#include "git/repository.h"
#include "rewrite/changes.h"
#include "rewrite/commits.h"

namespace expgate::rewrite {

// One time through history that carries out changes: files left out of each commit that brought them and of
// all that have them from there, notebooks cleaned, files renamed, messages replaced, records kept true. A
// commit of which nothing is left is dropped, unless it is a root. `ignored` has the line of .gitignore for
// each path that is left out. What was done is added to `actions`, by the commits' old names.
Result<Mapping> carry_out(git::Repository& repository, const std::vector<Oid>& commits,
                          const Changes& changes, const std::map<std::string, std::string>& ignored,
                          Steps& actions);

}  // namespace expgate::rewrite
