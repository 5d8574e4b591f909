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

}  // namespace

Found find_columns(const Sample& sample) {
  if (is_npy(sample)) return FormatId::npy;
  if (is_framed(sample, "PAR1")) return FormatId::parquet;
  if (is_framed(sample, "ARROW1") || is_arrow_stream(sample)) return FormatId::arrow;
  if (is_framed(sample, "FEA1")) return FormatId::feather;
  return std::nullopt;
}

}  // namespace expgate::content
