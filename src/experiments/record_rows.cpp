#include "experiments/record_rows.h"

#include <algorithm>

namespace expgate::experiments {

namespace {

char divider_of(std::string_view row) {
  for (const char divider : {'\t', ','})
    if (row.find(divider) != std::string_view::npos) return divider;
  return row.find(';') != std::string_view::npos ? ';' : ',';
}

}  // namespace

Result<void> RowReader::end_row() {
  length_ = 0;
  const bool is_empty = fields_.size() == 1 && fields_.front().empty();
  if (!is_empty) TRY(visit_(line_, fields_));
  fields_.assign(1, {});
  return {};
}

Result<void> RowReader::take(char c) {
  if (++length_ > kLongestRow)
    return fail(
        tr("line {line}: a row has more than {limit}", {{"line", line_}, {"limit", Bytes{kLongestRow}}}));
  std::string& field = fields_.back();
  if (is_quoted_ && !after_quote_) {
    after_quote_ = c == '"';
    if (!after_quote_) field += c;
    if (c == '\n') ++line_;
    return {};
  }
  if (after_quote_) {
    after_quote_ = false;
    if (c == '"') {
      field += c;
      return {};
    }
    is_quoted_ = false;
  }
  if (c == '"' && field.empty()) {
    is_quoted_ = true;
  } else if (c == divider_) {
    fields_.emplace_back();
  } else if (c == '\n') {
    TRY(end_row());
    ++line_;
  } else if (c != '\r') {
    field += c;
  }
  return {};
}

// What divides the first row divides them all.
Result<void> RowReader::begin() {
  has_begun_ = true;
  std::string_view row = first_;
  constexpr std::string_view kMark = "\xEF\xBB\xBF";  // Excel's
  if (row.starts_with(kMark)) row.remove_prefix(kMark.size());
  divider_ = divider_of(row.substr(0, row.find('\n')));
  for (const char c : row) TRY(take(c));
  first_ = {};
  return {};
}

Result<void> RowReader::add(std::string_view bytes) {
  if (!has_begun_) {
    const std::size_t end = bytes.find('\n');
    first_ += bytes.substr(0, end == std::string_view::npos ? end : end + 1);
    if (end == std::string_view::npos && first_.size() <= kLongestRow) return {};
    TRY(begin());
    if (end == std::string_view::npos) return {};
    bytes.remove_prefix(end + 1);
  }
  while (!bytes.empty()) {
    bytes.remove_prefix(take_plain(bytes));
    if (bytes.empty()) break;
    TRY(take(bytes.front()));
    bytes.remove_prefix(1);
  }
  return {};
}

// Most bytes of a table are of fields: they are taken at once. Returns how many those are.
std::size_t RowReader::take_plain(std::string_view bytes) {
  if (is_quoted_) return 0;
  const std::size_t most = std::min(bytes.size(), kLongestRow - std::min(kLongestRow, length_));
  std::size_t count = 0;
  while (count < most && bytes[count] != divider_ && bytes[count] != '\n' && bytes[count] != '\r' &&
         bytes[count] != '"')
    ++count;
  fields_.back() += bytes.substr(0, count);
  length_ += count;
  return count;
}

Result<void> RowReader::finish() {
  if (!has_begun_) TRY(begin());
  if (is_quoted_ && !after_quote_) return fail(tr("a quoted field has no end"));
  return end_row();
}

}  // namespace expgate::experiments
