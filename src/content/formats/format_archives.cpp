#include <algorithm>
#include <utility>
#include <vector>

#include "content/formats/format_families.h"
#include "content/formats/inflate.h"

namespace expgate::content {

using namespace std::string_view_literals;

namespace {

constexpr std::size_t kBlock = 512;

// A regular file of a tar.
struct TarMember {
  std::string_view name;
  std::uint64_t size = 0;
  std::string_view bytes;  // as many as are there
};

std::string_view field(std::string_view header, std::size_t at, std::size_t width) {
  const std::string_view text = header.substr(at, width);
  return text.substr(0, text.find('\0'));
}

// The octal number of a field; nothing for the binary ones of files over 8 GiB.
std::optional<std::uint64_t> octal(std::string_view text) {
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c == ' ') continue;
    if (c < '0' || c > '7') return std::nullopt;
    value = value << 3U | static_cast<unsigned>(c - '0');  // twelve digits at most: 36 bits
  }
  return value;
}

// The regular files, as far as they are here (POSIX.1-1988, "ustar"). Empty blocks, which end an archive, are
// passed over: another may follow.
std::vector<TarMember> tar_members(std::string_view bytes) {
  constexpr std::size_t kMost = 4096;
  std::vector<TarMember> members;
  while (members.size() < kMost && bytes.size() >= kBlock) {
    const std::string_view header = bytes.substr(0, kBlock);
    if (header.find_first_not_of('\0') == std::string_view::npos) {
      bytes.remove_prefix(kBlock);
      continue;
    }
    if (!header.substr(257).starts_with("ustar")) break;
    const auto size = octal(field(header, 124, 12));
    if (!size) break;
    bytes.remove_prefix(kBlock);
    const char type = header[156];
    if (type == '0' || type == '\0')
      members.push_back({field(header, 0, 100), *size, bytes.substr(0, *size)});
    const std::uint64_t padded = (*size + kBlock - 1) / kBlock * kBlock;
    if (padded > bytes.size()) break;
    bytes.remove_prefix(padded);
  }
  return members;
}

// A sample's name up to the first dot behind the last slash, as WebDataset groups them.
std::string_view stem(std::string_view name) {
  const std::size_t slash = name.find_last_of('/');
  const std::size_t dot = name.find('.', slash == std::string_view::npos ? 0 : slash);
  return name.substr(0, dot);
}

// Samples of several files each, that lie together: all have as many files, with the same endings.
bool is_webdataset(const std::vector<TarMember>& members) {
  std::vector<std::string> samples;  // the endings of each sample's files
  std::string_view last;
  for (const TarMember& member : members) {
    const std::string_view name = stem(member.name);
    if (samples.empty() || name != last) samples.emplace_back();
    last = name;
    samples.back().append(member.name.substr(name.size())) += '/';
  }
  if (samples.size() < 2 || stem(members[0].name) != stem(members[1].name)) return false;
  samples.pop_back();  // a shard may end in the middle of one
  return std::all_of(samples.begin(), samples.end(),
                     [&](const std::string& each) { return each == samples.front(); });
}

constexpr std::size_t kGzipLook = std::size_t{64} << 10U;
constexpr std::size_t kMostOfTar = std::size_t{4} << 20U;

// What is in bytes that deflate has packed. A packed tar is opened as one archive, not as two.
Deep find_in_deflated(const Sample& sample, Wrapping wrapping, std::size_t most, Msgid container,
                      int levels) {
  if (levels <= 0) return std::nullopt;
  Inflated inner = inflate(sample.bytes, most, wrapping);
  const bool is_tar = inner.bytes.size() > kBlock && inner.bytes.substr(257, 5) == "ustar";
  // the first members say nothing of those behind them
  if (is_tar && !inner.is_whole) inner = inflate(sample.bytes, kMostOfTar, wrapping);
  const Sample unpacked{inner.bytes, inner.is_whole ? inner.bytes.size() : Sample::kUnknown, {}};
  const Deep found = find_binary(unpacked, is_tar ? levels : levels - 1);
  if (!found || info(found->id).kind == Kind::archives) return std::nullopt;
  return Recognised{found->id, container};
}

