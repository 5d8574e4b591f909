#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace expgate::experiments {

// The folder of records, with its final '/'.
inline constexpr std::string_view kRecordFolder = "results/";

// Returns "vit" of "vit", "exp-vit", "exp/vit", "results/vit.json" and "results/exp-vit.json".
std::string_view experiment_name(std::string_view named);

// Returns where the record of the experiment `name` lies: "results/vit.json".
std::string record_path(std::string_view name);

// Returns the name of an experiment for its record and tag, "vit" of "vit" and "exp-vit"; an error that
// names a better one if `experiment-tag` or git would reject `exp-NAME`.
Result<std::string> record_name(std::string_view given);

}  // namespace expgate::experiments
