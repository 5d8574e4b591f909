#include "git/shared_entries.h"

#include <bit>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"

namespace expgate::git {

namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);

std::uint64_t word_at(std::string_view bytes, std::size_t at) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data() + at, kWord);
  return word;
}

// Whether a name of that many bytes, and no shorter one, ends there with its zero byte. Unlike a search, the
// processor need not wait for the answer before it looks at the next name.
[[gnu::always_inline]] inline bool ends_after(std::string_view bytes, std::size_t begin, std::size_t length) {
  constexpr int kTopByte = 63;
  if (length < kWord - 1 || begin + length >= bytes.size()) return false;
  const auto zeros_at = [&](std::size_t at) { return zero_bytes(word_at(bytes, at)); };
  const std::size_t last = begin + length + 1 - kWord;
  std::uint64_t early = 0;
  for (std::size_t at = begin; at < last; at += kWord) early |= zeros_at(at);
  return early == 0 && std::countr_zero(zeros_at(last)) == kTopByte;
}

// How many bytes the mode takes in front of a name, with its blank, where it is one of five or six digits; 0
// for any other.
std::size_t usual_mode(std::uint64_t word) {
  constexpr std::uint64_t kFive = 0xFFFFFFFFFF;
  constexpr std::uint64_t kSix = 0xFFFFFFFFFFFF;
  constexpr std::uint64_t kOctal = kEachByte * 0xF8;
  constexpr std::uint64_t kDigits = kEachByte * '0';
  const std::uint64_t digits = (word & kOctal) ^ kDigits;
  const auto byte = [word](unsigned place) { return word >> 8 * place & 0xFFU; };
  if ((digits & kSix) == 0 && byte(6) == ' ') return 7;
  if ((digits & kFive) == 0 && byte(5) == ' ') return 6;
  return 0;
}

// Whether the name that begins with one word sorts before that of the other, as eight bytes can tell: the
// first that differ lie in both names. False if they cannot.
bool is_surely_before(std::uint64_t one, std::uint64_t other) {
  const std::uint64_t differ = one ^ other;
  if (differ == 0) return false;
  const int first = std::countr_zero(differ) / 8 * 8;
  const std::uint64_t ended = zero_bytes(one) | zero_bytes(other);
  if (ended != 0 && std::countr_zero(ended) < first + 8) return false;
  return (one >> first & 0xFFU) < (other >> first & 0xFFU);
}

}  // namespace

std::size_t surely_before(std::string_view bytes, std::string_view name, ObjectFormat format) {
  if (name.size() < kWord) return 0;
  const std::uint64_t wanted = word_at(name, 0);
  std::size_t before = 0;
  std::size_t length = 0;
  while (bytes.size() - before >= 2 * kWord) {
    const std::size_t mode = usual_mode(word_at(bytes, before));
    const std::size_t begin = before + mode;
    if (mode == 0 || !is_surely_before(word_at(bytes, begin), wanted)) break;
    std::size_t nul = begin + length;  // most names are as long as the one in front of them
    if (!ends_after(bytes, begin, length)) {
      nul = ended_name(bytes, begin).end;
      if (nul == std::string_view::npos) break;
      length = nul - begin;
    }
    if (bytes.size() - nul < 1 + raw_size(format)) break;
    before = nul + 1 + raw_size(format);
  }
  return before;
}

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
