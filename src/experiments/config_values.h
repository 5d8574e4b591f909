#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "content/configs/compose.h"

namespace expgate::experiments {

// A value of a config with all that it inherits, interpolations filled in.
struct ConfigValue {
  std::string shown;     // for people; a text that could be taken for a number has quotes
  std::string same;      // equal for values that mean the same: 1e-3 and 0.001
  int file = 0;          // an index of ConfigValues::files
  int line = 0;          // 0: nowhere
  bool is_open = false;  // it has no value before the run: "${oc.env:DATA}"
};

struct ConfigValues {
  std::map<std::string, ConfigValue> values;  // by dotted key: "model.depth"
  std::vector<std::string> files;             // the config, then what it inherits
  bool is_cut = false;                        // there are more values than were asked for
};

// Returns the values of a config, at most `most` of them. A list of plain values is one value, in any other
// list the items are numbered ("pipeline.2.scale").
ConfigValues values_of(const content::Composed& composed, std::size_t most);

// Returns the number that such a value is, for comparing and drawing; false if it is none.
bool is_number(const ConfigValue& value, double& number);

}  // namespace expgate::experiments
