#include "content/formats/pointers.h"

#include "base/strings.h"

namespace expgate::content {

namespace {

bool takes(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Takes "sha256:", 64 digits and a LF.
bool takes_hash(std::string_view& text) {
  constexpr std::size_t kDigits = 64;
  if (!takes(text, "sha256:") || text.size() <= kDigits || text[kDigits] != '\n') return false;
  if (text.substr(0, kDigits).find_first_not_of("0123456789abcdef") != std::string_view::npos) return false;
  text.remove_prefix(kDigits + 1);
  return true;
}

// Takes "0-NAME " after "ext-", with a digit above `last`, since keys are sorted and none comes twice.
bool takes_extension_name(std::string_view& text, char& last) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789.-";
  if (text.size() < 3 || text[0] <= last || text[0] < '0' || text[0] > '9' || text[1] != '-') return false;
  last = text[0];
  text.remove_prefix(2);
  const std::size_t end = text.find_first_not_of(kLetters);
  if (end == 0 || end == std::string_view::npos || text[end] != ' ') return false;
  text.remove_prefix(end + 1);
  return true;
}

}  // namespace

bool is_lfs_pointer(std::string_view bytes) {
  if (bytes.size() > kLargestPointer) return false;
  if (!takes(bytes, "version https://git-lfs.github.com/spec/v1\n")) return false;
  char last = '\0';
  while (takes(bytes, "ext-")) {
    if (!takes_extension_name(bytes, last) || !takes_hash(bytes)) return false;
  }
  if (!takes(bytes, "oid ") || !takes_hash(bytes) || !takes(bytes, "size ")) return false;
  const std::size_t end = bytes.find('\n');
  if (end == std::string_view::npos || end + 1 != bytes.size()) return false;
  const std::string_view size = bytes.substr(0, end);
  return parse_decimal(size).has_value() && (size == "0" || size.front() != '0');
}

}  // namespace expgate::content
