#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// OmegaConf's grammar of `${…}`: where it ends, what it is made of. Quotes, brackets and interpolations in it
// are taken as wholes.
namespace expgate::content {

// Returns where the `}` stands that closes the `${` at `begin`, or npos.
std::size_t closing_brace(std::string_view text, std::size_t begin);

// Returns the pieces of `text` between those `separator`s that stand in nothing else.
std::vector<std::string_view> split_outside(std::string_view text, char separator);

// Returns the names that a key is made of, "a.b[0]" a, b, 0, dots in front left out; nothing: OmegaConf takes
// no such key ("a..b", `a["b"]`).
std::optional<std::vector<std::string>> names_in_key(std::string_view key);

// Returns whether this is the name of a resolver: "oc.env".
bool is_resolver_name(std::string_view name);

}  // namespace expgate::content
