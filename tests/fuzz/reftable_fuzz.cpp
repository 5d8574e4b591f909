// Any bytes as the blocks of a reftable, framed as one: whatever is read lies within them, and comes to an
// end.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "git/reftable.h"
#include "support/reftable_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace expgate;
  if (size < 2) return 0;
  const ObjectFormat format = data[0] % 2 == 0 ? ObjectFormat::sha1 : ObjectFormat::sha256;
  const std::string_view blocks(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::string bytes = test::reftable_frame(blocks, format, data[1]);
  const auto table = git::Reftable::read("t", bytes, format);
  if (!table) return 0;
  for (const std::string_view name : {"", "refs/heads/main"}) {
    auto cursor = git::Reftable::Cursor::seek(*table, name);
    for (std::size_t records = 0; cursor && !cursor->at_end(); ++records) {
      if (records > bytes.size() || cursor->record().value.size() > bytes.size()) std::abort();
      if (!cursor->advance()) break;
    }
  }
  return 0;
}
