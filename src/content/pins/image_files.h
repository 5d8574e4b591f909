#pragma once

#include <optional>
#include <string_view>

#include <tl/expected.hpp>

#include "content/configs/document.h"
#include "content/pins/image_use.h"

namespace expgate::content {

// The files that name images of containers.
enum class ImageFile { dockerfile, compose, gitlab_ci, github_workflow, devcontainer };

// Which of them a path is, by its name, or nothing: Dockerfile*, *.Dockerfile, Containerfile*, compose files,
// .gitlab-ci.yml and *.gitlab-ci.yml, workflows of GitHub, devcontainer.json. Templates of them are none.
std::optional<ImageFile> image_file_of(std::string_view path);

// The images that the file names, in its order. An error: it cannot be read.
tl::expected<ImageUses, ParseError> images_of(ImageFile kind, std::string_view source);

}  // namespace expgate::content
