#include "content/json/json_scan.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.h"
#include "text/utf8.h"

namespace expgate::content {

namespace {

// Which bytes a string may hold without a second look: ASCII but for controls, the quote and the backslash.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

std::string hex_byte(unsigned char byte) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  return {'0', 'x', kHex[byte >> 4U], kHex[byte & 0xFU]};
}

class Scanner {
 public:
  Scanner(std::string_view bytes, JsonVisitor& visitor) : bytes_(bytes), visitor_(visitor) {}

  std::optional<JsonError> run() {
    if (bytes_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (step()) {
    }
    return std::move(error_);
  }

 private:
  enum class Expect { value, first_value, key, first_key, more, nothing };

  // Reads the next token; false at the end of the bytes or at an error.
  bool step() {
    at_ = std::min(bytes_.find_first_not_of(" \t\r\n", at_), bytes_.size());
    if (at_ == bytes_.size()) return expect_ == Expect::nothing ? false : ends_early();
    const char c = bytes_[at_];
    switch (expect_) {
      case Expect::first_value:
        if (c == ']') return close();
        return value(c);
      case Expect::value:
        return value(c);
      case Expect::first_key:
        if (c == '}') return close();
        return key(c);
      case Expect::key:
        return key(c);
      case Expect::more:
        return more(c);
      case Expect::nothing:
        break;
    }
    return error(tr("unexpected text after the end of the document"));
  }

  bool error(Text what) {
    error_ = JsonError{at_, std::move(what)};
    return false;
  }

  bool ends_early() {
    const bool is_blank = bytes_.find_first_not_of("\xEF\xBB\xBF \t\r\n") == std::string_view::npos;
    return error(is_blank ? tr("the file is empty") : tr("the file ends too early"));
  }

  // An error about the byte we are at, which is named if it can be shown.
  bool unexpected(Text wanted) {
    const auto byte = static_cast<unsigned char>(bytes_[at_]);
    if (byte <= 0x20 || byte >= 0x7f) return error(tr("expected {wanted}", {{"wanted", std::move(wanted)}}));
    return error(tr("expected {wanted}, not `{found}`",
                    {{"wanted", std::move(wanted)}, {"found", std::string(1, bytes_[at_])}}));
  }

  void after_value() { expect_ = is_object_.empty() ? Expect::nothing : Expect::more; }

  bool value(char c) {
    const std::size_t begin = at_;
    if (c == '{' || c == '[') return open(c == '{');
    const bool is_read = c == '"' ? string() : c == '-' || is_digit(c) ? number() : literal();
    if (!is_read) return false;
    visitor_.scalar(begin, at_);
    after_value();
    return true;
  }

  bool open(bool is_object) {
    if (is_object_.size() == kMostJsonDepth)
      return error(tr("nested deeper than {limit} levels", {{"limit", kMostJsonDepth}}));
    visitor_.open(is_object, at_++);
    is_object_.push_back(is_object);
    expect_ = is_object ? Expect::first_key : Expect::first_value;
    return true;
  }

  bool close() {
    is_object_.pop_back();
    visitor_.close(++at_);
    after_value();
    return true;
  }

  bool key(char c) {
    if (c != '"') return unexpected(tr("a key in double quotes"));
    const std::size_t begin = at_;
    if (!string()) return false;
    visitor_.key(begin, at_);
    at_ = std::min(bytes_.find_first_not_of(" \t\r\n", at_), bytes_.size());
    if (at_ == bytes_.size()) return ends_early();
    if (bytes_[at_] != ':') return unexpected(tr("a colon"));
    ++at_;
    expect_ = Expect::value;
    return true;
  }

  bool more(char c) {
    const bool is_object = is_object_.back();
    if (c == (is_object ? '}' : ']')) return close();
    if (c != ',') return unexpected(is_object ? tr("a comma or `}}`") : tr("a comma or `]`"));
    ++at_;
    expect_ = is_object ? Expect::key : Expect::value;
    return true;
  }

  bool string() {
    ++at_;
    while (at_ < bytes_.size()) {
      const char c = bytes_[at_];
      const auto byte = static_cast<unsigned char>(c);
      if (kPlain[byte]) {
        ++at_;
      } else if (c == '"') {
        ++at_;
        return true;
      } else if (c == '\\') {
        if (!escape()) return false;
      } else if (byte < 0x20) {
        return error(c == '\n' || c == '\r'
                         ? tr("a line ends inside a string")
                         : tr("control byte {byte} inside a string", {{"byte", hex_byte(byte)}}));
      } else {
        const text::CodePoint point = text::decode(bytes_, at_);
        if (!point.valid) return error(tr("byte {byte} is not UTF-8", {{"byte", hex_byte(byte)}}));
        at_ += point.length;
      }
    }
    return ends_early();
  }

  bool escape() {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::size_t kDigits = 4;
    const std::string_view rest = bytes_.substr(at_ + 1, 1 + kDigits);
    if (!rest.empty() && kLetters.find(rest.front()) != std::string_view::npos) {
      at_ += 2;
      return true;
    }
    const bool is_code = rest.size() == 1 + kDigits && rest.front() == 'u' &&
                         std::all_of(rest.begin() + 1, rest.end(), is_hex_digit);
    if (!is_code) return error(tr("a backslash that does not begin an escape"));
    at_ += 2 + kDigits;
    return true;
  }

  // Digits from here on; false where there are none.
  bool digits() {
    const std::size_t begin = at_;
    while (at_ < bytes_.size() && is_digit(bytes_[at_])) ++at_;
    return at_ > begin;
  }

  [[nodiscard]] bool is_at(std::string_view any) const {
    return at_ < bytes_.size() && any.find(bytes_[at_]) != std::string_view::npos;
  }

  bool number() {
    if (is_at("-")) ++at_;
    if (is_at("I")) return literal();
    const bool is_zero = is_at("0");
    const std::size_t begin = at_;
    if (!digits()) return error(tr("expected a digit"));
    if (is_zero && at_ > begin + 1) return error(tr("a number begins with 0"));
    if (is_at(".")) {
      ++at_;
      if (!digits()) return error(tr("expected a digit"));
    }
    if (is_at("eE")) {
      ++at_;
      if (is_at("+-")) ++at_;
      if (!digits()) return error(tr("expected a digit"));
    }
    return true;
  }

  bool literal() {
    for (const std::string_view word : {"true", "false", "null", "NaN", "Infinity"}) {
      if (!bytes_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return true;
    }
    return unexpected(tr("a value"));
  }

  std::string_view bytes_;
  JsonVisitor& visitor_;
  std::size_t at_ = 0;
  Expect expect_ = Expect::value;
  std::vector<bool> is_object_;  // of the containers that are open
  std::optional<JsonError> error_;
};

unsigned code_point_of(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits)
    value = value << 4U | static_cast<unsigned>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  return value;
}

}  // namespace

std::optional<JsonError> scan_json(std::string_view bytes, JsonVisitor& visitor) {
  return Scanner(bytes, visitor).run();
}

std::string json_text(std::string_view quoted) {
  const std::string_view inside = quoted.substr(1, quoted.size() - 2);
  if (inside.find('\\') == std::string_view::npos) return std::string(inside);
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kMeanings = "\b\f\n\r\t";
  std::string text;
  for (std::size_t at = 0; at < inside.size(); ++at) {
    if (inside[at] != '\\') {
      text += inside[at];
      continue;
    }
    const char letter = inside[++at];
    if (letter == 'u') {
      const unsigned value = code_point_of(inside.substr(at + 1, 4));
      text += value < 0x80 ? static_cast<char>(value) : '?';
      at += 4;
    } else {
      const std::size_t which = kLetters.find(letter);
      text += which == std::string_view::npos ? letter : kMeanings[which];
    }
  }
  return text;
}

}  // namespace expgate::content
