#include "content/configs/compose.h"

namespace expgate::content {

SeedVerdict find_seed(const Composed& config) {
  if (config.broken) return {std::nullopt, {{"", *config.broken, {}}}, {}};
  if (config.refused) return {std::nullopt, {*config.refused}, config.refused->key};
  return find_seed(config.root, config.system);
}

}  // namespace expgate::content
