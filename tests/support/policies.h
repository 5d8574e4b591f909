#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/load.h"

// Rules for the tests of policies: they stay as they are, whatever the real ones become. The packs do not go
// with them.
namespace expgate::test {

// `size-limit` (file, options of every type), `word-choice` (commit), `tip-config` (tip).
const std::vector<const Declaration*>& made_up_rules();

// A full layer `p.yaml` of version 1 that extends nothing, with these lines in its place: line 3 of the file
// is the first.
policy::Layer layer(std::string_view lines);

// The same as a repository's layer `.expgate.yaml`.
policy::Layer repository_layer(std::string_view lines);

// What the layers make, over the made-up rules.
Result<policy::Policy> load(const std::vector<policy::Layer>& layers);

// The message of the error that loading the layers ends in, in English, or "loads".
std::string error_of(const std::vector<policy::Layer>& layers);

// The notes of the policy, in English.
std::vector<std::string> notes_of(const policy::Policy& policy);

// The check of that key. Throws where there is none.
const policy::Check& check(const policy::Policy& policy, std::string_view key);

}  // namespace expgate::test
