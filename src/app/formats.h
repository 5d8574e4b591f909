#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/report.h"

namespace expgate::app {

// How a report can be written, each by one file of src/report.
struct Format {
  std::string_view name;
  std::string (*write)(const Report& report);  // whole, for a file
  bool is_json = false;
};

// The format of that name; an error that says what was meant.
Result<const Format*> find_format(const std::string& name);

// The names that --format and --report know: "text", "json", ….
std::vector<std::string> report_formats();

}  // namespace expgate::app
