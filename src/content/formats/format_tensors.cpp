#include "content/formats/format_families.h"
#include "content/formats/glance.h"

namespace expgate::content {

using namespace std::string_view_literals;

namespace {

// A header of JSON behind its length (safetensors, README "Format").
bool is_safetensors(const Sample& sample) {
  constexpr std::uint64_t kLargestHeader = 100'000'000;
  if (!sample.has(8, "{")) return false;
  const std::uint64_t length = *little_endian(sample.bytes, 0, 8);
  if (length > kLargestHeader || length > sample.size - 8) return false;
  const std::string_view header = sample.bytes.substr(8, length);
  return header.find("\"dtype\"") != std::string_view::npos &&
         header.find("\"data_offsets\"") != std::string_view::npos;
}

// Version 1 counted in 32 bits, version 3 may have the most significant byte first (ggml, docs/gguf.md).
bool is_gguf(const Sample& sample) {
  constexpr std::uint64_t kMost = 10'000'000;
  constexpr std::uint64_t kLast = 3;
  if (!sample.has(0, "GGUF")) return false;
  const bool is_big = big_endian(sample.bytes, 4, 4) == kLast;
  const auto number = is_big ? big_endian : little_endian;
  const auto version = number(sample.bytes, 4, 4);
  if (!version || *version < 1 || *version > kLast) return false;
  const std::size_t width = *version == 1 ? 4 : 8;
  const auto tensors = number(sample.bytes, 8, width);
  const auto pairs = number(sample.bytes, 8 + width, width);
  return tensors && pairs && *tensors < kMost && *pairs < kMost;
}

bool is_ggml(const Sample& sample) {
  constexpr std::size_t kHeader = 64;
  return (sample.has(0, "lmgg") || sample.has(0, "fmgg") || sample.has(0, "tjgg")) &&
         !is_text(sample.bytes.substr(0, kHeader));
}

// A FlatBuffer: an identifier behind the offset of its root table.
bool is_flatbuffer(const Sample& sample, std::string_view identifier) {
  return sample.has(4, identifier) && *little_endian(sample.bytes, 0, 4) < sample.size;
}

// The superblock may stand behind a user's block of 512 bytes or twice, four times … so many (HDF5 File
// Format Specification, II.A).
bool is_hdf5(const Sample& sample) {
  constexpr std::string_view kMagic = "\x89HDF\r\n\x1a\n";
  constexpr std::size_t kSmallestBlock = 512;
  for (std::size_t at = 0; at < sample.bytes.size(); at = at == 0 ? kSmallestBlock : 2 * at) {
    if (!sample.has(at, kMagic)) continue;
    const auto version = little_endian(sample.bytes, at + kMagic.size(), 1);
    if (version && *version <= 3) return true;
  }
  return false;
}

// A map that holds an array as MessagePack's extension type 1 (flax, serialization.py).
bool is_flax(const Sample& sample) {
  constexpr std::size_t kLook = 512;
  if (!sample.path.ends_with(".msgpack") || sample.bytes.empty()) return false;
  const auto first = static_cast<unsigned char>(sample.bytes[0]);
  if ((first & 0xf0U) != 0x80 && first != 0xde && first != 0xdf) return false;
  const std::string_view look = sample.bytes.substr(0, kLook);
  for (std::size_t at = 1; at < look.size(); ++at) {
    const auto byte = static_cast<unsigned char>(look[at]);
    if (byte < 0xc7 || byte > 0xc9) continue;
    const std::size_t type = at + 1 + (std::size_t{1} << (byte - 0xc7U));  // behind a length of 1, 2 or 4
    if (type < look.size() && look[type] == '\x01') return true;
  }
  return false;
}

}  // namespace

Found find_tensors(const Sample& sample) {
  if (is_safetensors(sample)) return FormatId::safetensors;
  if (is_gguf(sample)) return FormatId::gguf;
  if (is_ggml(sample)) return FormatId::ggml;
  if (is_flatbuffer(sample, "TFL3")) return FormatId::tflite;
  if (is_flatbuffer(sample, "ET12")) return FormatId::executorch;
  if (is_hdf5(sample)) return FormatId::hdf5;
  if (is_flax(sample)) return FormatId::flax;
  return std::nullopt;
}

}  // namespace expgate::content
