#pragma once

#include <string>
#include <utility>
#include <vector>

namespace expgate::app {

// One line of an examination.
struct Sign {
  enum class Health { ok, warn, bad };
  Health health = Health::ok;
  std::string text;
  std::string cure;                  // what to type; may be empty
  std::vector<std::string> details;  // lines to show below
};
using Signs = std::vector<Sign>;

inline Sign ok(std::string text) {
  return {Sign::Health::ok, std::move(text), {}, {}};
}
inline Sign warn(std::string text, std::string cure) {
  return {Sign::Health::warn, std::move(text), std::move(cure), {}};
}
inline Sign bad(std::string text, std::string cure) {
  return {Sign::Health::bad, std::move(text), std::move(cure), {}};
}

}  // namespace expgate::app
