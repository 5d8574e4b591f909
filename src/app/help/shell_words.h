#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace expgate::app {

// A command line up to the cursor, as a POSIX shell splits it.
struct ShellWords {
  std::vector<std::string> words;  // without quotes; the last one is not finished, and empty after a blank
  bool is_quoted = false;          // the last one is inside quotes
};

// Returns the words of `line`. Nothing is expanded: `$x` stays what it is.
ShellWords split_line(std::string_view line);

// Returns `text` so that bash reads it as one word, with backslashes: what several have in common at their
// beginning stays common.
std::string escaped_for_bash(std::string_view text);

}  // namespace expgate::app
