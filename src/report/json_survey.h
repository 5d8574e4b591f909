#pragma once

#include <nlohmann/json.hpp>

#include "model/survey.h"

namespace expgate::report {

// What stands below the key `audit` of a report in JSON.
nlohmann::ordered_json survey_as_json(const Survey& survey);

}  // namespace expgate::report
