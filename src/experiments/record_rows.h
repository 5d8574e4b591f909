#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace expgate::experiments {

// The bytes that a row of a table, or a line of JSON Lines, may have.
inline constexpr std::size_t kLongestRow = std::size_t{256} << 10U;

// Reads a table piece by piece (RFC 4180; the fields are divided by what divides the first row: commas,
// semicolons or tabs) and keeps no more than one row. Empty lines are no rows.
class RowReader {
 public:
  // Is given the fields of a row and the line that it ends in.
  using Visit = std::function<Result<void>(std::size_t line, const std::vector<std::string>& fields)>;

  explicit RowReader(Visit visit) : visit_(std::move(visit)) {}

  // Takes the next bytes. Errors: a row is too long, and what the visitor says.
  Result<void> add(std::string_view bytes);

  // Takes the last row, if no line end closes it. An error if a quoted field has no end.
  Result<void> finish();

 private:
  Result<void> take(char c);
  std::size_t take_plain(std::string_view bytes);
  Result<void> end_row();
  Result<void> begin();

  Visit visit_;
  std::string first_;  // the first row as it stands, until its end is there
  bool has_begun_ = false;
  char divider_ = ',';
  std::vector<std::string> fields_{1};
  std::size_t length_ = 0;  // of the row
  std::size_t line_ = 1;
  bool is_quoted_ = false;
  bool after_quote_ = false;  // in a quoted field: what follows says whether it ends
};

}  // namespace expgate::experiments
