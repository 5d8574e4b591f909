#pragma once

#include "app/command.h"
#include "model/context.h"
#include "report/text.h"

namespace expgate::app {

// How a report of that mode looks on the open file `fd`: colour, width, prefix (docs/reports.md). Reads
// NO_COLOR, FORCE_COLOR, TERM and GL_PROTOCOL.
report::TextStyle text_style(Mode mode, const Common& common, int fd);

// What every line for GitLab's web interface begins with; empty outside its hooks.
std::string web_prefix();

}  // namespace expgate::app
