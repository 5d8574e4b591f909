#include "support/reftable_bytes.h"

#include <libdeflate.h>

namespace expgate::test {

namespace {

constexpr std::size_t kBlockSize = 4096;

std::string big_endian(std::uint64_t value, int size) {
  std::string bytes;
  for (int i = size - 1; i >= 0; --i) bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
  return bytes;
}

std::string header(ObjectFormat format) {
  const bool is_first = format == ObjectFormat::sha1;
  return std::string("REFT") + (is_first ? '\1' : '\2') + big_endian(kBlockSize, 3) + big_endian(1, 8) +
         big_endian(1, 8) + (is_first ? "" : "s256");
}

// A block whose records are these bytes; `before`: what of the file's header counts with it.
std::string block(char type, const std::string& records, std::size_t before) {
  const std::size_t first = before + 4;
  std::string bytes = records + big_endian(first, 3) + big_endian(1, 2);
  return type + big_endian(before + 4 + bytes.size(), 3) + bytes;
}

}  // namespace

std::string reftable_number(std::uint64_t number) {
  std::string bytes(1, static_cast<char>(number & 0x7FU));
  while ((number >>= 7U) != 0) bytes.insert(0, 1, static_cast<char>(0x80U | (--number & 0x7FU)));
  return bytes;
}

std::string reftable(const std::vector<ReftableRecord>& records, ObjectFormat format, std::size_t in_block,
                     bool is_padded) {
  const std::size_t head = header(format).size();
  std::string blocks;
  std::string index;
  std::size_t count = 0;
  for (std::size_t i = 0; i < records.size(); ++count) {
    const std::size_t before = count == 0 ? head : 0;
    const std::size_t begins = count == 0 ? 0 : head + blocks.size();
    std::string bytes;
    std::string last;
    for (std::size_t n = 0; n < in_block && i < records.size(); ++n, ++i) {
      const ReftableRecord& record = records[i];
      std::size_t shared = 0;
      while (shared < last.size() && shared < record.name.size() && last[shared] == record.name[shared])
        ++shared;
      const std::string suffix = record.name.substr(shared);
      bytes += reftable_number(shared) +
               reftable_number(suffix.size() << 3U | static_cast<unsigned>(record.kind)) + suffix +
               reftable_number(0);
      if (record.kind == 3) bytes += reftable_number(record.value.size());
      bytes += record.value;
      last = record.name;
    }
    blocks += block('r', bytes, before);
    if (is_padded && i < records.size()) blocks.resize((begins / kBlockSize + 1) * kBlockSize - head, '\0');
    index += reftable_number(0) + reftable_number(last.size() << 3U) + last + reftable_number(begins);
  }
  if (count < 2) return reftable_frame(blocks, format, 0);
  const std::size_t index_at = head + blocks.size();
  return reftable_frame(blocks + block('i', index, 0), format, index_at);
}

std::string reftable_frame(std::string_view blocks, ObjectFormat format, std::uint64_t index_at) {
  std::string footer = header(format) + big_endian(index_at, 8);
  for (int i = 0; i < 4; ++i) footer += big_endian(0, 8);
  footer += big_endian(libdeflate_crc32(0, footer.data(), footer.size()), 4);
  return header(format) + std::string(blocks) + footer;
}

}  // namespace expgate::test
