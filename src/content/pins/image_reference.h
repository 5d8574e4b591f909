#pragma once

#include <string>
#include <string_view>

namespace expgate::content {

// `registry:5000/team/image:tag@sha256:…`, taken apart: the tag follows the last ':' of the last '/' segment.
struct ImageReference {
  std::string_view name;    // "registry:5000/team/image"
  std::string_view tag;     // empty: none
  std::string_view digest;  // with its algorithm; empty: none, or not one
};

// The parts of `image`. What cannot be known stands in it as `${NAME}`, in this and all functions here.
ImageReference take_apart(std::string_view image);

// What a reference is held by, from the firmest on.
enum class Pin {
  digest,      // @sha256: and 64 hex digits: always the same bytes
  tag,         // names a version
  moving,      // a tag that is meant to be put on other images: latest, nightly, main …
  none,        // no tag, which is `latest`
  unresolved,  // depends on a variable whose value the file does not tell
};

// What `image` is held by.
Pin pin_of(std::string_view image);

// Whether a tag is meant to move: latest, nightly, main, dev, stable …, and those made with them
// (latest-gpu). One that holds a date or the like beside (nightly-20240131) does not.
bool is_moving_tag(std::string_view tag);

// `image` with `<version>` for the tag that it lacks or that moves, or with `@sha256:<digest>` at its end:
// what to write instead.
std::string pinned_form(std::string_view image, bool by_digest);

}  // namespace expgate::content
