// Any bytes as a policy: it is an error with a place in it, or it can be evaluated or says why not.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/active_check.h"
#include "policy/load.h"
#include "rules/rule.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using namespace expgate;
  const policy::Layer layer{".expgate.yaml", std::string(bytes), policy::Layer::Trust::server};
  const auto loaded = policy::load({&layer, 1}, rules::declarations(), "team/vit");
  if (!loaded && loaded.error().message.empty()) std::abort();
  if (loaded) static_cast<void>(engine::validate(*loaded, "refs/heads/main"));
  return 0;
}
