#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/configs/document.h"
#include "content/configs/systems/system.h"

namespace expgate::content {

// One line of a config that is written anew, or, where `old` is empty, added in front of that line.
struct LineEdit {
  int line = 0;
  std::string old;
  std::string replacement;
};

// Returns what sets a seed in a config of this name, in its own language, for a reader: "seed: 42",
// "\"seed\": 42", "train.seed = 42". `key`: dotted, of the key that should hold it; empty: `seed`.
std::string seed_text(std::string_view path, std::string_view key, const ConfigSystem& system = {});

// Returns the edit that makes 42 the value of `key`, which stands in that line of `source`, the content of
// `path`, and changes nothing else. Nothing: the line is laid out in such a way that only a person can do it.
std::optional<LineEdit> replaced_seed(std::string_view path, std::string_view source, int line,
                                      std::string_view key, const ConfigSystem& system = {});

// Returns the edit that adds `key`, which the config does not have, as `system` reads it, and changes nothing
// else. `is_inherited`: the mapping that the key belongs to comes from another file. Nothing: only a person
// can do it.
std::optional<LineEdit> added_seed(std::string_view path, std::string_view source, std::string_view key,
                                   const ConfigSystem& system, bool is_inherited = false);

// Returns the edits that may make 42 the seed of a config, the most natural one first: of the value of `key`
// in that line, or, where it is 0, of a `key` that is added (`is_inherited` as above). Whether one of them
// does, and changes nothing else, only reading the result tells. None of them leaves its line as it is.
std::vector<LineEdit> seed_edits(std::string_view path, std::string_view source, int line,
                                 std::string_view key, const ConfigSystem& system, bool is_inherited = false);

// The same for configs in Python, for replaced_seed and added_seed alone: edits that may do it, the best
// first.
std::vector<LineEdit> replacements_in_python(std::string_view source, int line, std::string_view key);
std::vector<LineEdit> additions_in_python(std::string_view source, std::string_view key,
                                          const ConfigSystem& system, bool is_inherited);

}  // namespace expgate::content