// joblib packs with zlib, too. Whatever else is in zlib (git's own objects) is nobody's business.
Deep find_in_zlib(const Sample& sample, int levels) {
  constexpr std::size_t kFew = 512;
  if (sample.bytes.size() < 2 || sample.bytes[0] != '\x78') return std::nullopt;
  const auto second = static_cast<unsigned char>(sample.bytes[1]);
  if ((0x7800U + second) % 31 != 0) return std::nullopt;  // RFC 1950, FCHECK
  return find_in_deflated(sample, Wrapping::zlib, kFew, msgid("zlib data"), levels);
}

// A dump's first words stand in an LZ4 frame as they are: nothing before them could be repeated.
bool is_packed_joblib(const Sample& sample) {
  return sample.bytes.substr(0, kBlock).find("joblib.numpy_pickle") != std::string_view::npos;
}

// LZMA without a frame, as joblib and `xz --format=lzma` write it: the usual properties, a dictionary of a
// size that encoders choose, a size that is unknown or below 256 GiB, and the first byte of its range coder,
// which is always 0 (lzma-file-format.txt; xz, alone_decoder.c).
bool is_lzma(const Sample& sample) {
  constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 38U;
  constexpr std::uint64_t kSmallest = 4096;
  if (!sample.has(0, "\x5d") || sample.size < 18) return false;
  const auto dictionary = little_endian(sample.bytes, 1, 4);
  const auto size = little_endian(sample.bytes, 5, 8);
  if (!dictionary || !size || *dictionary < kSmallest || !sample.has(13, "\0"sv)) return false;
  std::uint64_t odd = *dictionary;  // 2^n or 2^n + 2^(n-1)
  while (odd % 2 == 0) odd /= 2;
  return (odd == 1 || odd == 3 || *dictionary == UINT32_MAX) && (*size == UINT64_MAX || *size < kMostBytes);
}

// A block's magic in front, and that of the end (lzfse, lzfse_internal.h).
bool is_lzfse(const Sample& sample) {
  return (sample.has(0, "bvx1") || sample.has(0, "bvx2") || sample.has(0, "bvxn") || sample.has(0, "bvx-")) &&
         sample.ends("bvx$");
}

// The formats that nothing here unpacks.
Found find_opaque(const Sample& sample) {
  if (sample.has(0, "BZh") && sample.has(4, "1AY&SY")) return FormatId::bzip2;
  if (sample.has(0, "\xfd\x37zXZ\0"sv)) return FormatId::xz;
  if (sample.has(0, "\x28\xb5\x2f\xfd")) return FormatId::zstd;
  if (sample.has(0, "7z\xbc\xaf\x27\x1c")) return FormatId::seven_zip;
  if (is_lzma(sample)) return FormatId::lzma;
  if (is_lzfse(sample)) return FormatId::lzfse;
  if (sample.has(0, "Salted__")) return FormatId::encrypted;  // openssl-enc(1)
  return std::nullopt;
}

}  // namespace

Deep find_tar(const Sample& sample, int levels) {
  if (!sample.has(257, "ustar")) return std::nullopt;
  const std::vector<TarMember> members = tar_members(sample.bytes);
  if (levels > 0) {
    for (const TarMember& member : members) {
      if (member.bytes.empty()) continue;
      const Deep found = find_binary({member.bytes, member.size, member.name}, levels - 1);
      if (found && info(found->id).kind != Kind::archives)
        return Recognised{found->id, info(FormatId::tar).name};
    }
  }
  return Recognised{is_webdataset(members) ? FormatId::webdataset : FormatId::tar, {}};
}

Deep find_packed(const Sample& sample, int levels) {
  if (sample.has(0, "\x1f\x8b\x08")) {
    const Deep found = find_in_deflated(sample, Wrapping::gzip, kGzipLook, info(FormatId::gzip).name, levels);
    return found ? found : Recognised{FormatId::gzip, {}};
  }
  if (sample.has(0, "\x04\x22\x4d\x18")) {
    if (is_packed_joblib(sample)) return Recognised{FormatId::joblib, info(FormatId::lz4).name};
    return Recognised{FormatId::lz4, {}};
  }
  if (const Found found = find_opaque(sample)) return Recognised{*found, {}};
  return find_in_zlib(sample, levels);
}

}  // namespace expgate::content
