#include <array>

#include "model/context.h"
#include "model/declaration.h"

namespace expgate {

std::string_view name_of(Mode mode) {
  constexpr std::array<std::string_view, 7> kNames{"pre-commit", "commit-msg", "pre-push", "pre-receive",
                                                   "update",     "ci",         "audit"};
  return kNames.at(static_cast<std::size_t>(mode));
}

std::string_view name_of(Scope scope) {
  constexpr std::array<std::string_view, 5> kNames{"ref", "commit", "file", "tip", "push"};
  return kNames.at(static_cast<std::size_t>(scope));
}

std::string_view name_of(OptionType type) {
  constexpr std::array<std::string_view, 11> kNames{"boolean",
                                                    "integer",
                                                    "size",
                                                    "text",
                                                    "choice",
                                                    "list of texts",
                                                    "list of choices",
                                                    "list of globs",
                                                    "regex",
                                                    "list of regexes",
                                                    "mapping of names to lists"};
  return kNames.at(static_cast<std::size_t>(type));
}

}  // namespace expgate
