#include "git/delta.h"

#include <cstring>

namespace expgate::git {

namespace {

// One instruction to copy from the base.
struct Copy {
  std::size_t offset = 0;
  std::size_t size = 0;
};

// The operands of a copy, of which the bits of `code` say which are there; nothing where they do not end.
std::optional<Copy> read_copy(unsigned code, std::string_view delta, std::size_t& at) {
  constexpr unsigned kOffsetBytes = 4;
  constexpr unsigned kOperands = 7;
  constexpr std::size_t kSizeOfZero = 0x10000;
  Copy copy;
  for (unsigned i = 0; i < kOperands; ++i) {
    if ((code >> i & 1U) == 0) continue;
    if (at == delta.size()) return std::nullopt;
    const std::size_t byte = static_cast<unsigned char>(delta[at++]);
    if (i < kOffsetBytes)
      copy.offset |= byte << 8 * i;
    else
      copy.size |= byte << 8 * (i - kOffsetBytes);
  }
  if (copy.size == 0) copy.size = kSizeOfZero;
  return copy;
}

}  // namespace

std::optional<std::uint64_t> read_number(std::string_view bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; at < bytes.size() && shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

DeltaSizes delta_sizes(std::string_view delta) {
  std::size_t at = 0;
  DeltaSizes sizes;
  sizes.base = read_number(delta, at);
  if (sizes.base) sizes.result = read_number(delta, at);
  return sizes;
}

bool apply_delta(std::string_view base, std::string_view delta, char* out, std::size_t size) {
  constexpr unsigned kCopy = 0x80;
  std::size_t at = 0;
  if (read_number(delta, at) != base.size() || read_number(delta, at) != size) return false;
  std::size_t made = 0;
  while (at < delta.size()) {
    const unsigned code = static_cast<unsigned char>(delta[at++]);
    std::string_view piece;
    if ((code & kCopy) != 0) {
      const auto copy = read_copy(code, delta, at);
      if (!copy || copy->offset > base.size() || copy->size > base.size() - copy->offset) return false;
      piece = base.substr(copy->offset, copy->size);
    } else {
      if (code == 0 || code > delta.size() - at) return false;
      piece = delta.substr(at, code);
      at += code;
    }
    if (piece.size() > size - made) return false;
    std::memcpy(out + made, piece.data(), piece.size());
    made += piece.size();
  }
  return made == size;
}

}  // namespace expgate::git
