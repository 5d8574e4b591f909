#include "content/pins/image_reference.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/paths.h"
#include "base/strings.h"

namespace expgate::content {

namespace {

constexpr std::size_t kDate = 6;  // digits in a row that a date or a build number has

// Tags that stand for whatever is newest, alone or with words beside them, but not with numbers.
constexpr std::array<std::string_view, 19> kMoving = {
    "main", "master",  "dev",     "develop",  "devel",    "edge",    "stable",  "trunk", "head",   "canary",
    "next", "rolling", "current", "unstable", "snapshot", "preview", "testing", "lts",   "release"};

bool is_digest(std::string_view text) {
  constexpr std::string_view kSha256 = "sha256:";
  constexpr std::string_view kSha512 = "sha512:";
  if (text.starts_with(kSha256))
    return text.size() == kSha256.size() + 64 && is_hex(text.substr(kSha256.size()));
  if (text.starts_with(kSha512))
    return text.size() == kSha512.size() + 128 && is_hex(text.substr(kSha512.size()));
  return false;
}

std::size_t longest_number(std::string_view text) {
  std::size_t longest = 0;
  std::size_t length = 0;
  for (const char c : text) {
    length = is_digit(c) ? length + 1 : 0;
    longest = std::max(longest, length);
  }
  return longest;
}

}  // namespace

ImageReference take_apart(std::string_view image) {
  ImageReference parts;
  if (const std::size_t at = image.find('@'); at != std::string_view::npos) {
    const std::string_view digest = image.substr(at + 1);
    if (is_digest(digest) || digest.find('$') != std::string_view::npos) parts.digest = digest;
    image = image.substr(0, at);
  }
  const std::size_t slash = image.rfind('/');
  const std::size_t colon = image.rfind(':');
  const bool has_tag = colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash);
  parts.name = has_tag ? image.substr(0, colon) : image;
  if (has_tag) parts.tag = image.substr(colon + 1);
  return parts;
}

bool is_moving_tag(std::string_view tag) {
  const std::string lower = ascii_lower(tag);
  const bool has_digit = std::any_of(lower.begin(), lower.end(), is_digit);
  for (const char separator : {'-', '_', '.'}) {
    for (const std::string_view word : split(lower, separator)) {
      if (word == "latest") return true;
      if (word == "nightly" && longest_number(lower) < kDate) return true;
      if (!has_digit && std::find(kMoving.begin(), kMoving.end(), word) != kMoving.end()) return true;
    }
  }
  return false;
}

Pin pin_of(std::string_view image) {
  const ImageReference parts = take_apart(image);
  if (!parts.digest.empty()) return is_digest(parts.digest) ? Pin::digest : Pin::unresolved;
  if (parts.tag.find('$') != std::string_view::npos) return Pin::unresolved;
  if (!parts.tag.empty()) return is_moving_tag(parts.tag) ? Pin::moving : Pin::tag;
  const std::string_view segment = file_name_of(parts.name);
  return segment.find('$') != std::string_view::npos ? Pin::unresolved : Pin::none;
}

std::string pinned_form(std::string_view image, bool by_digest) {
  std::string text(image.substr(0, image.find('@')));
  if (by_digest) return text + "@sha256:<digest>";
  const ImageReference parts = take_apart(text);
  if (parts.tag.empty()) return (text.ends_with(':') ? text : text + ':') + "<version>";
  if (is_moving_tag(parts.tag)) return std::string(parts.name) + ":<version>";
  return text;
}

}  // namespace expgate::content
