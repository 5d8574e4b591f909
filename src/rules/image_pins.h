#pragma once

#include <optional>
#include <string>

#include "content/pins/image_files.h"
#include "content/pins/image_use.h"
#include "model/declaration.h"

// How firmly images are to be pinned: what the rules about containers share.
namespace expgate::rules {

inline constexpr std::string_view kPinLevels[] = {"tag", "digest"};
inline constexpr OptionSpec kPinLevelOption = {
    "level", OptionType::choice, "tag",
    "How an image is pinned: by a `tag` that names a version, or by its `digest`, which nobody can move.",
    kPinLevels};

// What keeps `use` from being pinned, as the end of a sentence: "has no tag, which means `latest`"; nothing:
// it is pinned, or whoever runs the file says which image it is.
std::optional<std::string> unpinned(const content::ImageUse& use, bool by_digest);

// What to write in which line, and how to learn what stands in `<…>`: "write `FROM python:<version>` in line
// 1; …".
std::string how_to_pin(const content::ImageUse& use, content::ImageFile kind, bool by_digest);

}  // namespace expgate::rules
