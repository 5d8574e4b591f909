#pragma once

#include <string>
#include <string_view>

namespace expgate::message {

// The type that people mean by a word in front of the colon, whatever its case, blanks and dashes: "feature",
// "Bug fix", "修复", or the type itself. Empty: it stands for none.
std::string_view type_meant(std::string_view word);

// The type of a change to that file, of a description of a verb and a file: "update README.md". Empty: none.
std::string_view type_told_by_file(std::string_view description);

// That type, or the one that the first word of a description tells ("add" is a feat, "修复" a fix); empty: it
// tells none.
std::string_view type_told(std::string_view description);

// The part of a project that a word in front of the colon names, in lower case, where that is better known
// than a type it resembles: "cli", "Core", "DataLoader"; empty: none.
std::string area_meant(std::string_view word);

}  // namespace expgate::message
