#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace expgate::content::jsonnet {

struct Token {
  enum class Kind { end, name, number, string, mark, broken };  // mark: an operator or a bracket
  Kind kind = Kind::end;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view text;  // as it is written
};

// Divides a text into tokens, one at a time. A copy of it looks ahead.
class Lexer {
 public:
  explicit Lexer(std::string_view source) : text_(source) {}

  // Returns the next token; `broken` where there is none, see problem().
  Token next();

  // Returns why the last token is broken.
  [[nodiscard]] const Text& problem() const { return problem_; }

 private:
  Token broken(std::size_t at, Text why);
  bool skip_blanks();
  Token number(std::size_t begin);
  Token quoted(std::size_t begin, bool is_verbatim);
  Token block(std::size_t begin);
  Token mark(std::size_t begin);
  [[nodiscard]] Token token(Token::Kind kind, std::size_t begin) const {
    return {kind, begin, at_, text_.substr(begin, at_ - begin)};
  }
  [[nodiscard]] char peek(std::size_t further = 0) const {
    return at_ + further < text_.size() ? text_[at_ + further] : '\0';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Text problem_;
};

// Returns the value of a string as it is written: quoted, verbatim, or a block between `|||`; nothing where
// it has an escape that is none.
std::optional<std::string> value_of_string(std::string_view written);

}  // namespace expgate::content::jsonnet
