// Any bytes as a config whose values are compared: never more of them than asked for, each with a place, and
// the same config differs from itself in nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "experiments/config_values.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace expgate;
  constexpr std::size_t kMost = 500;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const std::string_view path : {"a.yaml", "a.json", "a.toml", "a.py"}) {
    const content::ConfigFile file = content::read_config_file(path, bytes);
    const auto composed =
        content::compose("a", [&](const std::string& wanted) -> Result<const content::ConfigFile*> {
          return wanted == "a" ? &file : nullptr;
        });
    if (!composed || !*composed) continue;
    const experiments::ConfigValues one = experiments::values_of(**composed, kMost);
    const experiments::ConfigValues other = experiments::values_of(**composed, kMost);
    if (one.values.size() > kMost || one.values.size() != other.values.size()) std::abort();
    for (const auto& [key, value] : one.values) {
      const auto same = other.values.find(key);
      if (same == other.values.end() || same->second.same != value.same || value.same.empty()) std::abort();
      if (value.file < 0 || static_cast<std::size_t>(value.file) >= one.files.size()) std::abort();
      double number = 0;
      if (experiments::is_number(value, number) && number != number) std::abort();
    }
  }
  return 0;
}
