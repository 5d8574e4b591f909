#pragma once

#include <string>
#include <utility>
#include <vector>

namespace expgate::deploy {

// One line of an examination.
struct InstallationCheck {
  enum class Health { ok, warn, bad };
  Health health = Health::ok;
  std::string text;
  std::string cure;                  // what to type; may be empty
  std::vector<std::string> details;  // lines to show below
};
using InstallationChecks = std::vector<InstallationCheck>;

inline InstallationCheck ok(std::string text) {
  return {InstallationCheck::Health::ok, std::move(text), {}, {}};
}
inline InstallationCheck warn(std::string text, std::string cure) {
  return {InstallationCheck::Health::warn, std::move(text), std::move(cure), {}};
}
inline InstallationCheck bad(std::string text, std::string cure) {
  return {InstallationCheck::Health::bad, std::move(text), std::move(cure), {}};
}

}  // namespace expgate::deploy
