#pragma once

#include <string>
#include <string_view>

#include "model/report.h"

// The words that every format for people shares. All of it can be printed: what comes from the repository is
// escaped.
namespace expgate::report {

// What is wrong, on one line of a bounded length.
std::string message_of(const Finding& finding);

// Where the finding lies; empty where it has no place.
std::string place_of(const Finding& finding, Mode mode);

// A help on one line: its command ends with a line feed (engine/help.h). Not escaped.
std::string help_on_one_line(const std::string& help);

// What is let in or kept out: "push".
std::string_view subject_of(Mode mode);

// The verdict: "push refused: 2 errors, 1 warning in 3 commits", "passed with 1 warning", "passed", "could
// not decide: …".
std::string headline(const Report& report);

}  // namespace expgate::report
