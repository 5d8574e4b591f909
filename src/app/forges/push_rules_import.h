#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace expgate::app {

// A policy that was made of a forge's rules.
struct ImportedPolicy {
  std::string text;           // a whole .expgate.yaml
  std::vector<Text> remarks;  // what it says in another way than the forge, or not at all
};

// The largest file that push rules are read from, in bytes.
inline constexpr std::size_t kMostPushRules = std::size_t{1} << 20;

// The policy that says what `json` does, the push rules of a project or group as GitLab's API gives them. An
// error if they are not that: it names the key.
Result<ImportedPolicy> import_push_rules(std::string_view json);

}  // namespace expgate::app
