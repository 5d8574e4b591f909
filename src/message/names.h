#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace expgate::message {

// Whether `text` begins with a name that is written with a capital: one of the field's models, methods,
// people and products ("Adam", "Transformer-based", "Mask R-CNN"), or one of `further`, which may have
// several words. What stands behind it is no letter and no digit, save the `s` of a plural.
bool begins_with_name(std::string_view text, const std::vector<std::string>& further = {});

}  // namespace expgate::message
