#pragma once

#include <optional>
#include <string_view>

#include "message/header.h"

namespace expgate::message {

// The first mistake in "type(scope)!: " at the beginning of `line` (without blanks at its ends), with the
// line without that one mistake (empty: it takes a person); nothing if there is no such prefix at all, not
// even a mistaken one.
std::optional<HeaderMistake> prefix_mistake(std::string_view line);

}  // namespace expgate::message
