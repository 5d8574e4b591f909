#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "git/repository.h"

namespace expgate::experiments {

// Where a record goes.
struct RecordPlace {
  std::string top;   // folder of the work tree, with its final '/'
  std::string path;  // from there: "results/vit.json"
  std::string tag;   // empty: none is wanted
  bool replaces = false;
  bool keeps = false;  // a record that is there may stay, if it says the same
};

// Returns an error if the rules would reject the path or the tag, if either is taken (by itself, or by what
// cannot stand beside it), or if the file would not be one of this work tree.
Result<void> check_record_place(git::Repository& repository, const RecordPlace& place);

// Whether a file lies there with these bytes (false: there is none). Errors: it has others, and may not be
// replaced.
Result<bool> has_record(const RecordPlace& place, std::string_view bytes);

// Writes the file whole, or leaves it as it was. No symbolic link is followed below the top.
Result<void> write_record_file(const RecordPlace& place, std::string_view bytes);

}  // namespace expgate::experiments
