// A line of any bytes as a glob, the next ones as paths.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/strings.h"
#include "text/glob.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using namespace expgate;
  const auto all = lines(bytes);
  if (all.empty() || size > 4096) return 0;
  const auto set = text::GlobSet::compile({std::string(all.front())});
  if (!set) return 0;
  for (const std::string_view path : all) {
    const bool matches = set->matches(path);
    if (matches != (set->last_match(path) >= 0)) std::abort();
  }
  return 0;
}
