#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace expgate::experiments {

// Calls `visit` with the fields of each row of a table (RFC 4180; the fields are divided by what divides the
// first row: commas, semicolons or tabs). Empty lines are no rows. Returns false if a quoted field has no
// end.
bool each_row(std::string_view table, const std::function<void(const std::vector<std::string>&)>& visit);

}  // namespace expgate::experiments
