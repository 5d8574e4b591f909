#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/report.h"

namespace expgate::deploy {

// What expgate reported of one push.
struct GateReport {
  Verdict verdict = Verdict::undecided;
  std::vector<std::string> rules;  // with errors that nobody waived; sorted, each once
};

// The report in that file (docs/reports.md, "JSON"); nothing if there is none that can be read.
std::optional<GateReport> read_gate_report(const std::filesystem::path& file);

}  // namespace expgate::deploy
