#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "content/configs/compose.h"
#include "rules/experiment_files.h"
#include "rules/rule.h"

namespace expgate::rules {

// Reads and composes the configs of a tree. What several configs inherit is parsed once, and all of it
// together has a limit.
class ConfigReader {
 public:
  explicit ConfigReader(const TreeView& view) : view_(view) {}

  // When a config of yacs is laid on the defaults that stand in code: that costs reading them.
  enum class CodeDefaults { for_a_seed, always };

  // The config with all that it inherits, or its parse error. Errors: the repository cannot give a file.
  Result<tl::expected<content::Composed, content::ParseError>> compose(
      const std::string& path, CodeDefaults defaults = CodeDefaults::for_a_seed);

  // The same, as if the file at `edited` held `text`.
  Result<tl::expected<content::Composed, content::ParseError>> compose_with(const std::string& path,
                                                                            const std::string& edited,
                                                                            std::string_view text);

  // Whether there is work left in the limit.
  [[nodiscard]] bool may_go_on() const { return work_ < kMostConfigBytes; }

 private:
  static constexpr std::size_t kMostAtOnce = std::size_t{8} << 20;  // bytes that one config is made of
  static constexpr std::size_t kMostKept = std::size_t{8}
                                           << 20;  // bytes whose documents are kept for the next config

  struct Kept {
    content::ConfigFile file;
    std::size_t size = 0;
  };

  // What a project's code says where its configs say nothing: yacs lays them on it.
  struct Defaults {
    std::string path;
    text::Node values;
    bool is_whole = false;  // it makes the root itself, and nobody may add keys
  };

  Result<const content::ConfigFile*> open(const std::string& path);
  Result<void> read_defaults();
  Result<const Defaults*> defaults_for(const text::Node& config);
  Result<const Defaults*> defaults_most_like(const text::Node& config);
  Result<void> lay_on_module(const std::string& path, content::Composed& config);
  Result<void> hold_against_defaults(content::Composed& config, const content::Seed& seed);

  const TreeView& view_;
  std::map<std::string, Kept> kept_;
  std::optional<std::vector<Defaults>> defaults_;
  std::string edited_;  // the path of a file that is not read, empty: none
  content::ConfigFile edited_file_;
  std::size_t kept_bytes_ = 0;
  std::size_t at_once_ = 0;
  std::size_t work_ = 0;
};

}  // namespace expgate::rules
