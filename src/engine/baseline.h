#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "model/oid.h"
#include "model/report.h"

namespace expgate::engine {

// What a baseline knows a finding by: never by a line, which moves. Of a file its path and object; of a
// message the commit; of a ref, or of a tip where no file is named, the ref.
struct BaselineKey {
  std::string rule;
  std::string reason;  // within the rule; empty: any, as in files of version 0.1.0
  std::string path;    // bytes that are not UTF-8 as `\xNN`; empty: none
  std::optional<Oid> object;
  std::string ref;  // full name; empty: none

  auto operator<=>(const BaselineKey&) const = default;
};

struct BaselineEntry {
  BaselineKey key;
  int line = 0;  // of the file, from 1
};

// What was found on the day that a gate was adopted, and is not to be told again.
struct Baseline {
  std::string file;
  bool is_of_all = false;  // it was written over all branches and tags
  std::vector<BaselineEntry> entries;
};

// The keys of the finding: several where it is about several refs. None: it is about a push, and cannot be in
// a baseline.
std::vector<BaselineKey> baseline_keys(const Finding& finding);

// The keys of everything that was found, waived by a baseline or not, sorted, each once.
std::vector<BaselineKey> baseline_keys(const Report& report);

// Lets pass what the baseline has: moves it to the waived ones and counts it. Yields the entries that match
// nothing.
std::vector<BaselineEntry> apply(const Baseline& baseline, Report& report);

}  // namespace expgate::engine
