#pragma once

#include <string>
#include <vector>

#include "model/report.h"

namespace expgate::gate {

// Shortens the files of the server that the report names (LocalFile) to what is below these folders (each
// with a final
// '/'): whoever pushes reads names of files, not where they lie. Words of the push itself stay as they are.
void redact(Report& report, const std::vector<std::string>& folders);

}  // namespace expgate::gate
