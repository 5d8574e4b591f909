#pragma once

#include <string>
#include <vector>

#include "model/report.h"

namespace expgate::report {

enum class Standing { error, warning, waived };

// A finding in the words of a report that machines show to people. Everything but `finding` can be printed.
struct ReportEntry {
  const Finding* finding = nullptr;
  Standing standing = Standing::error;  // in warn mode nothing is an error
  std::string message;                  // what is wrong, and why it rejects nothing, if it does not
  std::string place;
  std::string fingerprint;  // one of its own in this report
};

// All findings of the report in their order, those that are waived last.
std::vector<ReportEntry> entries_of(const Report& report);

// "error", "warning" or "waived", in the reader's language.
std::string shown(Standing standing);

}  // namespace expgate::report
