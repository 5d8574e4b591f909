#include "git/similar_ref.h"

#include "git/refs.h"
#include "model/ref_name.h"
#include "text/suggestion.h"

namespace expgate::git {

std::vector<std::string> names_to_compare(Repository& repository,
                                          std::span<const std::string_view> prefixes) {
  std::vector<std::string> names;
  for (const std::string_view prefix : prefixes)
    (void)repository.each_ref({std::string(prefix)}, [&](const Ref& ref) -> Result<void> {
      if (names.size() < kMostNamesCompared) names.emplace_back(ref.name.substr(prefix.size()));
      return {};
    });
  return names;
}

std::optional<std::string> similar_ref(Repository& repository, std::string_view word) {
  constexpr std::string_view kPrefixes[] = {kBranches, kTags, "refs/remotes/"};
  return text::suggestion(word, names_to_compare(repository, kPrefixes));
}

}  // namespace expgate::git
