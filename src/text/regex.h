#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace expgate::text {

// A regular expression in RE2's syntax: linear time whatever it is given.
class Regex {
 public:
  ~Regex();
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;

  // The compiled expression, or an error that says what is wrong with it.
  static Result<Regex> compile(const std::string& pattern);

  // Whether it matches somewhere in `text`.
  [[nodiscard]] bool found_in(std::string_view text) const;

  // Whether it matches `text` from end to end.
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  struct Compiled;
  explicit Regex(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace expgate::text
