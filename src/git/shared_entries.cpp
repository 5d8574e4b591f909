#include "git/shared_entries.h"

#include <bit>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"

namespace expgate::git {

namespace {

// Whether a name of that many bytes, and no shorter one, ends there with its zero byte. Unlike a search, the
// processor need not wait for the answer before it looks at the next name.
bool ends_after(std::string_view bytes, std::size_t begin, std::size_t length) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  constexpr int kTopByte = 63;
  if (length < kWord - 1 || begin + length >= bytes.size()) return false;
  const auto zeros_at = [&](std::size_t at) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, kWord);
    return zero_bytes(word);
  };
  const std::size_t last = begin + length + 1 - kWord;
  std::uint64_t early = 0;
  for (std::size_t at = begin; at < last; at += kWord) early |= zeros_at(at);
  return early == 0 && std::countr_zero(zeros_at(last)) == kTopByte;
}

}  // namespace

SharedEntries whole_entries(std::string_view bytes, ObjectFormat format) {
  const std::size_t behind_name = 1 + raw_size(format);
  SharedEntries whole;
  std::size_t length = 0;
  while (whole.bytes < bytes.size()) {
    std::size_t nul = whole.bytes + length;  // most names are as long as the one in front of them
    if (!ends_after(bytes, whole.bytes, length)) {
      nul = ended_name(bytes, whole.bytes).end;
      if (nul == std::string_view::npos) break;
      length = nul - whole.bytes;
    }
    if (bytes.size() - nul < behind_name) break;
    whole = {.bytes = nul + behind_name, .last_at = whole.bytes};
  }
  return whole;
}

SharedEntries shared_entries(std::string_view one, std::string_view other, ObjectFormat format) {
  const std::size_t alike = common_prefix(one, other);
  if (alike == one.size() && alike == other.size()) return {.is_all = true};
  return whole_entries(one.substr(0, alike), format);
}

}  // namespace expgate::git
