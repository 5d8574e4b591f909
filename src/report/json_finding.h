#pragma once

#include "model/finding.h"
#include "report/json_text.h"

namespace expgate::report {

// The finding as reports have it (docs/reports.md).
Json finding_as_json(const Finding& finding);

// The text as JSON; null if it is empty.
inline Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : json_text(text);
}

}  // namespace expgate::report
