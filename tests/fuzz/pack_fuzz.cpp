// Any bytes as a pack and its index, or as what a pack is made of: what the list of a pack says of an object
// is what the reader makes of it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fields.h"
#include "git/pack_reader.h"
#include "scratch_file.h"
#include "zlib_stream.h"

namespace {

using namespace expgate;
using git::Pack;
using git::PackReader;

struct Files {
  std::string index;
  std::string pack;
};

std::string big_endian(std::uint64_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFFU);
  return out;
}

// Objects one behind the other, each with what its header and the name of its base are to be, as the bytes
// say. Their oids are their numbers.
Files made_of(fuzz::Fields fields, std::size_t oid_size) {
  constexpr std::size_t kMost = 40;
  Files files{"\377tOc" + big_endian(2), "PACK" + big_endian(2) + big_endian(0)};
  std::vector<std::uint64_t> offsets;
  while (!fields.empty() && offsets.size() < kMost) {
    offsets.push_back(files.pack.size() ^ (fields.byte() == 255 ? fields.number() : 0));
    const unsigned type = fields.byte();
    const std::string_view base = fields.take(type >> 3U & 31U);
    const std::size_t more = fields.byte() == 255 ? fields.number() : 0;  // the header lies
    const std::string_view content = fields.text();
    std::uint64_t size = content.size() + more;
    files.pack += static_cast<char>((size > 15 ? 0x80U : 0U) | (type & 7U) << 4U | (size & 15U));
    for (size >>= 4U; size > 0; size >>= 7U)
      files.pack += static_cast<char>((size > 127 ? 0x80U : 0U) | (size & 127U));
    files.pack += base;
    files.pack += fuzz::zlib_stream(content);
  }
  for (std::size_t byte = 0; byte < 256; ++byte)
    files.index += big_endian(std::min(byte + 1, offsets.size()));
  for (std::size_t i = 0; i < offsets.size(); ++i) files.index += std::string(oid_size, static_cast<char>(i));
  files.index.append(offsets.size() * 4, '\0');
  for (const std::uint64_t offset : offsets) files.index += big_endian(offset);
  files.index.append(2 * oid_size, '\0');
  files.pack.append(oid_size, '\0');
  return files;
}

void compare(const std::shared_ptr<const Pack>& pack) {
  const auto list = pack->list();
  std::vector<StoredBlob> blobs;
  const bool has_blobs = pack->add_blobs(blobs).has_value();
  if (has_blobs != list.has_value()) std::abort();
  PackReader forwards;
  forwards.add({pack});
  PackReader backwards;
  backwards.add({pack});
  if (!list) {
    static_cast<void>(forwards.read(Oid{}));
    return;
  }
  std::size_t count = 0;
  for (const QuarantinedObject& object : *list) count += object.kind == ObjectKind::blob ? 1 : 0;
  if (count != blobs.size()) std::abort();
  for (std::size_t i = 1; i < list->size(); ++i)
    if ((*list)[i].oid <= (*list)[i - 1].oid)
      return;  // an oid that stands twice may be found at either place
  for (auto object = list->rbegin(); object != list->rend(); ++object)
    static_cast<void>(backwards.read(object->oid));
  for (const QuarantinedObject& object : *list) {
    const auto one = forwards.read(object.oid);
    const auto other = backwards.read(object.oid);
    if (one.has_value() != other.has_value()) std::abort();
    if (!one || !*one) continue;
    const std::string_view bytes = (*one)->object.bytes();
    if (!*other || (*other)->object.bytes() != bytes) std::abort();
    if ((*one)->kind != object.kind || bytes.size() != object.size) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string folder = fuzz::scratch_folder();
  static const fuzz::ScratchFile index(folder + "a.idx");
  static const fuzz::ScratchFile pack(folder + "a.pack");
  fuzz::Fields fields({reinterpret_cast<const char*>(data), size});
  Files files;
  const unsigned how = fields.byte();
  const ObjectFormat format = (how & 2U) == 0 ? ObjectFormat::sha1 : ObjectFormat::sha256;
  if ((how & 1U) == 0) {
    files.index = fields.text();
    files.pack = fields.rest();
  } else {
    files = made_of(fields, raw_size(format));
  }
  index.write(files.index);
  pack.write(files.pack);
  auto opened = Pack::open(folder + "a.idx", format);
  if (opened) compare(std::make_shared<const Pack>(*std::move(opened)));
  return 0;
}
