#pragma once

#include <string>

namespace expgate::gate {

// What whoever starts the gate may choose.
struct Settings {
  std::string policy;      // --policy FILE; empty: found by the mode's own rules
  bool warn_only = false;  // --mode warn: errors are reported but reject nothing
};

}  // namespace expgate::gate
