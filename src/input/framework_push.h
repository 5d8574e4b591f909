#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "git/repository.h"

namespace expgate::input {

// The range `A..B` that the pre-commit framework was asked to check (--from-ref, --to-ref); empty: none.
std::string range_of_framework();

// What the pre-commit framework tells its pre-push hooks: not git's lines, but variables (PRE_COMMIT_…),
// about one ref of the push.
struct FrameworkPush {
  std::string remote;
  std::string url;
  std::string lines;        // as git gives them to pre-push
  std::vector<Text> notes;  // on refs that the framework did not pass on
};

// That push, put together again, with the refs that the framework did not pass on as far as they can be found
// out. An error where the variables are not there: nothing was judged then.
Result<FrameworkPush> framework_push(git::Repository& repository);

}  // namespace expgate::input
