#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/command.h"
#include "base/result.h"
#include "base/text.h"
#include "model/report.h"

namespace expgate::app {

// Whether --format and --report of `common` are valid: a typo there is reported before anything is checked.
Result<void> check_output(const Common& common);

// Writes the report where its mode and the options want it (docs/reports.md, "Streams") and yields the exit
// code. A report file that cannot be written is a remark on stderr. If any format but text cannot be written
// to stdout, a pass becomes "could not decide". In CI, format `github` also writes the step's summary.
int conclude(const Report& report, const Common& common);

// Writes all of `text` to a file and, unless --quiet, says so on stderr. It is left empty if that fails; an
// error then says why.
Result<void> write_report_file(const std::string& path, std::string_view text, const Common& common);

// Writes all of `text` to stdout; an error if that fails (a closed pipe, a full disk).
Result<void> print(std::string_view text);

// The same for a text and a line feed.
Result<void> print_line(const Text& text);

// Writes a remark to stderr that changes no exit code: "expgate: left out: …". A failure is ignored: there is
// no other place to report it.
void remark(const Text& text);

// Writes an error to stderr, for people: "expgate: unknown option `--formt`; …".
void print_error(const Error& error, const Common& common);

// The same of a command that judges: "expgate: could not decide: …".
void print_undecided(const Error& error, const Common& common);

}  // namespace expgate::app
