#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "base/result.h"
#include "policy/origin.h"
#include "text/node.h"

namespace expgate::policy {

// What is wrong in a policy file, and where. The readers of parts of a file do not know its name: Builder
// adds it.
struct PolicyError {
  text::Location location;
  Text what;  // one line, without the location
  Text help;  // what to do about it; may be empty
};

template <typename T>
class [[nodiscard]] Checked : public tl::expected<T, PolicyError> {
 public:
  using tl::expected<T, PolicyError>::expected;
};

// The error arm of any Checked.
[[nodiscard]] tl::unexpected<PolicyError> policy_error(text::Location location, Text what, Text help = {});

// The error as its user sees it, "`.expgate.yaml`:4:7: unknown key `limt`".
[[nodiscard]] tl::unexpected<Error> in_file(const Origin& file, PolicyError error);

// Returns `word`, safe to print and not too long.
std::string shown(std::string_view word);

// Returns the words in backquotes, for an argument that is a list.
std::vector<Text> quoted(const std::vector<std::string>& words);

// What is said of a name that is not known: without and with a candidate that is spelt nearly the same.
struct UnknownName {
  Msgid plain;  // with the argument {word}
  Msgid guess;  // with {word} and {near}
};
inline constexpr UnknownName kUnknownKey{msgid("unknown key `{word}`"),
                                         msgid("unknown key `{word}`; did you mean `{near}`?")};
inline constexpr UnknownName kUnknownValue{msgid("unknown value `{word}`"),
                                           msgid("unknown value `{word}`; did you mean `{near}`?")};
inline constexpr UnknownName kUnknownRef{msgid("unknown name of a ref `{word}`"),
                                         msgid("unknown name of a ref `{word}`; did you mean `{near}`?")};
inline constexpr UnknownName kUnknownSeverity{msgid("unknown severity `{word}`"),
                                              msgid("unknown severity `{word}`; did you mean `{near}`?")};
inline constexpr UnknownName kUnknownMode{msgid("unknown mode `{word}`"),
                                          msgid("unknown mode `{word}`; did you mean `{near}`?")};
inline constexpr UnknownName kUnknownPack{msgid("unknown pack `{word}`"),
                                          msgid("unknown pack `{word}`; did you mean `{near}`?")};
inline constexpr UnknownName kUnknownRule{msgid("unknown rule `{word}`"),
                                          msgid("unknown rule `{word}`; did you mean `{near}`?")};
inline constexpr UnknownName kUnknownCheck{msgid("unknown check or rule `{word}`"),
                                           msgid("unknown check or rule `{word}`; did you mean `{near}`?")};

// The error for a word that is none of `candidates`; its help lists them.
[[nodiscard]] tl::unexpected<PolicyError> unknown(text::Location location, const UnknownName& kind,
                                                  std::string_view word,
                                                  const std::vector<std::string>& candidates);

// Returns what a value is, for a sentence: "a list", "a mapping", "nothing", "`text`".
Text description_of(const text::Node& node);

}  // namespace expgate::policy
