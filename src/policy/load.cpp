#include "policy/load.h"

#include "policy/builder.h"

namespace expgate::policy {

Result<Policy> load(std::span<const Layer> layers, std::span<const Declaration* const> rules,
                    std::string_view project, std::span<const Identity> identities) {
  Builder builder(rules, project, identities);
  if (layers.empty()) TRY(builder.add_default_pack());
  for (const Layer& layer : layers) TRY(builder.add(layer));
  return builder.finish();
}

}  // namespace expgate::policy
