#pragma once

#include <string_view>

#include "base/result.h"
#include "model/oid.h"

namespace expgate::git {

// The name that git gives to a blob with this content where objects have SHA-1 names: what `git hash-object
// --stdin` says there. The same in every repository.
Result<Oid> blob_oid(std::string_view content);

}  // namespace expgate::git
