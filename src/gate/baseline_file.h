#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/baseline.h"

namespace expgate::gate {

// The baseline that `text`, the content of `file`, holds (schema expgate-baseline/1). An error names the file
// and line of what is wrong.
Result<engine::Baseline> parse_baseline(std::string_view text, const std::string& file);

// The text of a baseline of these keys, sorted: an entry a line, so that a change of one is a change of a
// line.
std::string baseline_text(const std::vector<engine::BaselineKey>& keys, bool is_of_all);

// The content of the file at `path`.
Result<std::string> read_baseline(const std::string& path);

// Puts `text` in the file's place, whole or not at all.
Result<void> write_baseline(const std::string& path, std::string_view text);

}  // namespace expgate::gate
