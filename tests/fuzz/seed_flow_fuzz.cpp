// Any bytes as the files of a program (divided by lines of "---"): the seed's way ends at calls within them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "content/python/seed_flow.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  using namespace expgate::content;
  constexpr std::string_view kDivider = "\n---\n";
  constexpr std::string_view kPaths[] = {"train.py", "utils/__init__.py", "utils/seeding.py"};
  PythonFiles files;
  for (const std::string_view path : kPaths) {
    const std::size_t end = rest.find(kDivider);
    files.push_back(std::make_shared<const PythonFile>(std::string(path), std::string(rest.substr(0, end))));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + kDivider.size());
  }
  const PythonProgram program(files);
  for (const std::string_view config : {"configs/vit.yaml", "train.py"}) {
    const SeedFlow flow = follow_seed(program, {"train.seed", std::string(config)});
    if ((flow.outcome == SeedOutcome::arrives) == flow.reached.empty()) std::abort();
    for (const auto* sites : {&flow.reached, &flow.elsewhere})
      for (const SeedSite& site : *sites)
        if (site.line < 1 || site.path.empty()) std::abort();
  }
  return 0;
}
