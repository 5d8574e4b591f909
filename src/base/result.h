#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "base/text.h"

namespace expgate {

// Why nothing could be decided. Never a violation: a violation is a Finding, an Error is exit code 2.
struct Error {
  // What callers tell apart; most look at none of it.
  enum class Kind { other, unsupported_repository };

  Text message;  // one line, for people, without "error:" in front
  Text help;     // what to do about it; may be empty
  Kind kind = Kind::other;
};

template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

// The error arm of any Result.
[[nodiscard]] inline tl::unexpected<Error> fail(Text message, Text help = {},
                                                Error::Kind kind = Error::Kind::other) {
  return tl::unexpected<Error>(Error{std::move(message), std::move(help), kind});
}

// The same error with what was being done put in front: "reading policy: …".
[[nodiscard]] inline tl::unexpected<Error> within(Text what, Error error) {
  error.message = tr("{doing}: {error}", {{"doing", std::move(what)}, {"error", std::move(error.message)}});
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace expgate

#define EXPGATE_CONCAT_(a, b) a##b
#define EXPGATE_CONCAT(a, b) EXPGATE_CONCAT_(a, b)

// Leaves the function with the error of `expression`, if it has one.
#define TRY(expression)                                      \
  do {                                                       \
    if (auto try_result_ = (expression); !try_result_)       \
      return tl::unexpected(std::move(try_result_.error())); \
  } while (false)

// Declares `declaration` from the value of `expression`, or leaves the function with its error.
#define TRY_ASSIGN(declaration, expression) \
  EXPGATE_TRY_ASSIGN_(EXPGATE_CONCAT(try_value_, __COUNTER__), declaration, expression)
#define EXPGATE_TRY_ASSIGN_(value, declaration, expression)    \
  auto value = (expression);                                   \
  if (!value) return tl::unexpected(std::move(value.error())); \
  declaration = *std::move(value)

// Assigns the value of `expression` to `target`, which exists already, or leaves the function with its error.
// One statement.
#define TRY_SET(target, expression)                                          \
  do {                                                                       \
    auto try_result_ = (expression);                                         \
    if (!try_result_) return tl::unexpected(std::move(try_result_.error())); \
    (target) = *std::move(try_result_);                                      \
  } while (false)
