#pragma once

#include <string>
#include <string_view>

namespace expgate::text {

// Returns the text with each `%XX` as the byte that it stands for (RFC 3986, section 2.1); what is not one
// stays.
std::string percent_decoded(std::string_view text);

}  // namespace expgate::text
