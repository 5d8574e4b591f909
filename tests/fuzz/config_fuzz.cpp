// Any bytes as a config of each language: a document, or an error at a place within it. What its system reads
// as its seed, and the edit that sets it, are within it, too.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "content/configs/compose.h"
#include "content/configs/document.h"
#include "content/configs/seed.h"
#include "content/configs/seed_lines.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace expgate::content;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const std::string_view path : {"a.yaml", "a.json", "a.toml", "a.py", "a.gin", "a.jsonnet"}) {
    const ConfigFile file = read_config_file(path, bytes);
    const Document& document = file.document;
    if (!document && document.error().location.line < 0) std::abort();
    if (!document) continue;
    const ConfigSystem* system = system_of(path, *document, file.signs);
    const SeedVerdict verdict = find_seed(*document, system);
    if (!verdict.seed && verdict.problems.empty()) std::abort();
    const int line =
        verdict.problems.empty() ? verdict.seed->location.line : verdict.problems[0].location.line;
    for (const auto& edit : {replaced_seed(path, bytes, line, verdict.key),
                             added_seed(path, bytes, verdict.key.empty() ? "seed" : verdict.key, *system)})
      if (edit && edit->line < 1) std::abort();
  }
  return 0;
}
