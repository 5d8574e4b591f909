#include <algorithm>

#include <fmt/core.h>

#include "message/charset.h"
#include "message/header.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"limit", OptionType::size, "64 KiB",
     msgid("The largest size that a message may have; 64 KiB at most, since no more of it is ever read.")},
};

constexpr Msgid kPlainText = msgid("write the message in plain UTF-8 text");
constexpr ExampleArgument kSizeExample[] = {{"size", "112 KiB"}, {"limit", "64 KiB"}};
constexpr ExampleArgument kEncodingExample[] = {{"encoding", "x-unknown"}};
constexpr ExampleArgument kNotInExample[] = {{"byte", "0xFF"}, {"number", "1"}, {"encoding", "GBK"}};
constexpr ExampleArgument kByteExample[] = {{"byte", "0xE9"}, {"number", "3"}};
constexpr ExampleArgument kLineExample[] = {{"number", "1"}};
constexpr ExampleArgument kControlExample[] = {{"code", "U+0007"}, {"number", "1"}};
constexpr ExampleArgument kBidiExample[] = {{"code", "U+202E"}, {"number", "1"}};

constexpr Reason kTooLong{
    .name = "too-long",
    .text = msgid("the message is {size} long, over the limit of {limit}"),
    .help = msgid("move logs and tables to a file, and name it in the message"),
    .example = kSizeExample,
};
constexpr Reason kUnknownEncoding{
    .name = "unknown-encoding",
    .text = msgid("the commit declares the encoding `{encoding}`, which cannot be decoded"),
    .help = msgid("`git config --unset i18n.commitEncoding` goes back to UTF-8"),
    .example = kEncodingExample,
};
constexpr Reason kUtf16{
    .name = "utf-16", .text = msgid("the message is UTF-16"), .help = msgid("save the file as UTF-8")};
constexpr Reason kNotUtf8{
    .name = "not-utf-8",
    .text = msgid("byte {byte} on line {number} is not UTF-8"),
    .help = msgid("write the message in UTF-8, or declare its encoding: `git config i18n.commitEncoding "
                  "ISO-8859-1`"),
    .example = kByteExample,
};
constexpr Reason kNotInEncoding{
    .name = "not-in-encoding",
    .text = msgid("byte {byte} on line {number} is no text in `{encoding}`, which the commit declares"),
    .help = msgid("write the message in that encoding, or declare another: `git config i18n.commitEncoding`"),
    .example = kNotInExample,
};
constexpr Reason kByteOrderMark{
    .name = "byte-order-mark",
    .text = msgid("a byte order mark (U+FEFF) on line {number}"),
    .help = kPlainText,
    .example = kLineExample,
};
constexpr Reason kCarriageReturn{
    .name = "carriage-return",
    .text = msgid("a carriage return (U+000D) on line {number} that does not end it"),
    .help = kPlainText,
    .example = kLineExample,
};
constexpr Reason kNul{
    .name = "nul",
    .text = msgid("a NUL character (U+0000) on line {number}"),
    .help = kPlainText,
    .example = kLineExample,
};
constexpr Reason kEscape{
    .name = "escape",
    .text = msgid("an escape character (U+001B) on line {number}"),
    .help = kPlainText,
    .example = kLineExample,
};
constexpr Reason kControl{
    .name = "control-character",
    .text = msgid("a control character ({code}) on line {number}"),
    .help = kPlainText,
    .example = kControlExample,
};
constexpr Reason kBidi{
    .name = "text-direction",
    .text = msgid("a character ({code}) on line {number} that changes the direction of text"),
    .help = kPlainText,
    .example = kBidiExample,
};
constexpr const Reason* kReasons[] = {&kTooLong,       &kUnknownEncoding, &kUtf16, &kNotUtf8, &kNotInEncoding,
                                      &kByteOrderMark, &kCarriageReturn,  &kNul,   &kEscape,  &kControl,
                                      &kBidi};

enum class Trouble { none, byte_order_mark, carriage_return, control, bidi };

// What is wrong with the character `value` where `next` is the byte behind it. CRLF is let through: mail and
// Windows tools write it, git and every viewer take it for a line end. A CR anywhere else moves the cursor
// and hides what stood there.
Trouble trouble_with(char32_t value, char next) {
  if (value == 0xFEFF) return Trouble::byte_order_mark;
  if (value == '\r') return next == '\n' ? Trouble::none : Trouble::carriage_return;
  if (value == '\n' || value == '\t') return Trouble::none;
  if (value < 0x20 || (value >= 0x7F && value < 0xA0)) return Trouble::control;
  return text::is_bidi_control(value) ? Trouble::bidi : Trouble::none;
}

