#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"

namespace expgate::content {

// A text after edits of its lines.
struct EditedText {
  std::string text;
  std::string diff;           // as `git apply` takes it; empty: nothing was changed
  std::vector<Edit> applied;  // from the first line to the last
  std::vector<Edit> left;     // whose lines are others, or that only a person can finish
};

// Carries the edits out on `bytes`, the content of `path`. Line endings stay as they are. An edit whose `old`
// is not the line, nor once in it, is left, and so is one with a blank to fill in (`torch==<version>`).
EditedText with_edits(std::string_view path, std::string_view bytes, std::vector<Edit> edits);

}  // namespace expgate::content
