#include "content/formats/format_families.h"

namespace expgate::content {

using namespace std::string_view_literals;

namespace {

// CRC-32C (RFC 3720, appendix B.4), bit by bit: for eight bytes a table would not pay.
std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ ((crc & 1U) != 0 ? 0x82f63b78U : 0U);
  }
  return ~crc;
}

// A length, its checksum, as many bytes, their checksum (TensorFlow, lib/io/record_writer.h).
bool is_tfrecord(const Sample& sample) {
  constexpr std::uint64_t kFrame = 16;
  const auto length = little_endian(sample.bytes, 0, 8);
  const auto sum = little_endian(sample.bytes, 8, 4);
  if (!length || !sum || sample.size < kFrame || *length > sample.size - kFrame) return false;
  const std::uint32_t crc = crc32c(sample.bytes.substr(0, 8));
  const std::uint32_t masked = (crc >> 15U | crc << 17U) + 0xa282ead8U;
  return *sum == masked;
}

// The first event of every file says which version of events it holds.
bool is_tensorboard(const Sample& sample) {
  return sample.has(0, "\x18\0\0\0\0\0\0\0\xa3\x7f\x4b\x22\x09"sv) && sample.has(21, "\x1a\x0d") &&
         sample.has(23, "brain.Event:");
}

bool is_lmdb(const Sample& sample) {
  constexpr std::uint64_t kInDevelopment = 999;
  if (!sample.has(16, "\xde\xc0\xef\xbe")) return false;
  const auto version = little_endian(sample.bytes, 20, 4);
  return version && (*version == 1 || *version == 2 || *version == kInDevelopment);
}

// What a crashed program leaves behind: an ELF file of type ET_CORE, in either byte order.
bool is_core_dump(const Sample& sample) {
  constexpr std::uint64_t kCore = 4;
  if (!sample.has(0, "\x7f\x45LF") || sample.bytes.size() <= 18) return false;
  return sample.bytes[5] == 2 ? big_endian(sample.bytes, 16, 2) == kCore
                              : little_endian(sample.bytes, 16, 2) == kCore;
}

}  // namespace

Found find_records(const Sample& sample) {
  if (is_tensorboard(sample)) return FormatId::tensorboard;
  if (is_tfrecord(sample)) return FormatId::tfrecord;
  if (sample.has(0, ":W&B\xe1\xbe\0"sv)) return FormatId::wandb;
  if (is_lmdb(sample)) return FormatId::lmdb;
  if (sample.has(0, "SQLite format 3\0"sv)) return FormatId::sqlite;
  if (is_core_dump(sample)) return FormatId::core_dump;
  return std::nullopt;
}

}  // namespace expgate::content
