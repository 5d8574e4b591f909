#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "git/repository.h"
#include "rewrite/changes.h"
#include "rewrite/commits.h"

namespace expgate::rewrite {

// What is to be done to the bytes of commits.
struct Writing {
  std::function<bool(const Commit&)> must_write;  // even if nothing changes
  Finish finish;
};

// One time through history that carries out changes: files left out of each commit that brought them and of
// all that have them from there, notebooks cleaned, files renamed, messages replaced, records kept true. A
// commit of which nothing is left is dropped, unless it is a root. `ignored` has the line of .gitignore for
// each path that is left out. What was done is added to `actions`, by the commits' old names.
// Records may name commits by what they were called before `earlier`.
Result<Mapping> carry_out(git::Repository& repository, const std::vector<Oid>& commits,
                          const Changes& changes, const std::map<std::string, std::string>& ignored,
                          const Mapping& earlier, Steps& actions, const Writing& writing = {});

}  // namespace expgate::rewrite
