// Any bytes, under names that decide: a recogniser stays within them.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "content/formats/recognise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const std::string_view path : {"notes", "a.pkl", "a.msgpack", "a.py"})
    static_cast<void>(expgate::content::recognise(bytes, path, 0));
  return 0;
}
