#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace expgate::content {

// Where training scripts lie, the likelier first.
inline constexpr std::string_view kTrainScripts[] = {"train.py", "tools/train.py", "scripts/train.py",
                                                     "src/train.py"};

// The arguments that make the training script `path`, with that source, run with the config: {"--config",
// "configs/vit.yaml"}, for Hydra {"--config-name", "vit"}, none where it names the config itself. Nothing:
// the source does not say how it is told.
std::optional<std::vector<std::string>> config_arguments(std::string_view path, std::string_view source,
                                                         std::string_view config);

// Whether the script has an option of that name ("--seed") that is nothing unless it is given: without a
// default of its own.
bool has_empty_option(std::string_view source, std::string_view name);

}  // namespace expgate::content
