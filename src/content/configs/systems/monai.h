#pragma once

#include <optional>

#include "text/node.h"

namespace expgate::content {

// Returns the seed that an expression of a MONAI bundle sets, "$monai.utils.set_determinism(seed=123)": a
// number, or a reference to the key that it names ("@seed"). Nothing: the value is no such call.
std::optional<text::Node> seed_of_determinism(const text::Node& value);

}  // namespace expgate::content
