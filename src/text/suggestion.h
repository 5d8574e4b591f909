#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace expgate::text {

// The candidate that somebody who typed `word` meant: one a slip away, or one of which it is the beginning,
// or the other way round ("max-file" for "max-file-size", "enforced" for "enforce").
std::optional<std::string> suggestion(std::string_view word, const std::vector<std::string>& candidates);

// "enforce or warn", "auto, always or never".
Text one_of(const std::vector<std::string>& words);

// Words that are not translated, as the value of an argument: "text, json".
std::vector<Text> listed(const std::vector<std::string>& words);

}  // namespace expgate::text
