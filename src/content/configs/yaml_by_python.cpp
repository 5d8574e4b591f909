#include "content/configs/yaml_by_python.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::content {

namespace {

using text::Node;

// Walks over a text that is YAML, token by token, as far as PyYAML is stricter.
class Walk {
 public:
  explicit Walk(std::string_view source) : text_(source) {}

  std::optional<ParseError> error() {
    while (at_ < text_.size() && !error_) line();
    return std::move(error_);
  }

 private:
  // A line that begins outside of quotes, brackets and blocks of text.
  void line() {
    line_begin_ = at_;
    has_key_ = false;
    has_dash_ = false;
    skip_spaces();
    if (is_end_of_line()) return next_line();
    if (column() == 0 && (peek() == '%' || is_marker())) {
      const bool is_directive = peek() == '%';
      structure_ = -1;
      is_plain_open_ = false;
      at_ += is_directive ? 0 : 3;
      if (is_directive) at_ = end_of_line();
      skip_spaces();
    }
    while (!error_ && !is_end_of_line()) token();
    next_line();
  }

  void token() {
    const char c = peek();
    const bool is_alone = at_ + 1 >= text_.size() || is_blank(text_[at_ + 1]);
    if (c == '\t') return reject(at_, tr("a tab between values; YAML takes spaces only"));
    if ((c == '-' || c == '?') && is_alone && !has_key_) return dash();
    if (c == ':' && is_alone) return step(1);
    if (c == '&' || c == '*' || c == '!') return property();
    if (c == '|' || c == '>') return block();
    if (c == '@' || c == '`') return not_expected(1);
    const std::size_t begin = at_;
    const bool is_plain = c != '"' && c != '\'' && c != '[' && c != '{';
    if (is_plain) {
      plain(false);
    } else if (c == '"' || c == '\'') {
      quoted();
    } else {
      flow();
    }
    if (!error_) after_value(begin, is_plain);
  }

  // What follows a value in a line makes it a key, or nothing does.
  void after_value(std::size_t begin, bool is_plain) {
    const std::size_t end = at_;
    skip_spaces();
    const bool is_key = peek() == ':' && (at_ + 1 >= text_.size() || is_blank(text_[at_ + 1]));
    const auto column = static_cast<int>(begin - std::min(line_begin_, begin));
    if (is_key) {
      const bool continues = is_plain_open_ && !has_key_ && !has_dash_ && column > structure_;
      if (has_key_ || continues) return not_expected(1);
      has_key_ = true;
      structure_ = column;
      is_plain_open_ = false;
      return step(1);
    }
    if (!has_key_ && !has_dash_ && is_plain && structure_ >= column)
      return reject(begin, tr("`{line}` has no key: a colon and a blank are missing",
                              {{"line", shown(text_.substr(begin, end - begin))}}));
    is_plain_open_ = is_plain && structure_ >= 0;
    if (!is_end_of_line() && peek() != '\t') not_expected(1);
  }

  void dash() {
    has_dash_ = true;
    is_plain_open_ = false;
    structure_ = column();
    step(1);
  }

  // An anchor, alias or tag.
  void property() {
    while (at_ < text_.size() && !is_blank(text_[at_])) ++at_;
    skip_spaces();
  }

  // The header of a block of text, and the block: all lines that are deeper than what holds it.
  void block() {
    ++at_;
    for (int count = 0; count < 2 && (is_digit(peek()) || peek() == '+' || peek() == '-'); ++count) ++at_;
    if (peek() == '#') return not_expected(1);
    skip_spaces();
    if (!is_end_of_line()) return not_expected(1);
    next_line();
    while (at_ < text_.size()) {
      const std::size_t end = end_of_line();
      const std::size_t first = std::min(text_.find_first_not_of(' ', at_), end);
      const bool is_empty = first >= end || text_[first] == '\r';
      if (!is_empty && static_cast<int>(first - at_) <= structure_) break;
      at_ = std::min(end + 1, text_.size());
    }
    line_begin_ = at_;
    if (at_ < text_.size() || text_.ends_with('\n')) --at_;  // the line end in front of the next line
  }

