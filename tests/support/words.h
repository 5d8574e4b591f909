#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/strings.h"

namespace expgate::test {

using Words = std::vector<std::string>;

// Returns the words of a command line, parted by single blanks.
inline Words words_of(std::string_view line) {
  Words words;
  for (const std::string_view word : split(line, ' ')) words.emplace_back(word);
  return words;
}

}  // namespace expgate::test
