#pragma once

#include <string_view>

#include "base/result.h"
#include "model/oid.h"

namespace expgate::git {

// The name that git gives to a blob with this content: what `git hash-object --stdin` says.
Result<Oid> blob_oid(std::string_view content);

}  // namespace expgate::git
