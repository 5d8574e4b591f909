#include <algorithm>

#include "base/ascii.h"
#include "content/formats/format_families.h"

namespace expgate::content {

using namespace std::string_view_literals;

namespace {

// Version 1, 2 or 3, and a Python dict as header (numpy, lib/format.py).
bool is_npy(const Sample& sample) {
  constexpr std::string_view kMagic = "\x93NUMPY"sv;
  constexpr std::size_t kLook = 512;
  if (!sample.has(0, kMagic)) return false;
  const auto version = little_endian(sample.bytes, kMagic.size(), 1);
  return version && *version >= 1 && *version <= 3 &&
         sample.bytes.substr(0, kLook).find("'descr'") != std::string_view::npos;
}

// The magic at both ends, and something in between.
bool is_framed(const Sample& sample, std::string_view magic) {
  return sample.has(0, magic) && sample.size > 2 * magic.size() && sample.ends(magic);
}

// A message behind its length, more of them, and the mark of the end (Arrow, "IPC Streaming Format").
bool is_arrow_stream(const Sample& sample) {
  if (!sample.has(0, "\xff\xff\xff\xff"sv) || !sample.ends("\xff\xff\xff\xff\0\0\0\0"sv)) return false;
  const auto length = little_endian(sample.bytes, 4, 4);
  return length && *length > 0 && *length < sample.size;
}

// The magic in front, and at the end of the postscript, whose length is the last byte (ORC specification v1,
// "File Tail").
bool is_orc(const Sample& sample) {
  constexpr std::string_view kMagic = "ORC";
  if (!sample.has(0, kMagic) || !sample.is_whole() || sample.size <= 2 * kMagic.size() + 1) return false;
  const auto postscript = static_cast<unsigned char>(sample.bytes.back());
  return postscript > kMagic.size() && postscript < sample.size &&
         sample.bytes.substr(0, sample.bytes.size() - 1).ends_with(kMagic);
}

// A map of metadata behind the magic, in which the schema is (Avro specification, "Object Container Files").
bool is_avro(const Sample& sample) {
  constexpr std::size_t kLook = std::size_t{1} << 16U;
  return sample.has(0, "Obj\1") &&
         sample.bytes.substr(0, kLook).find("avro.schema") != std::string_view::npos;
}

// Level 5: 124 bytes of text, the version, and the byte order (MAT-File Format, chapter 1). 7.3 is HDF5.
bool is_matlab_5(const Sample& sample) {
  if (!sample.has(0, "MATLAB ")) return false;
  return sample.has(124, "\0\1IM"sv) || sample.has(124, "\1\0MI"sv);
}

// Level 4 has no magic: five numbers, a name and its NUL, and as many values as they say, one matrix behind
// the other up to the end.
bool is_matlab_4(const Sample& sample) {
  constexpr std::size_t kHeader = 20;
  constexpr std::uint64_t kLongestName = 64;
  constexpr std::uint64_t kSizes[] = {8, 4, 4, 2, 2, 1};  // of a value, by the third digit of the type
  constexpr std::uint64_t kBigEndian = 1000;              // is added to the type
  constexpr std::uint64_t kMostValues = std::uint64_t{1} << 40U;
  if (!sample.is_whole()) return false;
  std::string_view rest = sample.bytes;
  while (!rest.empty()) {
    const bool is_big = big_endian(rest, 0, 4).value_or(0) / kBigEndian == 1;
    const auto number = [&](std::size_t at) { return (is_big ? big_endian : little_endian)(rest, at, 4); };
    const std::uint64_t type = number(0).value_or(0) % kBigEndian;
    const auto imaginary = number(12);
    const auto name_length = number(16);
    if (!name_length || type / 10 >= std::size(kSizes) || type % 10 > 2) return false;
    if (*imaginary > 1 || *name_length < 2 || *name_length > kLongestName) return false;
    if (rest.size() - kHeader < *name_length) return false;
    const std::string_view name = rest.substr(kHeader, *name_length);
    const bool is_name = is_letter(name.front()) && name.back() == '\0' &&
                         std::all_of(name.begin(), name.end() - 1,
                                     [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
    const std::uint64_t values = *number(4) * *number(8);  // of 32 bits each
    if (!is_name || values > kMostValues) return false;
    const std::uint64_t bytes = values * kSizes[type / 10] * (1 + *imaginary);
    rest.remove_prefix(kHeader + *name_length);
    if (bytes > rest.size()) return false;
    rest.remove_prefix(bytes);
  }
  return true;
}

}  // namespace

Found find_columns(const Sample& sample) {
  if (is_npy(sample)) return FormatId::npy;
  if (is_framed(sample, "PAR1")) return FormatId::parquet;
  if (is_framed(sample, "ARROW1") || is_arrow_stream(sample)) return FormatId::arrow;
  if (is_framed(sample, "FEA1")) return FormatId::feather;
  if (is_orc(sample)) return FormatId::orc;
  if (is_avro(sample)) return FormatId::avro;
  if (is_matlab_5(sample) || is_matlab_4(sample)) return FormatId::matlab;
  return std::nullopt;
}

}  // namespace expgate::content
