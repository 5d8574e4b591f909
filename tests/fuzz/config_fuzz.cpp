// Any bytes as a config of each language: a document, or an error at a place within it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "content/configs/document.h"
#include "content/configs/seed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using namespace expgate::content;
  for (const std::string_view path : {"a.yaml", "a.json", "a.toml", "a.py"}) {
    const Document document = read_document(path, bytes);
    if (!document && document.error().location.line < 0) std::abort();
  }
  return 0;
}
