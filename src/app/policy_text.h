#pragma once

#include <string>
#include <string_view>

#include "model/declaration.h"
#include "model/options.h"
#include "policy/policy.h"

namespace expgate::app {

// The policy as a policy file that extends nothing, with the origin of every setting beside it.
std::string policy_as_yaml(const policy::Policy& policy);

// The policy as a JSON object of schema expgate-policy/1, with a final line feed.
std::string policy_as_json(const policy::Policy& policy);

// A severity as policies write it: "error".
std::string_view name_of(Severity severity);

// A number of bytes as policies write it, exactly: "5 MiB", "500 KB", "1025".
std::string exact_size(std::uint64_t bytes);

}  // namespace expgate::app