const Reason& reason_of(Trouble trouble, char32_t value) {
  switch (trouble) {
    case Trouble::byte_order_mark:
      return kByteOrderMark;
    case Trouble::carriage_return:
      return kCarriageReturn;
    case Trouble::bidi:
      return kBidi;
    default:
      break;
  }
  if (value == 0) return kNul;
  return value == 0x1B ? kEscape : kControl;
}

Violation about_message(const Reason& reason, Arguments arguments = {}) {
  return {.reason = &reason, .arguments = std::move(arguments), .remedy = {.kind = Remedy::Kind::message}};
}

// About what is at `at`.
Violation about_line(const Reason& reason, std::string_view bytes, std::size_t at, Arguments arguments) {
  const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  arguments.emplace_back("number", line);
  Violation violation = about_message(reason, std::move(arguments));
  violation.line = static_cast<int>(line);
  return violation;
}

bool is_plain(char c) {
  return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
}

// `text` is valid UTF-8. The first trouble of each kind.
void judge_characters(std::string_view text, Violations& violations) {
  bool is_told[5] = {};
  for (std::size_t at = 0; at < text.size();) {
    if (is_plain(text[at])) {
      ++at;
      continue;
    }
    const text::CodePoint point = text::decode(text, at);
    const Trouble trouble = trouble_with(point.value, at + 1 < text.size() ? text[at + 1] : '\0');
    bool& told = is_told[static_cast<int>(trouble)];
    if (trouble != Trouble::none && !told)
      violations.push_back(
          about_line(reason_of(trouble, point.value), text, at,
                     {{"code", fmt::format("U+{:04X}", static_cast<unsigned>(point.value))}}));
    told = true;
    at += point.length;
  }
}

std::string hex_of(char byte) {
  return fmt::format("0x{:02X}", static_cast<unsigned char>(byte));
}

// Bytes that must be UTF-8: why they are not, or nothing.
std::optional<Violation> not_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    Violation violation = about_message(kUtf16);
    violation.line = 1;
    return violation;
  }
  const auto at = text::first_invalid(bytes);
  if (!at) return std::nullopt;
  return about_line(kNotUtf8, bytes, *at, {{"byte", hex_of(bytes[*at])}});
}

Result<void> judge(const CommitView& view, std::uint64_t limit, Violations& violations) {
  const std::string_view bytes = view.commit.message;
  if (const std::uint64_t size = bytes.size() + view.commit.message_left_out; size > limit) {
    violations.push_back(about_message(kTooLong, {{"size", Bytes{size}}, {"limit", Bytes{limit}}}));
    return {};
  }
  const message::Charset charset = message::charset_of(view.commit.encoding);
  if (charset.kind == message::Charset::Kind::unknown) {
    violations.push_back(
        about_message(kUnknownEncoding, {{"encoding", message::shortened(view.commit.encoding)}}));
    return {};
  }
  if (charset.kind == message::Charset::Kind::utf8) {
    if (auto violation = not_utf8(bytes)) {
      violations.push_back(*std::move(violation));
      return {};
    }
  }
  const message::Decoded decoded = message::decode(bytes, charset);
  if (decoded.invalid_at) {
    violations.push_back(about_line(kNotInEncoding, bytes, *decoded.invalid_at,
                                    {{"byte", hex_of(bytes[*decoded.invalid_at])},
                                     {"encoding", message::shortened(view.commit.encoding)}}));
    return {};
  }
  judge_characters(decoded.text, violations);
  return {};
}

Result<Judge> make(const Options& options) {
  const std::uint64_t limit = options.number("limit");
  if (limit > message::kMaxText)
    return fail(tr("commit-encoding: the limit {limit} is over {most}, and no more of a message is read",
                   {{"limit", Bytes{limit}}, {"most", Bytes{message::kMaxText}}}));
  return JudgeCommit{
      [limit](const CommitView& view, Violations& violations) { return judge(view, limit, violations); }};
}

}  // namespace

extern const Rule commit_encoding;
const Rule commit_encoding{
    {
        .id = "commit-encoding",
        .scope = Scope::commit,
        .summary =
            msgid("A message is text: UTF-8 or a declared encoding, without control characters, of a size "
                  "that can be read."),
        .why = msgid("what a terminal does not show, or shows otherwise, hides what was done"),
        .bad = msgid("feat: add \\x1b[2Ja ViT baseline (an escape sequence that clears the screen)"),
        .good = msgid("feat: add a ViT baseline"),
        .mend =
            msgid("Write the message anew as plain text in UTF-8; ISO-8859-1 and Windows-1252 pass where the "
                  "commit declares them."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
