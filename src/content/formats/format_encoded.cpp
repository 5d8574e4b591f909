#include <algorithm>
#include <array>

#include "content/formats/format_families.h"

// Bytes that were made a text of: a base64 of weights is as heavy as they are, and nobody reads it.
namespace expgate::content {

namespace {

constexpr std::size_t kShortestRun = 8192;  // characters; shorter ones are keys, hashes, icons
constexpr std::size_t kMostDecoded = std::size_t{16} << 20U;  // of all runs of a text
constexpr std::uint8_t kNone = 0xff;

// The values of the letters of base64, in either alphabet (RFC 4648, sections 4 and 5).
constexpr std::array<std::uint8_t, 256> kBase64 = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(kNone);
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t n = 0; n < kLetters.size(); ++n)
    table[static_cast<unsigned char>(kLetters[n])] = static_cast<std::uint8_t>(n);
  table['-'] = table['+'];
  table['_'] = table['/'];
  return table;
}();

constexpr std::array<std::uint8_t, 256> kHex = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(kNone);
  for (std::uint8_t n = 0; n < 10; ++n) table[static_cast<std::uint8_t>('0' + n)] = n;
  for (std::uint8_t n = 0; n < 6; ++n) {
    table[static_cast<std::uint8_t>('a' + n)] = static_cast<std::uint8_t>(10 + n);
    table[static_cast<std::uint8_t>('A' + n)] = static_cast<std::uint8_t>(10 + n);
  }
  return table;
}();

bool ends_line(char c) {
  return c == '\n' || c == '\r';
}

// Letters, line ends (JSON writes `\n`), and what indents a line.
bool is_of_run(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (kBase64[static_cast<unsigned char>(c)] != kNone || ends_line(c) || c == '\\') return true;
  return (c == ' ' || c == '\t') && at > 0 && (ends_line(text[at - 1]) || text[at - 1] == c);
}

// The next run of letters and line ends that is long enough, from `at` on; empty: there is none. Looks at the
// far end first, so that prose costs a word in kShortestRun characters.
std::string_view next_run(std::string_view text, std::size_t at) {
  while (at + kShortestRun <= text.size()) {
    std::size_t far = at + kShortestRun;
    while (far > at && is_of_run(text, far - 1)) --far;
    if (far > at) {
      at = far;
      continue;
    }
    std::size_t end = at + kShortestRun;
    while (end < text.size() && is_of_run(text, end)) ++end;
    return text.substr(at, end - at);
  }
  return {};
}

std::string decode(std::string_view run, const std::array<std::uint8_t, 256>& values, unsigned bits) {
  std::string bytes;
  bytes.reserve(run.size() * bits / 8);
  std::uint32_t pending = 0;
  unsigned count = 0;
  for (std::size_t at = 0; at < run.size(); ++at) {
    if (run[at] == '\\') {
      ++at;  // `\n`
      continue;
    }
    const std::uint8_t value = values[static_cast<unsigned char>(run[at])];
    if (value == kNone) continue;  // the end of a line, or its indent
    pending = pending << bits | value;
    count += bits;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(pending >> count & 0xffU);
  }
  return bytes;
}

// Digits alone are numbers.
bool is_hex_text(std::string_view run) {
  bool has_letter = false;
  for (const char c : run) {
    if (ends_line(c) || c == ' ' || c == '\t') continue;
    if (kHex[static_cast<unsigned char>(c)] == kNone) return false;
    has_letter = has_letter || c > '9';
  }
  return has_letter;
}

}  // namespace

Deep find_encoded(const Sample& sample, int levels) {
  std::size_t budget = kMostDecoded;
  for (std::string_view run = next_run(sample.bytes, 0); !run.empty() && budget > 0;) {
    const std::string_view taken = run.substr(0, budget);
    budget -= taken.size();
    const bool in_hex = is_hex_text(taken);
    const std::string bytes = in_hex ? decode(taken, kHex, 4) : decode(taken, kBase64, 6);
    const Deep found = find_binary({bytes, bytes.size(), {}}, levels);
    if (found && info(found->id).kind != Kind::archives)
      return Recognised{found->id, in_hex ? msgid("hex digits") : msgid("base64 text")};
    run = next_run(sample.bytes, static_cast<std::size_t>(run.data() - sample.bytes.data()) + run.size());
  }
  return std::nullopt;
}

}  // namespace expgate::content
