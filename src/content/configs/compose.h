#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "base/result.h"
#include "content/configs/document.h"
#include "content/configs/seed.h"
#include "content/configs/systems/system.h"
#include "text/node.h"

namespace expgate::content {

// A config as it lies in a tree.
struct ConfigFile {
  Document document;
  std::string package;                  // what Hydra's header `# @package name` names; empty: there is none
  std::vector<std::string_view> signs;  // see signs_in
  std::string source;                   // of what a program in jsonnet may be, or import; empty elsewhere
  std::size_t steps = 0;                // that it took to evaluate it
};

// The file that `source`, the content of `path`, makes, as the usual reader of its language takes it: YAML as
// PyYAML does.
ConfigFile read_config_file(std::string_view path, std::string_view source);

// Gives the config at a path of the tree, null where there is none. It keeps what it gives.
using OpenConfig = std::function<Result<const ConfigFile*>(const std::string& path)>;

// A config with all that it inherits filled in.
struct Composed {
  struct File {
    std::string path;
    int from = -1;  // the index of the file that inherits from it
  };
  std::string package;                  // of the config itself: see ConfigFile
  text::Node root;                      // each mark's `file` is an index of `files`
  std::vector<File> files;              // the config itself, then what it inherits from
  std::vector<Text> gaps;               // "it inherits from `x`, which is not in the tip"
  std::optional<Text> broken;           // the first gap at which the system's loader stops
  std::optional<SeedProblem> refused;   // a seed that the system's loader does not take
  std::optional<Text> unknown;          // the first default of Hydra that is not in the tip
  std::vector<std::string> groups;      // folders from which Hydra's `defaults` choose a config
  std::vector<std::string_view> signs;  // of all files
  const ConfigSystem* system = nullptr;
  std::size_t steps = 0;  // that a program took
};

// The config at `path` (which is there) with what it inherits through `_base_`, `_BASE_`, `BASE`,
// `base_config`, `extends`, `!include`, Hydra's `defaults` and Python's relative imports; its parse error
// if it cannot be read itself. What its parents lack are gaps. Errors are those of `open`.
Result<tl::expected<Composed, ParseError>> compose(const std::string& path, const OpenConfig& open);

// The seed of the config as its system reads it; where its loader stops, that is the problem.
SeedVerdict find_seed(const Composed& config);

// Lays the config on what stands in `defaults`, the content of `path`: defaults in code, under which a config
// lies without naming them.
void inherit(Composed& config, std::string path, text::Node defaults);

// How the file came in: "`configs/vit.yaml` → `configs/base.yaml`".
std::string chain_to(const Composed& composed, int file);

}  // namespace expgate::content
