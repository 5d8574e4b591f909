#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "content/pins/image_files.h"
#include "content/pins/image_use.h"
#include "model/declaration.h"
#include "model/finding.h"

// How firmly images are to be pinned: what the rules about containers share.
namespace expgate::rules {

inline constexpr std::string_view kPinLevels[] = {"tag", "digest"};
inline constexpr OptionSpec kPinLevelOption = {"level", OptionType::choice, "tag",
                                               msgid("How an image is pinned: by a `tag` that names a "
                                                     "version, or by its `digest`, which nobody can move."),
                                               kPinLevels};

// Why the image that the file at `path` names is not pinned, and the line to write instead, with `<version>`
// or
// `<digest>` in it. Nothing: it is pinned, or whoever runs the file says which image it is.
std::optional<Violation> unpinned(const std::string& path, content::ImageFile kind,
                                  const content::ImageUse& use, bool by_digest);

// The reasons of those violations.
extern const Reason image_without_tag;
extern const Reason image_tag_moves;
extern const Reason image_without_digest;
extern const Reason image_bad_digest;
extern const Reason image_argument;
extern const Reason image_variable;

}  // namespace expgate::rules
