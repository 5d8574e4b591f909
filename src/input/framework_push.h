#pragma once

#include <string>

#include "base/result.h"

namespace expgate::input {

// The range `A..B` that the pre-commit framework was asked to check (--from-ref, --to-ref); empty: none.
std::string range_of_framework();

// What the pre-commit framework tells its pre-push hooks: not git's lines, but variables (PRE_COMMIT_…),
// about one ref of the push.
struct FrameworkPush {
  std::string remote;
  std::string url;
  std::string line;  // as git gives it to pre-push
};

// That push, put together again. An error where the variables are not there: nothing was judged then.
Result<FrameworkPush> framework_push();

}  // namespace expgate::input
