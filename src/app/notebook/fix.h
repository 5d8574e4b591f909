#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/command.h"

// `expgate fix`, shared by the work tree and the index.
namespace expgate::app {

struct FixOptions {
  std::vector<std::string> paths;
  bool staged = false;
  bool diff = false;
};

// How many notebooks were looked at, changed (or would be), and could not be.
struct FixTally {
  std::size_t seen = 0;
  std::size_t changed = 0;
  std::size_t failed = 0;
};

// A notebook without what a run left in it.
struct Cleaning {
  std::string text;
  std::vector<Text> taken;  // "the outputs of 3 cells (48.2 KiB)", "5 execution counts"
  std::string diff;         // of the file at the path that was given
};

// Nothing if the bytes of `path` are clean; an error if they are not JSON.
Result<std::optional<Cleaning>> clean_bytes(const std::string& path, std::string_view bytes);

// Cleans the staged notebooks that differ from HEAD, and the files in the work tree that equal them.
Result<FixTally> fix_staged(const FixOptions& options, const Common& common);

}  // namespace expgate::app
