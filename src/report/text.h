#pragma once

#include <cstddef>
#include <string>

#include "model/report.h"

namespace expgate::report {

struct TextStyle {
  bool color = false;
  std::size_t width = 100;  // columns that a line may take, prefix included
  std::string prefix;       // of every line: "GL-HOOK-ERR: " for GitLab's web interface
  std::size_t most = 50;    // findings shown; the rest is counted
  bool verbose = false;     // say what was judged even if nothing was found
  bool quiet = false;       // nothing but errors
};

// The report for people, in the manner of rustc (docs/reports.md). Empty where there is nothing to say.
std::string text(const Report& report, const TextStyle& style);

// An error outside a report: "expgate: could not decide: …" and what to do about it.
std::string text(const Error& error, const TextStyle& style);

// Returns an error of a command that judges nothing, or of the command line: "expgate: unknown option …".
std::string plain_text(const Error& error, const TextStyle& style);

}  // namespace expgate::report
