// Any bytes as a Dockerfile, as the other files that name images, and as lists of requirements: what is found
// stands in a line of them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "content/pins/dockerfile.h"
#include "content/pins/image_files.h"
#include "content/pins/image_reference.h"
#include "content/pins/lock_versions.h"
#include "content/pins/requirements.h"

namespace {

using namespace expgate::content;

void check(const ImageUses& uses, int last_line) {
  if (uses.size() > kMostImageUses) std::abort();
  for (const ImageUse& use : uses) {
    if (use.line < 1 || use.line > last_line || use.variable_line > last_line) std::abort();
    const ImageReference parts = take_apart(use.image);
    if (parts.name.size() + parts.tag.size() + parts.digest.size() > use.image.size()) std::abort();
    if (pin_of(use.image) == Pin::digest && parts.digest.empty()) std::abort();
    if (pinned_form(use.image, true).empty() || pinned_form(use.image, false).empty()) std::abort();
  }
}

void check(const Requirements& requirements, int last_line) {
  if (requirements.loose.size() > requirements.entries) std::abort();
  for (const LooseRequirement& loose : requirements.loose)
    if (loose.line < 1 || loose.line > last_line) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto last_line = static_cast<int>(std::count(bytes.begin(), bytes.end(), '\n')) + 1;
  check(dockerfile_images(bytes), last_line);
  for (const ImageFile kind :
       {ImageFile::compose, ImageFile::gitlab_ci, ImageFile::github_workflow, ImageFile::devcontainer})
    if (const auto uses = images_of(kind, bytes)) check(*uses, last_line);
  check(read_requirements(bytes), last_line);
  for (const auto& [name, version] : locked_versions(bytes))
    if (name.empty() || version.empty() || version.size() > 100) std::abort();
  if (const auto environment = read_conda_environment(bytes)) check(*environment, last_line);
  return 0;
}
