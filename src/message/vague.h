#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/header.h"

namespace expgate::message {

// Whether the header's description says nothing: it is empty to the eye, or it is one of the phrases in
// `vague` (or several: `fixes and updates`) once articles, `some`, `new`, `small` and the like, tickets and
// numbers are taken out, and without a scope the type's own word at its end (`docs: update docs`). `vague` is
// folded().
bool says_nothing(const Header& header, const std::vector<std::string>& vague);

}  // namespace expgate::message
