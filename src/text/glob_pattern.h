#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace expgate::text {

// One glob, read: the regular expression for whole paths that it stands for, and where its matches can lie.
struct GlobPattern {
  bool negated = false;  // "!…"
  std::string regex;     // in RE2's syntax, over bytes (Latin-1), anchored at both ends by its user
  std::vector<std::vector<std::string>>
      roots;  // per alternative: its leading components without wildcards (folded: lower case)
  std::vector<std::string> tails;  // per alternative: what its last component ends in, without wildcards
};

// The glob read as GlobSet documents it; an error that says what is wrong with it.
Result<GlobPattern> read_glob(std::string_view glob, bool fold_case);

}  // namespace expgate::text
