#pragma once

#include <vector>

#include "model/report.h"

namespace expgate::report {

// Findings of one kind in one folder of a commit, which people read as one.
struct Bundle {
  const Finding* first = nullptr;
  std::vector<const Finding*> others;
};

// All findings in bundles, in the order of their first ones.
std::vector<Bundle> bundles_of(const std::vector<Finding>& findings);

// What of the bundle the text of its first finding does not say: "3 more in `ckpt/`: `b.pt`, `c.pt`, …";
// empty if it has one only.
Text others_of(const Bundle& bundle);

}  // namespace expgate::report
