#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "content/formats/format.h"

namespace expgate::content {

// What a file was recognised as.
struct Recognition {
  Format format;
  Msgid container;  // the archive that it lies in, "a zip archive"; empty: it is the file itself
};

// Texts up to this size, in bytes, are no dumps and no logs.
inline constexpr std::uint64_t kSmallText = 20'000;

// The format of `bytes`, the whole content of `path`, as its content tells it: nothing for sources, images,
// programs, documents. The path only decides what has no magic (pickles of protocol 0 and 1, Flax) and spares
// tables by name from being dumps. Archives are looked into one level deep and found themselves where there
// is nothing in them. Damaged bytes are nothing; no number in them is followed past the end.
std::optional<Recognition> recognise(std::string_view bytes, std::string_view path,
                                     std::uint64_t small_text = kSmallText);

}  // namespace expgate::content