  void plain(bool in_flow) {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      const bool ends_key = c == ':' && (at_ + 1 >= text_.size() || is_blank(text_[at_ + 1]) ||
                                         (in_flow && is_flow_mark(text_[at_ + 1])));
      const bool is_comment = c == '#' && at_ > 0 && is_blank(text_[at_ - 1]);
      if (c == '\n' || c == '\r' || ends_key || is_comment || (in_flow && is_flow_mark(c))) return;
      if (c == '\t') return reject(at_, tr("a tab between values; YAML takes spaces only"));
    }
  }

  void quoted() {
    const char quote = text_[at_++];
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') line_begin_ = at_ + 1;
      if (quote == '\'' && text_[at_] == quote && peek(1) == quote) {
        ++at_;
      } else if (text_[at_] == quote) {
        ++at_;
        return;
      } else if (quote == '"' && text_[at_] == '\\' && !escape()) {
        return;
      }
    }
  }

  bool escape() {
    const char kind = peek(1);
    const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    bool is_known = digits > 0 || (kind != '\0' && kEscapes.find(kind) != std::string_view::npos);
    for (std::size_t digit = 0; digit < digits; ++digit) is_known = is_known && is_hex_digit(peek(2 + digit));
    if (!is_known) {
      reject(at_, tr("`{escape}` is not an escape sequence in double quotes",
                     {{"escape", text::printable(text_.substr(at_, 2))}}));
      return false;
    }
    at_ += 1 + digits;
    return true;
  }

  // Brackets and braces up to the one that closes the first.
  void flow() {
    int depth = 0;
    bool is_missing = true;  // a comma here would have no value in front of it
    while (at_ < text_.size() && !error_) {
      const char c = text_[at_];
      if (c == '\n') line_begin_ = at_ + 1;
      if (c == ' ' || c == '\n' || c == '\r') {
        ++at_;
      } else if (c == '\t') {
        reject(at_, tr("a tab between values; YAML takes spaces only"));
      } else if (c == '#' && at_ > 0 && is_blank(text_[at_ - 1])) {
        at_ = end_of_line();
      } else if (c == ',') {
        if (is_missing) return reject(at_, tr("a value is missing before the comma"));
        is_missing = true;
        ++at_;
      } else if (c == '[' || c == '{') {
        ++depth;
        is_missing = true;
        ++at_;
      } else if (c == ']' || c == '}') {
        is_missing = false;
        ++at_;
        if (--depth == 0) return;
      } else {
        is_missing = false;
        flow_value(c);
      }
    }
  }

  void flow_value(char c) {
    const std::size_t begin = at_;
    if (c == '"' || c == '\'') {
      quoted();
    } else if (c == '@' || c == '`') {
      not_expected(1);
    } else {
      plain(true);
      if (at_ == begin) ++at_;  // a colon
    }
  }

  static constexpr std::string_view kEscapes = "0abt\tnvfre \"/\\N_LP\n\r";

  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  static bool is_flow_mark(char c) { return std::string_view(",[]{}").find(c) != std::string_view::npos; }
  [[nodiscard]] char peek(std::size_t further = 0) const {
    return at_ + further < text_.size() ? text_[at_ + further] : '\0';
  }
  [[nodiscard]] int column() const { return static_cast<int>(at_ - line_begin_); }
  [[nodiscard]] std::size_t end_of_line() const { return std::min(text_.find('\n', at_), text_.size()); }
  // A comment counts as the end of its line.
  [[nodiscard]] bool is_end_of_line() const {
    const char c = peek();
    const bool is_comment = c == '#' && (at_ == line_begin_ || is_blank(text_[at_ - 1]));
    return at_ >= text_.size() || c == '\n' || c == '\r' || is_comment;
  }
  [[nodiscard]] bool is_marker() const {
    const std::string_view rest = text_.substr(at_);
    return (rest.starts_with("---") || rest.starts_with("...")) && (rest.size() == 3 || is_blank(rest[3]));
  }
  void skip_spaces() {
    while (peek() == ' ') ++at_;
  }
  void step(std::size_t bytes) {
    at_ += bytes;
    skip_spaces();
  }
  void next_line() { at_ = std::min(end_of_line() + 1, text_.size()); }

  static std::string shown(std::string_view text) {
    constexpr std::size_t kMost = 40;
    return text::printable(text.size() <= kMost ? text : text.substr(0, kMost));
  }
  void not_expected(std::size_t bytes) {
    const std::size_t length = std::max(bytes, text::decode(text_, at_).length);
    reject(at_,
           tr("`{found}` is not expected here", {{"found", text::printable(text_.substr(at_, length))}}));
  }
  void reject(std::size_t at, Text what) {
    const std::string_view before = text_.substr(0, at);
    const std::size_t begin = before.rfind('\n') + 1;
    error_ = ParseError{{static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
                         static_cast<int>(at - begin) + 1},
                        std::move(what)};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_begin_ = 0;
  int structure_ = -1;  // the column of the last key or dash
  bool has_key_ = false;
  bool has_dash_ = false;
  bool is_plain_open_ = false;  // a plain text is the last value: a deeper line goes on with it
  std::optional<ParseError> error_;
};

