#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace expgate::gate {

// Is shown a line without its line feed. `is_cut`: it is longer than any line of an audit log, and this is
// its beginning.
using UseLine = std::function<void(std::string_view line, bool is_cut)>;

// Shows all lines of a file, in bounded memory; "-" is stdin. What gzip has compressed is unpacked, whatever
// its name and however many members it has. An error: the file cannot be read to its end, or is compressed by
// another program.
Result<void> read_lines(const std::string& file, const UseLine& use);

}  // namespace expgate::gate
