#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "content/python/python_module.h"
#include "rules/rule.h"

namespace expgate::rules {

// The Python of a tip that belongs to training: the scripts that begin it, and what they import of the tip.
struct TrainingCode {
  std::vector<std::string> scripts;  // where a run begins, the likeliest first; empty: none stands out
  std::map<std::string, content::PythonModule> modules;     // what was read, by path
  std::map<std::string, std::vector<std::string>> imports;  // between them
};

// Reads the scripts and what they import, as far as a number of files and bytes goes. Errors: the repository
// cannot give a file.
Result<TrainingCode> read_training_code(const TipView& view, const text::GlobSet& scripts);

// The paths of what a script is made of, itself first.
std::vector<std::string> parts_of(const TrainingCode& code, const std::string& script);

}  // namespace expgate::rules
