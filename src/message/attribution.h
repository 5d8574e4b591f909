#pragma once

#include <string_view>

namespace expgate::message {

// Whether a line of a message gives an AI tool as an author of the commit, in a form of its own: a trailer
// such as "Co-authored-by: Claude <noreply@anthropic.com>", or a line like "🤖 Generated with [Claude
// Code](…)". A person of such a name is none ("Claude Monet"), nor is a generator of code ("Generated with
// protoc").
bool credits_ai_tool(std::string_view line);

// Whether what a trailer such as Assisted-by says is that no tool had a part: "none", "no", "n/a", "-".
bool says_no_tool(std::string_view value);

}  // namespace expgate::message
