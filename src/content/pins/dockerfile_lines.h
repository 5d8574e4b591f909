#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace expgate::content {

// One instruction of a Dockerfile, its lines joined.
struct Instruction {
  std::string keyword;    // in upper case: "FROM"
  std::string arguments;  // behind it, as written
  int line = 0;           // where it begins
};

// The instructions of a Dockerfile, without comments, parser directives and the text of here-documents.
std::vector<Instruction> dockerfile_instructions(std::string_view source);

// The words of an instruction as a shell divides them; quotes stay.
std::vector<std::string_view> shell_words(std::string_view text);

}  // namespace expgate::content
