#pragma once

#include <string>

#include <tl/expected.hpp>

#include "content/pins/requirements.h"

// How requirements are pinned: what the rules about them share.
namespace expgate::rules {

// What the file of that kind asks for, or its flaw.
tl::expected<content::Requirements, content::ParseError> read_any_requirements(content::RequirementsFile kind,
                                                                         std::string_view source);

// "2 of 5 requirements are not pinned: `torch>=2` (line 3) has a range of versions, `numpy` (line 4) has no
// version".
std::string what_is_loose(const content::Requirements& requirements);

// What to write in the first of those lines, and how to learn what stands in `<…>`.
std::string how_to_pin(const content::Requirements& requirements, content::RequirementsFile kind);

}  // namespace expgate::rules
