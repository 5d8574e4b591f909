#pragma once

#include <string>
#include <string_view>

namespace expgate::text {

// `text` as it is compared where case and spelling do not count: NFKC_Casefold (Unicode 3.13), so that
// full-width letters are plain ones and invisible characters are gone. Bytes that are not UTF-8 stay as they
// are.
std::string folded(std::string_view text);

// The path folded, and without the dots and spaces at the ends of its components, which Windows drops.
std::string folded_path(std::string_view path);

}  // namespace expgate::text
