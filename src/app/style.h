#pragma once

#include "app/command.h"
#include "model/context.h"
#include "report/text.h"

namespace expgate::app {

// How a report of that mode is to look on the open file `fd`: colour, width, prefix (docs/reports.md). Reads
// NO_COLOR, FORCE_COLOR, TERM and GL_PROTOCOL.
report::TextStyle text_style(Mode mode, const Common& common, int fd);

// Of every line that GitLab's web interface is to show; empty where this is not its hook.
std::string web_prefix();

}  // namespace expgate::app
