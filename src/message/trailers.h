#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "message/message.h"

namespace expgate::message {

// The trailer that `line` begins (without continuation lines; its `line` is 0), or nothing: "Key: value" as
// git reads it, also "BREAKING CHANGE: value" and "Key #value" (Conventional Commits 1.0.0, points 8 and 12).
std::optional<Trailer> trailer_of(std::string_view line);

// The line, from 1, where the block of trailers at the end of the message begins; 0: it has none. git's own
// rule (git-interpret-trailers): the last paragraph, not the first, all trailers, or a quarter of them and
// one that git writes itself; besides, a paragraph that begins with BREAKING CHANGE is one, since its value
// may run over lines.
int find_trailers_line(std::span<const std::string> lines);

// The trailers from that line on.
std::vector<Trailer> read_trailers(std::span<const std::string> lines, int first_line);

}  // namespace expgate::message
