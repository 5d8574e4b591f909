#include "git/loose.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>
#include <unistd.h>

#include "git/inflater.h"
#include "git/mapped_file.h"
#include "git/object_files.h"

namespace expgate::git {

namespace {

constexpr std::size_t kLongestHeader = 32;  // git's own limit

struct Start {
  Header header;
  std::size_t length = 0;  // bytes of the header, its zero byte included
};

tl::unexpected<Error> damaged_object(const Oid& oid) {
  return fail(tr("object {oid} is damaged", {{"oid", oid.hex()}}),
              tr("run `git fsck`; fetch the object again from another clone or from a backup"));
}

std::optional<ObjectKind> kind_of(std::string_view name) {
  if (name == "commit") return ObjectKind::commit;
  if (name == "tree") return ObjectKind::tree;
  if (name == "blob") return ObjectKind::blob;
  if (name == "tag") return ObjectKind::tag;
  return std::nullopt;
}

// The header that the inflated bytes begin with, or nothing.
std::optional<Start> parse_start(std::string_view bytes) {
  const std::size_t blank = bytes.find(' ');
  const std::size_t end = bytes.find('\0');
  if (end == std::string_view::npos || blank >= end) return std::nullopt;
  const auto kind = kind_of(bytes.substr(0, blank));
  Start start;
  const char* last = bytes.data() + end;
  const auto [rest, error] = std::from_chars(bytes.data() + blank + 1, last, start.header.size);
  if (!kind || error != std::errc() || rest != last) return std::nullopt;
  start.header.kind = *kind;
  start.length = end + 1;
  return start;
}

// The object's file, or one without bytes if there is none. An error if it is there and empty, as a crash of
// the machine leaves it.
Result<MappedFile> open_loose(const std::vector<std::string>& folders, const Oid& oid) {
  for (const std::string& folder : folders) {
    TRY_ASSIGN(MappedFile file, MappedFile::open(loose_path(folder, oid)));
    if (!file.is_there()) continue;
    if (file.text().empty()) return damaged_object(oid);
    return file;
  }
  return MappedFile();
}

Result<std::optional<Start>> read_start(inflate::Stream& stream, std::string_view packed, const Oid& oid) {
  if (packed.empty()) return std::optional<Start>{};
  std::array<char, kLongestHeader> buffer{};
  const auto made = stream.inflate(packed, buffer);
  auto start = parse_start({buffer.data(), made.written});
  if (!start) return damaged_object(oid);
  return start;
}

}  // namespace

Result<std::optional<Header>> LooseReader::header(const std::vector<std::string>& folders, const Oid& oid) {
  TRY_ASSIGN(const MappedFile file, open_loose(folders, oid));
  TRY_ASSIGN(const auto start, read_start(stream_, file.text(), oid));
  if (!start) return std::optional<Header>{};
  return std::optional(start->header);
}

Result<std::optional<LargeObject>> LooseReader::read_large(const std::vector<std::string>& folders,
                                                           const Oid& oid) {
  TRY_ASSIGN(const MappedFile file, open_loose(folders, oid));
  if (file.text().empty()) return std::optional<LargeObject>{};
  std::array<char, kLongestHeader> buffer{};
  const auto begun = stream_.inflate(file.text(), buffer);
  const auto start = parse_start({buffer.data(), begun.written});
  if (!start || start->header.size / kBestRatio > file.text().size()) return damaged_object(oid);
  const std::size_t early = begun.written - start->length;  // bytes of the content that came with the header
  if (early > start->header.size) return damaged_object(oid);
  LargeObject object{start->header.kind, std::string(start->header.size, '\0')};
  std::copy_n(buffer.data() + start->length, early, object.bytes.data());
  auto made = begun;
  if (made.end == inflate::Stream::End::cut_off) {
    made = go_on_in_pieces(stream_, file.text().substr(begun.read), std::span(object.bytes).subspan(early));
    made.read += begun.read;
    made.written += begun.written;
  }
  if (made.end != inflate::Stream::End::whole || made.written != start->length + object.bytes.size() ||
      made.read != file.text().size())
    return damaged_object(oid);
  return std::optional(std::move(object));
}

Result<std::optional<Unpacked>> LooseReader::read(const std::vector<std::string>& folders, const Oid& oid) {
  TRY_ASSIGN(const MappedFile file, open_loose(folders, oid));
  const std::string_view packed = file.text();
  TRY_ASSIGN(const auto start, read_start(stream_, packed, oid));
  if (!start) return std::optional<Unpacked>{};
  const std::uint64_t size = start->header.size;
  if (size / kBestRatio > packed.size()) return damaged_object(oid);
  if (std::max<std::uint64_t>(size, packed.size()) >=
      std::numeric_limits<std::uint32_t>::max() - start->length)
    return std::optional<Unpacked>{};
  const auto bytes = std::make_shared<std::string>(start->length + size, '\0');
  const auto made = stream_.inflate(packed, *bytes);
  // A stream with nothing left to write has still to say that it ends.
  if (made.end != inflate::Stream::End::whole || made.written != bytes->size() || made.read != packed.size())
    return damaged_object(oid);
  return std::optional(
      Unpacked{start->header.kind, Object(bytes, std::string_view(*bytes).substr(start->length))});
}

bool LooseNames::hold(const Oid& oid) const {
  for (std::size_t i = 0; i < folders_.size(); ++i) {
    std::optional<bool>& has_fan = fans_[i][oid.bytes[0]];
    if (has_fan && !*has_fan) continue;
    const std::string path = loose_path(folders_[i], oid);
    const auto is_there = [](const std::string& file) { return ::access(file.c_str(), F_OK) == 0; };
    if (!has_fan) has_fan = is_there(path.substr(0, path.find_last_of('/')));
    if (*has_fan && is_there(path)) return true;
  }
  return false;
}

}  // namespace expgate::git
