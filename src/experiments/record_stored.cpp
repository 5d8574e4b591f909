#include "experiments/record_stored.h"

#include "experiments/stores/artifacts.h"
#include "experiments/verify_ci.h"

namespace expgate::experiments {

Result<content::RecordedArtifact> read_stored_artifact(git::Repository& repository,
                                                       const ArtifactOption& option,
                                                       const ByteProgress& progress) {
  const auto failed = [&](const Error& error) {
    return fail(tr("the artifact `{name}`: {problem}", {{"name", option.name}, {"problem", error.message}}),
                tr("name the file that was uploaded: `--artifact {name}={uri},FILE`",
                   {{"name", option.name}, {"uri", option.uri}}));
  };
  TRY_ASSIGN(const stores::StoreSettings settings, settings_by_hand(repository, {}));
  stores::Web web(settings.listed, stores::fetch_by_curl, stores::resolve_by_getent);
  stores::Stores all(settings, web);
  auto stored = all.look(option.uri);
  if (stored && stored->is_there && (stored->sha256.empty() || !stored->size)) {
    const auto total = stored->size.value_or(0);
    constexpr std::uint64_t kMost = std::uint64_t{1} << 40U;
    stored = all.read(option.uri, kMost, [&](std::uint64_t bytes) {
      if (progress) progress(option.uri, bytes, total);
      return true;
    });
  }
  if (!stored) return failed(stored.error());
  if (!stored->is_there) return failed({tr("there is nothing at `{uri}`", {{"uri", option.uri}}), {}});
  return content::RecordedArtifact{option.name, option.uri, stored->sha256, stored->size,
                                   format_by_ending(stores::parts_of(option.uri).path)};
}

}  // namespace expgate::experiments
