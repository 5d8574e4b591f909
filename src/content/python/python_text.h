#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/python/syntax.h"

namespace expgate::content {

// Returns the source of a node on one line, without comments, up to `most` bytes.
std::string plain_text(SyntaxNode node, std::size_t most);

// Returns a text without the brackets around it: "a, b" of "(a, b)".
std::string inside_of(std::string_view text);

// Returns a text without blanks, line ends and what carries a line on.
std::string without_blanks(std::string_view text);

// Returns the names that a node is made of: "a.b.c"; ".b.c" where something else than a name has the
// attributes; "" of anything else.
std::string chain_of(SyntaxNode node);

// Returns what `cfg.train["seed"]` says, name by name, or nothing if it is no name, attribute or item with a
// literal key.
std::optional<std::vector<std::string>> path_of(SyntaxNode node);

// Returns what a literal string says, joined if it has several parts and with its escapes as they are
// written; nothing: no string, or one with something computed in it.
std::optional<std::string> string_of(SyntaxNode node);

}  // namespace expgate::content
