#pragma once

#include <string_view>

#include "content/pins/image_use.h"

namespace expgate::content {

// The images that a Dockerfile names: in FROM, `COPY --from=` and `RUN --mount=from=`, in the order of the
// file. Earlier stages, their numbers and `scratch` are none. ARGs before the first FROM are expanded
// (docs.docker.com/reference/dockerfile).
ImageUses dockerfile_images(std::string_view source);

}  // namespace expgate::content
