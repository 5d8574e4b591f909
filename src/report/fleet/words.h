#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/fleet/fleet.h"

// What every form of a fleet for people says.
namespace expgate::report {

struct FleetAdvice {
  Text headline;
  std::vector<std::pair<Text, std::string>> steps;  // in words, and a command or ""
};

// What to do first.
FleetAdvice fleet_advice(const Fleet& fleet);

// "3 audits: 1 passed, 1 would be rejected, 1 undecided; 1 file is unreadable"
Text fleet_counts(const Fleet& fleet);

// What becomes of the repository's history: "passes", "would be rejected", "undecided".
Text fleet_verdict(Verdict verdict);

// What the lists leave out, in whole sentences.
std::vector<Text> fleet_notes(const Fleet& fleet);

}  // namespace expgate::report
