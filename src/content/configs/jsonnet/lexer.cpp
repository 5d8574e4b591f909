#include "content/configs/jsonnet/lexer.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::content::jsonnet {

namespace {

constexpr std::string_view kOperators = "!$:~+-&|^=<>*/%";

bool is_name_letter(char c) {
  return is_letter_or_digit(c) || c == '_';
}

std::size_t end_of_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(" \t", at), text.size());
}

// The lines between `|||`, without the indentation of the first.
std::string block_value(std::string_view written) {
  const bool is_chomped = written.substr(3).starts_with('-');
  std::string_view rest = written.substr(written.find('\n') + 1);
  rest.remove_suffix(3);
  std::string_view indent;
  std::string value;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
    std::string_view line = rest.substr(0, end + 1);
    rest.remove_prefix(end + 1);
    const bool is_blank = line == "\n" || line == "\r\n";
    if (indent.empty() && !is_blank) indent = line.substr(0, end_of_blanks(line, 0));
    if (!is_blank && !line.starts_with(indent)) break;
    value += is_blank ? line : line.substr(indent.size());
  }
  if (is_chomped && value.ends_with('\n')) value.pop_back();
  return value;
}

std::optional<char32_t> unicode_escape(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\\u" || text.size() < at + 6) return std::nullopt;
  const std::string_view digits = text.substr(at + 2, 4);
  if (!is_hex(digits)) return std::nullopt;
  char32_t value = 0;
  for (const char c : digits) value = value * 16 + static_cast<char32_t>(hex_value(c));
  return value;
}

// Adds what the escape at `at` stands for, and moves behind it; false: it is none.
bool add_escape(std::string_view text, std::size_t& at, std::string& value) {
  constexpr std::string_view kLetters = "\"'\\/bfnrt";
  constexpr std::string_view kValues = "\"'\\/\b\f\n\r\t";
  if (const auto code = unicode_escape(text, at)) {
    at += 6;
    if (*code < 0xD800 || *code > 0xDFFF) {
      text::append_utf8(value, *code);
      return true;
    }
    const auto low = unicode_escape(text, at);
    if (*code > 0xDBFF || !low || *low < 0xDC00 || *low > 0xDFFF) return false;
    at += 6;
    text::append_utf8(value, 0x10000 + ((*code - 0xD800) << 10U) + (*low - 0xDC00));
    return true;
  }
  const std::size_t known = at + 1 < text.size() ? kLetters.find(text[at + 1]) : std::string_view::npos;
  if (known == std::string_view::npos) return false;
  value += kValues[known];
  at += 2;
  return true;
}

}  // namespace

std::optional<std::string> value_of_string(std::string_view written) {
  if (written.starts_with('|')) return block_value(written);
  const bool is_verbatim = written.starts_with('@');
  if (is_verbatim) written.remove_prefix(1);
  const char quote = written.front();
  const std::string_view inside = written.substr(1, written.size() - 2);
  std::string value;
  for (std::size_t at = 0; at < inside.size();) {
    if (is_verbatim && inside[at] == quote) {
      value += quote;
      at += 2;
    } else if (!is_verbatim && inside[at] == '\\') {
      if (!add_escape(inside, at, value)) return std::nullopt;
    } else {
      value += inside[at++];
    }
  }
  return value;
}

Token Lexer::broken(std::size_t at, Text why) {
  problem_ = std::move(why);
  at_ = text_.size();
  return {Token::Kind::broken, at, at, {}};
}

