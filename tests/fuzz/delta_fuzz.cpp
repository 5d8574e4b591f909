// Any bytes as a delta to a base: nothing is written beyond the size that it states, nor read beyond the
// base.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "git/delta.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using namespace expgate::git;
  const std::string base(300, 'x');
  const DeltaSizes sizes = delta_sizes(bytes);
  constexpr std::size_t kMost = 1 << 16;
  if (!sizes.result || *sizes.result > kMost) return 0;
  std::string out(*sizes.result, '\0');
  static_cast<void>(apply_delta(base, bytes, out.data(), out.size()));
  return 0;
}
