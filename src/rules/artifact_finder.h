#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rules/artifact_names.h"
#include "rules/rule.h"

namespace expgate::rules {

// What counts as an artifact by its name.
struct ArtifactLimits {
  std::vector<std::string> categories;  // keys of CategoryInfo
  std::vector<std::string> also;        // globs
  std::uint64_t data_limit = 0;         // bytes
  std::uint64_t archive_limit = 0;      // bytes
  std::uint64_t opaque_limit = 0;       // bytes
};

// What a file was taken for.
struct ArtifactHit {
  const CategoryInfo* category = nullptr;  // null: it is in `also`
  std::string_view glob;
};

// Tells artifacts by their names, with a look at the content where a name alone does not say enough. Copies
// share what they have learnt; not for threads.
class ArtifactFinder {
 public:
  struct Tables;

  static Result<ArtifactFinder> make(ArtifactLimits limits);

  // What the file is by its name, or nothing. Pointers of Git LFS are what their names say.
  [[nodiscard]] Result<std::optional<ArtifactHit>> find(const FileView& view) const;

 private:
  std::shared_ptr<const Tables> tables_;
};

// Whether git holds a pointer only, and a Git LFS server the content.
Result<bool> is_pointer(const FileView& view);

}  // namespace expgate::rules
