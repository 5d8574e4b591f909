#pragma once

#include <string>
#include <string_view>

namespace expgate::text {

// Whether all bytes are below 0x80.
bool is_ascii(std::string_view text);

// `text` as it is compared where case and spelling do not count: NFKC_Casefold (Unicode 3.13), so that
// full-width letters are plain ones and invisible characters are gone. Bytes that are not UTF-8 stay as they
// are.
std::string folded(std::string_view text);

// `name` as file systems see it that know neither case nor spelling: full case folding of its canonical form,
// without invisible characters. Other than in folded(), a full-width letter is not the plain one.
std::string folded_name(std::string_view name);

// The same with the full-width forms of ASCII as what they are forms of: what people take for one name.
std::string folded_width(std::string_view name);

// The path folded, and without the dots and spaces at the ends of its components, which Windows drops.
std::string folded_path(std::string_view path);

// The same without control characters and marks on letters, and with the letters of other scripts that look
// like Latin ones in extensions (behind the first dot of the last component): what a name is meant to be read
// as. Of an ASCII path without control characters it is folded_path().
std::string read_path(std::string_view path);

}  // namespace expgate::text
