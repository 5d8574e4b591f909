#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/node.h"

namespace expgate::policy {

// The error "LINE:COLUMN: message", as text::parse_yaml makes them; load() puts the file's name in front.
[[nodiscard]] tl::unexpected<Error> refuse(text::Location mark, const std::string& message,
                                           std::string help = {});

// `word` in backticks, safe to print and not too long.
std::string quoted(std::string_view word);

// The candidates in backticks, with commas between them.
std::string list_of(const std::vector<std::string>& candidates);

// The error for a word that is none of `candidates`: "unknown WHAT `word`, did you mean `x`?"; its help lists
// them all.
[[nodiscard]] tl::unexpected<Error> unknown(text::Location mark, std::string_view what, std::string_view word,
                                            const std::vector<std::string>& candidates);

// What a value is, for a sentence: "a list", "a mapping", "nothing", "`text`".
std::string description_of(const text::Node& node);

}  // namespace expgate::policy
