#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace expgate::content {

// The scalars of a JSON text at these paths of keys ("pull_request.base.sha"), as texts: strings without
// quotes and escapes, anything else as it is written. What is null or not there is left out; of a key that
// stands twice the last counts, as in most readers. A key with a point in it is on no path. An error if the
// text is not JSON.
Result<std::map<std::string, std::string, std::less<>>> json_values(
    std::string_view text, const std::vector<std::string_view>& paths);

}  // namespace expgate::content
