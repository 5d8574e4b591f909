#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/declaration.h"
#include "policy/load.h"
#include "policy/policy.h"

// What older releases of expgate know of a policy. To them every other name is an error, so each of their
// verdicts would be "could not decide".
namespace expgate::policy {

// A name in a policy file that the release does not know.
struct News {
  Origin at;
  Text what;  // "the key `deadline`", "the option `opaque_limit` of `artifact-path`"
};

// The releases that can be asked about, the oldest first: "0.1.0".
std::vector<std::string> known_releases();

// Returns what the release would not know in the layers, in the order of files and lines. `policy` is what
// they make. Errors: not one of known_releases(); a layer that is no YAML.
Result<std::vector<News>> unknown_to(std::string_view release, std::span<const Layer> layers,
                                     const Policy& policy, std::span<const Declaration* const> rules);

}  // namespace expgate::policy
