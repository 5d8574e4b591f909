#include <algorithm>
#include <cstring>
#include <set>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/formats/format_families.h"

// Private keys. A file that begins as one is one; in another text it is one if it is there as a whole: a
// document that mentions the line a key begins with holds no secret.
namespace expgate::content {

namespace {

constexpr std::size_t kSecretLook = std::size_t{1} << 20U;  // keys stand in small files
constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kKey = "PRIVATE KEY";

bool is_base64(char c) {
  return is_letter_or_digit(c) || c == '+' || c == '/' || c == '=';
}

// Takes a line off the front, without its end. A text in quotes has its ends as `\n` (JSON, sources).
std::string_view take_line(std::string_view& text) {
  std::size_t end = text.find('\n');
  std::size_t width = 1;
  if (const std::size_t quoted = text.substr(0, end).find("\\n"); quoted < end) {
    end = quoted;
    width = 2;
  }
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + width);
  return line;
}

// A line of a key without what a source puts around it.
std::string_view bare(std::string_view line) {
  constexpr std::string_view kAround = " \t\r\"',;\\+";
  const std::size_t from = line.find_first_not_of(" \t\"'");
  if (from == std::string_view::npos) return {};
  return line.substr(from, line.find_last_not_of(kAround) + 1 - from);
}

// The base64 between the line that begins a key and the one that ends it: how much there is of it, and of how
// many different letters. A line that is neither base64 nor a header (`DEK-Info: …`) makes it none.
struct Body {
  std::size_t size = 0;
  std::size_t letters = 0;
};
Body body_of(std::string_view text) {
  Body body;
  std::set<char> letters;
  while (!text.empty()) {
    const std::string_view line = bare(take_line(text));
    if (line.starts_with("-----END ")) break;
    if (line.empty() || line.find(": ") != std::string_view::npos) continue;
    if (!std::all_of(line.begin(), line.end(), is_base64)) return {};
    body.size += line.size();
    letters.insert(line.begin(), line.end());
  }
  body.letters = letters.size();
  return body;
}

// Where a key's first line begins, if `at` is the place of its last words, and what stands behind it.
struct Header {
  std::size_t begin = 0;
  std::size_t end = 0;
};
std::optional<Header> header_around(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongestKind = 20;  // "RSA ", "OPENSSH ", "ENCRYPTED ", "PGP "
  constexpr std::string_view kEnd = "-----";
  const std::size_t from = at - std::min(at, kLongestKind + kBegin.size());
  const std::size_t begin = text.substr(from, at - from).rfind(kBegin);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string_view kind = text.substr(from + begin + kBegin.size(), at - from - begin - kBegin.size());
  if (!std::all_of(kind.begin(), kind.end(), [](char c) { return is_upper(c) || is_digit(c) || c == ' '; }))
    return std::nullopt;
  std::size_t end = at + kKey.size();
  if (text.substr(end).starts_with(" BLOCK")) end += std::string_view(" BLOCK").size();
  if (!text.substr(end).starts_with(kEnd)) return std::nullopt;
  return Header{from + begin, end + kEnd.size()};
}

// Keys in tests and documents are made for them: a source that holds one is no leak there.
bool is_sample(std::string_view path) {
  constexpr std::string_view kFolders[] = {"test", "tests", "testing", "testdata", "fixtures",
                                           "spec", "doc",   "docs",    "example",  "examples"};
  const std::string lower = ascii_lower(path);
  const std::size_t slash = lower.rfind('/');
  if (slash == std::string::npos) return false;
  const auto folders = split(std::string_view(lower).substr(0, slash), '/');
  return std::any_of(folders.begin(), folders.end(), [&](std::string_view folder) {
    return std::find(std::begin(kFolders), std::end(kFolders), folder) != std::end(kFolders);
  });
}

// `begins`: whether nothing but blanks stands in front of the key.
bool is_key_in_text(std::string_view text, const Header& header, bool begins, std::string_view path) {
  constexpr std::size_t kShortest = 64;  // an Ed25519 key in PKCS #8
  constexpr std::size_t kFewestLetters = 12;
  std::string_view behind = text.substr(header.end);
  if (begins) {
    take_line(behind);
    const Body first = body_of(behind.substr(0, behind.find("-----END ")));
    return first.size > 0;
  }
  if (is_sample(path)) return false;
  const Body body = body_of(behind);
  return body.size >= kShortest && body.letters >= kFewestLetters;
}

bool is_putty_key(std::string_view text) {
  return text.starts_with("PuTTY-User-Key-File-") && text.find("\nPrivate-Lines: ") != std::string_view::npos;
}

bool is_ssh2_key(std::string_view text) {
  return text.starts_with("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----");
}

}  // namespace

Found find_secrets(const Sample& sample) {
  const std::string_view text = sample.bytes.substr(0, kSecretLook);
  if (is_putty_key(text) || is_ssh2_key(text)) return FormatId::private_key;
  const std::size_t first = text.find_first_not_of("\xef\xbb\xbf \t\r\n");
  for (std::size_t at = 0; at < text.size();) {
    const void* found = memmem(text.data() + at, text.size() - at, kKey.data(), kKey.size());
    if (found == nullptr) return std::nullopt;
    at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    const auto header = header_around(text, at);
    if (header && is_key_in_text(text, *header, header->begin == first, sample.path))
      return FormatId::private_key;
    at += kKey.size();
  }
  return std::nullopt;
}

}  // namespace expgate::content
