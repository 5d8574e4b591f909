#pragma once

#include "base/text.h"
#include "text/node.h"

namespace expgate::text {

// Why a file cannot be parsed (YAML, JSON, TOML, Python, a notebook, a record), and where. A defect of the
// file, which a rule may report: not an Error, which means that nothing could be decided.
struct ParseError {
  Location location;
  Text what;  // one line, without the location
};

}  // namespace expgate::text
