#pragma once

#include <string>
#include <vector>

#include "model/report.h"

// What to do about all that was found on a ref, said once (docs/reports.md).
namespace expgate::report {

// Some lines of it. Everything can be printed.
struct FixStep {
  std::string text;          // a sentence that may be wrapped, or empty
  std::string command;       // below it, for a shell: on one line, whatever its length
  bool is_indented = false;  // the text is an item of its own
};

struct Fixes {
  std::string title;  // "To fix this push (exp/vit, 2 errors in 1 commit):"
  std::vector<FixStep> steps;
};

// One for each ref with errors, in the order of the findings; a commit that is not made yet has one. None
// where nothing is rejected.
std::vector<Fixes> fixes_of(const Report& report);

}  // namespace expgate::report
