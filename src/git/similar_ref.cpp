#include "git/similar_ref.h"

#include <vector>

#include "git/refs.h"
#include "model/ref_name.h"
#include "text/suggestion.h"

namespace expgate::git {

std::optional<std::string> similar_ref(Repository& repository, std::string_view word) {
  constexpr std::size_t kMost = 20'000;  // each is compared with what was typed
  std::vector<std::string> names;
  for (const std::string_view prefix : {kBranches, kTags, std::string_view("refs/remotes/")})
    (void)repository.each_ref({std::string(prefix)}, [&](const Ref& ref) -> Result<void> {
      if (names.size() < kMost) names.emplace_back(ref.name.substr(prefix.size()));
      return {};
    });
  return text::suggestion(word, names);
}

}  // namespace expgate::git
