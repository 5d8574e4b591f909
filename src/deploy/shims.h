#pragma once

#include <span>
#include <string_view>

namespace expgate::deploy {

// The text of a hook shim, as it lies in hooks/: @EXPGATE@ stands for the absolute path of the binary.
struct Shim {
  std::string_view name;
  std::string_view text;
};

// All shims, sorted by name.
std::span<const Shim> shims();

}  // namespace expgate::deploy
