#include <algorithm>

#include <fmt/core.h>

#include "base/bytes.h"
#include "message/charset.h"
#include "message/header.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"limit", OptionType::size, "64 KiB",
     "The largest size that a message may have; 64 KiB at most, since no more of it is ever read."},
};

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

std::string description_of(Trouble trouble, char32_t value) {
  const auto number = static_cast<unsigned>(value);
  switch (trouble) {
    case Trouble::byte_order_mark:
      return "a byte order mark (U+FEFF)";
    case Trouble::carriage_return:
      return "a carriage return (U+000D) that ends no line";
    case Trouble::bidi:
      return fmt::format("a character that turns the direction of text (U+{:04X})", number);
    default:
      break;
  }
  if (value == 0) return "a NUL character (U+0000)";
  if (value == 0x1B) return "an escape character (U+001B)";
  return fmt::format("a control character (U+{:04X})", number);
}

Violation about_line(std::string message, std::string_view bytes, std::size_t at) {
  const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  return {.message = fmt::format("{} on line {}", message, line),
          .mend = Mend::message,
          .advice = "write the message in plain UTF-8 text",
          .line = static_cast<int>(line)};
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
      violations.push_back(about_line(description_of(trouble, point.value), text, at));
    told = true;
    at += point.length;
  }
}

// Bytes that must be UTF-8: why they are not, or nothing.
std::optional<Violation> not_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
    return Violation{.message = "the message is UTF-16",
                     .mend = Mend::message,
                     .advice = "save the file as UTF-8",
                     .line = 1};
  const auto at = text::first_invalid(bytes);
  if (!at) return std::nullopt;
  Violation violation = about_line(
      fmt::format("byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(bytes[*at])), bytes, *at);
  violation.advice =
      "write it in UTF-8, or let git say what it is: `git config i18n.commitEncoding ISO-8859-1`";
  return violation;
}

Result<void> judge(const CommitView& view, std::uint64_t limit, Violations& violations) {
  const std::string_view bytes = view.commit.message;
  if (const std::uint64_t size = bytes.size() + view.commit.message_left_out; size > limit) {
    violations.push_back({.message = fmt::format("the message is {} long, over the limit of {}",
                                                 format_size(size), format_size(limit)),
                          .mend = Mend::message,
                          .advice = "keep logs and tables in a file that the message names"});
    return {};
  }
  const message::Charset charset = message::charset_of(view.commit.encoding);
  if (charset == message::Charset::unknown) {
    violations.push_back(
        {.message = fmt::format("the message is declared to be in {}, which cannot be decoded",
                                message::backticked(view.commit.encoding)),
         .mend = Mend::message,
         .advice = "`git config --unset i18n.commitEncoding` goes back to UTF-8"});
    return {};
  }
  if (charset == message::Charset::utf8) {
    if (auto violation = not_utf8(bytes)) {
      violations.push_back(*std::move(violation));
      return {};
    }
  }
  judge_characters(message::decode(bytes, charset), violations);
  return {};
}

Result<Judge> make(const Options& options) {
  const std::uint64_t limit = options.number("limit");
  if (limit > message::kMaxText)
    return fail(fmt::format("commit-encoding: the limit {} is over {}: no more of a message is read",
                            format_size(limit), format_size(message::kMaxText)));
  return JudgeCommit{
      [limit](const CommitView& view, Violations& violations) { return judge(view, limit, violations); }};
}

}  // namespace

extern const Rule commit_encoding;
const Rule commit_encoding{
    {
        .id = "commit-encoding",
        .scope = Scope::commit,
        .summary = "A message is text: UTF-8 or a declared encoding, without control characters, of a size "
                   "that can be read.",
        .why = "what a terminal does not show, or shows otherwise, hides what was done",
        .bad = "feat: add \\x1b[2Ja ViT baseline (an escape sequence that clears the screen)",
        .good = "feat: add a ViT baseline",
        .mend = "Write the message anew as plain text in UTF-8; ISO-8859-1 and Windows-1252 pass where the "
                "commit declares them.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
