#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace expgate::experiments {

// A row of two values under one name. All of it can be printed as it is.
struct SideRow {
  std::string name;
  std::string a;
  std::string b;
  std::string note;   // behind them; may be empty
  std::string color;  // of the note: what stands between ESC[ and m; empty: none
};

// Returns the rows as lines of at most `width` columns (0: as wide as it takes), with names and both values
// in columns below `head`. What does not fit into its column stands below its name, one value a line; what
// does not fit there is cut.
std::string side_by_side(const SideRow& head, const std::vector<SideRow>& rows, std::size_t width,
                         bool color);

}  // namespace expgate::experiments
