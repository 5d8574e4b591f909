// Any bytes as git's index: whatever is read lies within them. The first byte says which objects.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "git/index_folders.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace expgate;
  if (size < 1) return 0;
  const ObjectFormat format = data[0] % 2 == 0 ? ObjectFormat::sha1 : ObjectFormat::sha256;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto index = git::IndexFile::read(bytes, format);
  if (!index) return 0;
  std::size_t entries = 0;
  for (const git::IndexFolder& folder : git::folders_of(*index)) entries += folder.count;
  if (entries != index->size()) std::abort();
  for (std::size_t place = 0; place < index->size(); ++place)
    if (index->path(place).empty() || index->mode(place) == 0 || index->oid(place).raw().empty())
      std::abort();
  return 0;
}
