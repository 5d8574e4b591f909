#include "experiments/record_rows.h"

#include <algorithm>

namespace expgate::experiments {

namespace {

char divider_of(std::string_view table) {
  const std::string_view first = table.substr(0, table.find('\n'));
  for (const char divider : {'\t', ','})
    if (first.find(divider) != std::string_view::npos) return divider;
  return first.find(';') != std::string_view::npos ? ';' : ',';
}

// The rest of a quoted field, up to its closing quote; false: there is none.
bool take_quoted(std::string_view table, std::size_t& at, std::string& field) {
  while (at < table.size()) {
    const char c = table[at++];
    if (c != '"') {
      field += c;
    } else if (at < table.size() && table[at] == '"') {
      field += '"';
      ++at;
    } else {
      return true;
    }
  }
  return false;
}

}  // namespace

bool each_row(std::string_view table, const std::function<void(const std::vector<std::string>&)>& visit) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";  // Excel's
  if (table.starts_with(kMark)) table.remove_prefix(kMark.size());
  const char divider = divider_of(table);
  std::vector<std::string> fields(1);
  const auto end_row = [&] {
    const bool is_empty = fields.size() == 1 && fields.front().empty();
    if (!is_empty) visit(fields);
    fields.assign(1, {});
  };
  for (std::size_t at = 0; at < table.size();) {
    const char c = table[at++];
    if (c == '"' && fields.back().empty()) {
      if (!take_quoted(table, at, fields.back())) return false;
    } else if (c == divider) {
      fields.emplace_back();
    } else if (c == '\n') {
      end_row();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  end_row();
  return true;
}

}  // namespace expgate::experiments
