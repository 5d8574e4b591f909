#include "text/regex.h"

#include <re2/re2.h>

#include "text/utf8.h"

namespace expgate::text {

struct Regex::Compiled {
  RE2 expression;
};

Regex::Regex(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Regex::~Regex() = default;
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;

Result<Regex> Regex::compile(const std::string& pattern) {
  RE2::Options options(RE2::Quiet);
  auto compiled = std::unique_ptr<Compiled>(new Compiled{{pattern, options}});
  if (!compiled->expression.ok())
    return fail(tr("`{pattern}` is not a regular expression: {problem}",
                   {{"pattern", pattern}, {"problem", compiled->expression.error()}}),
                tr("use the syntax of RE2: no look-around, no back-references"));
  return Regex(std::move(compiled));
}

namespace {

// RE2's `.` stands for a code point: bytes that are none must not hide what is around them.
template <typename Match>
bool matched(std::string_view text, Match match) {
  if (!first_invalid(text)) return match(re2::StringPiece(text.data(), text.size()));
  return match(re2::StringPiece(with_escaped_bytes(text)));
}

}  // namespace

bool Regex::found_in(std::string_view text) const {
  return matched(
      text, [&](const re2::StringPiece& piece) { return RE2::PartialMatch(piece, compiled_->expression); });
}

bool Regex::matches(std::string_view text) const {
  return matched(text,
                 [&](const re2::StringPiece& piece) { return RE2::FullMatch(piece, compiled_->expression); });
}

}  // namespace expgate::text