// The digits of a whole number of YAML 1.1 in this base, capped; `_` counts for nothing.
std::uint64_t number_of(std::string_view digits, std::uint64_t base) {
  constexpr std::uint64_t kCap = std::uint64_t{1} << 40U;
  std::uint64_t value = 0;
  for (const char c : digits)
    if (c != '_') value = std::min(value * base + static_cast<std::uint64_t>(hex_value(c)), kCap);
  return value;
}

// "1:30" is 90 to YAML 1.1: as minutes and seconds.
std::optional<std::uint64_t> by_sixties(std::string_view digits) {
  std::uint64_t value = 0;
  for (const std::string_view part : split(digits, ':')) {
    if (part.empty() || part.size() > 9 || part.find_first_not_of("0123456789_") != std::string_view::npos)
      return std::nullopt;
    value = std::min(value, std::uint64_t{1} << 32U) * 60 + number_of(part, 10);
  }
  return value;
}

void read_number(Node& node) {
  const std::string_view text = node.scalar;
  const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const std::string_view digits = text.substr(sign);
  if (digits.empty() || !is_digit(digits.front())) return;
  const auto is_made_of = [&](std::string_view letters) {
    return digits.find_first_not_of(letters) == std::string_view::npos;
  };
  const auto is = [&](std::uint64_t value) {
    node.scalar = (sign == 1 && text[0] == '-' && value > 0 ? "-" : "") + std::to_string(value);
  };
  const bool is_zero_first = digits.size() > 1 && digits.front() == '0';
  const bool is_of_no_base =
      is_zero_first && (is_made_of("0123456789_") || std::string_view("oOXB").find(digits[1]) < 4);
  if (is_zero_first && is_made_of("01234567_")) {
    is(number_of(digits, 8));
  } else if (is_of_no_base) {
    node.tag = kTextTag;
  } else if (!is_zero_first && digits.ends_with('_') && is_made_of("0123456789_")) {
    is(number_of(digits, 10));
  } else if (!is_zero_first && is_made_of("0123456789_:") && digits.find(':') != std::string_view::npos) {
    if (const auto value = by_sixties(digits)) is(*value);
  }
}

}  // namespace

std::optional<ParseError> rejected_by_pyyaml(std::string_view source) {
  if (source.starts_with("\xEF\xBB\xBF")) source.remove_prefix(3);
  return Walk(source).error();
}

void read_numbers_as_pyyaml(Node& node) {
  for (Node& item : node.items) read_numbers_as_pyyaml(item);
  for (auto& [key, value] : node.entries) read_numbers_as_pyyaml(value);
  if (node.is_scalar() && (node.tag == "?" || node.tag == "tag:yaml.org,2002:int")) read_number(node);
}

}  // namespace expgate::content