// Blanks and comments; false: a comment is not closed.
bool Lexer::skip_blanks() {
  while (at_ < text_.size()) {
    const std::string_view rest = text_.substr(at_);
    if (std::string_view(" \t\r\n").find(rest.front()) != std::string_view::npos) {
      ++at_;
    } else if (rest.starts_with("//") || rest.front() == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (rest.starts_with("/*")) {
      const std::size_t end = text_.find("*/", at_ + 2);
      if (end == std::string_view::npos) return false;
      at_ = end + 2;
    } else {
      return true;
    }
  }
  return true;
}

Token Lexer::next() {
  const std::size_t before = at_;
  if (!skip_blanks()) return broken(before, tr("a comment is not closed"));
  const std::size_t begin = at_;
  const char c = peek();
  if (at_ >= text_.size()) return token(Token::Kind::end, begin);
  if (is_digit(c)) return number(begin);
  if (is_name_letter(c)) {
    while (is_name_letter(peek())) ++at_;
    return token(Token::Kind::name, begin);
  }
  if (c == '"' || c == '\'') return quoted(begin, false);
  if (c == '@' && (peek(1) == '"' || peek(1) == '\'')) return quoted(begin, true);
  if (text_.substr(at_).starts_with("|||")) return block(begin);
  return mark(begin);
}

Token Lexer::mark(std::size_t begin) {
  if (std::string_view("{}[](),.;").find(peek()) != std::string_view::npos) {
    ++at_;
    return token(Token::Kind::mark, begin);
  }
  while (at_ < text_.size() && kOperators.find(peek()) != std::string_view::npos) {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with("|||")) break;
    ++at_;
  }
  // an operator of several characters does not end in one that may begin a value
  while (at_ > begin + 1 && std::string_view("+-~!$").find(text_[at_ - 1]) != std::string_view::npos) --at_;
  if (at_ > begin) return token(Token::Kind::mark, begin);
  const std::size_t length = text::decode(text_, begin).length;
  return broken(
      begin, tr("`{found}` is not expected here", {{"found", text::printable(text_.substr(begin, length))}}));
}

Token Lexer::number(std::size_t begin) {
  const auto digits = [&] {
    const std::size_t first = at_;
    while (is_digit(peek())) ++at_;
    return at_ > first;
  };
  bool is_valid = true;
  if (peek() == '0') {
    ++at_;
  } else {
    digits();
  }
  if (peek() == '.') {
    ++at_;
    is_valid = digits();
  }
  if (is_valid && (peek() == 'e' || peek() == 'E')) {
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    is_valid = digits();
  }
  if (is_valid) return token(Token::Kind::number, begin);
  return broken(begin, tr("`{word}` is not a number", {{"word", text_.substr(begin, at_ - begin)}}));
}

Token Lexer::quoted(std::size_t begin, bool is_verbatim) {
  at_ += is_verbatim ? 1 : 0;
  const char quote = text_[at_++];
  while (at_ < text_.size() && (text_[at_] != quote || (is_verbatim && peek(1) == quote)))
    at_ += text_[at_] == quote || (!is_verbatim && text_[at_] == '\\') ? 2 : 1;
  if (at_ >= text_.size()) return broken(begin, tr("a quote is not closed"));
  ++at_;
  return token(Token::Kind::string, begin);
}

// `|||`, a line end, lines with the same indentation, `|||`.
Token Lexer::block(std::size_t begin) {
  at_ += 3;
  if (peek() == '-') ++at_;
  at_ = end_of_blanks(text_, at_);
  if (peek() == '\r') ++at_;
  const auto not_closed = [&] { return broken(begin, tr("a text block is not closed")); };
  if (peek() != '\n') return not_closed();
  ++at_;
  std::string_view indent;
  while (at_ < text_.size()) {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::string_view line = text_.substr(at_, end - at_);
    const bool is_blank = line.empty() || line == "\r";
    if (indent.empty() && !is_blank) {
      indent = line.substr(0, end_of_blanks(line, 0));
      if (indent.empty()) return not_closed();
    }
    if (!is_blank && !line.starts_with(indent)) {
      at_ = end_of_blanks(text_, at_);
      if (!text_.substr(at_).starts_with("|||")) return not_closed();
      at_ += 3;
      return token(Token::Kind::string, begin);
    }
    at_ = end + 1;
  }
  return not_closed();
}

}  // namespace expgate::content::jsonnet
