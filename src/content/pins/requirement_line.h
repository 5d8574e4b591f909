#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "content/pins/requirements.h"

namespace expgate::content {

// Takes what one line of pip's says (joined, without its comment) into `into`.
void take_requirement(std::string_view line, int number, Requirements& into);

}  // namespace expgate::content
