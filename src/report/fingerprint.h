#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/finding.h"

namespace expgate::report {

// What a finding is known by from one report to the next, as 32 hex digits: the same after a rebase, and
// where lines have moved. Of a file: check, path and what it holds, or where the finding names a line: what
// it says of it. Of a message: check, subject and what is wrong with it. Of a ref: check, its name and what
// is wrong.
std::string fingerprint(const Finding& finding);

// Those of all, in their order. Among equal ones the second is "…-2", the third "…-3": readers drop doubles.
std::vector<std::string> fingerprints(std::span<const Finding* const> findings);

}  // namespace expgate::report
