#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "git/repository.h"

namespace expgate::app {

// What a repository contains that matters for its first policy.
struct Survey {
  std::vector<std::string> tracked;   // files of the index
  std::vector<std::string> files;     // those, and others that are not ignored; from the top of the work tree
  std::vector<std::string> branches;  // here and at the remote `origin`, without refs/heads/
  std::string default_branch;         // of the remote, else of HEAD; empty: unknown
  std::vector<std::string> usual_configs;  // globs: where the packs look for configs
  std::size_t configs = 0;                 // experiment configs that can be read in the last commit
  std::size_t uncommitted = 0;             // others, which lie in the work tree alone
  std::size_t seeded = 0;                  // those of them that resolve to a valid seed
  std::string seed_key;                    // what most of these call it; empty: there is none
  std::vector<std::string> further;        // folders of configs with seeds where the packs do not look
  std::size_t notebooks = 0;
  bool has_container = false;
  bool has_requirements = false;
  bool has_dvc = false;
  bool has_lfs = false;
  bool has_submodules = false;
  bool has_releases = false;  // release tools have written some of the last thousand messages
  std::string release;        // the latest of those: "chore(release): 1.2.3"
  std::vector<Text> bots;     // what to set so that the messages of bots pass
  std::size_t large = 0;      // blobs of the history over 5 MiB
  std::uint64_t largest = 0;  // bytes
  std::string large_path;     // of one of them that is still there; empty: none is
};

// Looks at the work tree's files, the names of the branches and the configs of the last commit, since that is
// what is pushed; of the history at sizes only. Reads at most a few hundred configs.
Result<Survey> survey(git::Repository& repository);

}  // namespace expgate::app
