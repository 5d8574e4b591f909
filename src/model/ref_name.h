#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace expgate {

inline constexpr std::string_view kBranches = "refs/heads/";
inline constexpr std::string_view kTags = "refs/tags/";

inline bool is_branch(std::string_view ref) {
  return ref.starts_with(kBranches);
}
inline bool is_tag(std::string_view ref) {
  return ref.starts_with(kTags);
}

// The ref as people call it: `main` for refs/heads/main, `v1` for refs/tags/v1, any other in full.
std::string_view short_name(std::string_view ref);

// Whether git takes that name for a ref's, or for one of its root refs (git-check-ref-format(1)). Its first
// `known` bytes are those that such a name begins with.
bool is_ref_name(std::string_view name, std::size_t known = 0);

// What git would have against the full name of a ref ("it holds a space"), by the rules of
// git-check-ref-format(1) and, for branches, those of its --branch; nothing if the name is fine.
std::optional<std::string> ref_name_problem(std::string_view ref);

}  // namespace expgate
