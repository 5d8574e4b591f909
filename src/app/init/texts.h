#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace expgate::app {

// The lines that frame our part of a .gitignore.
inline constexpr std::string_view kIgnoreMark = "# >>> expgate";  // what all first lines begin with
inline constexpr std::string_view kIgnoreBegin = "# >>> expgate: files that do not belong in the history";
inline constexpr std::string_view kIgnoreEnd = "# <<< expgate";

// What a first policy says beyond the pack `pytorch`.
struct Proposal {
  std::vector<std::string> branches;     // globs of names beside main, develop, feature/* and exp/*
  std::vector<std::string> experiments;  // those among them where experiments are run: "ablation/*"
  std::vector<std::string> configs;      // globs for configs, if the packs' own do not match them
  bool asks_main_for_config = true;      // false: there is no config yet, so only experiments need one
  bool asks_main_for_seed = true;        // the same for a seed
  bool lets_releases = false;            // of release tools, whose messages the history has
  std::vector<std::string> remarks;      // what was found, one comment each
};

// A first .expgate.yaml, with comments.
std::string first_policy(const Proposal& proposal);

// The block for .gitignore, markers included: the names that artifact-path rejects whatever the file
// contains, except for folders where files are `tracked` already.
std::string ignore_block(std::span<const std::string> tracked = {});

// The same of these categories alone.
std::string ignore_block_of(const std::vector<std::string>& categories);

}  // namespace expgate::app
