// Any bytes as push rules of GitLab: an error, or a policy that can be read and says what it could not.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "app/forges/github_ruleset.h"
#include "app/forges/gitlab_push_rules.h"
#include "app/forges/push_rules_import.h"
#include "policy/load.h"
#include "rules/rule.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace expgate;
  const auto imported = app::import_push_rules({reinterpret_cast<const char*>(data), size});
  if (!imported) {
    if (imported.error().message.empty()) std::abort();
    return 0;
  }
  const policy::Layer layer{".expgate.yaml", imported->text, policy::Layer::Trust::full};
  const auto policy = policy::load({&layer, 1}, rules::declarations());
  if (!policy) std::abort();
  // and back again
  if (!app::gitlab_push_rules(*policy, true) || !app::github_rulesets(*policy, true)) std::abort();
  return 0;
}
