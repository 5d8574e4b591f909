#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "experiments/shared_configs.h"
#include "git/repository.h"
#include "text/glob.h"

namespace expgate::experiments {

// The globs of that option of the rule in the policy of HEAD; its defaults where there is none, or it cannot
// be read.
Result<std::vector<std::string>> globs_of(git::Repository& repository, std::string_view rule,
                                          std::string_view option);

// The config that a run of a commit was made with, and what it resolves to.
struct RunConfig {
  std::string path;                // empty: there is none, or it cannot be told which
  std::string seed;                // as content::Seed has it; empty: it resolves to none
  Text problem;                    // why there is no path, or no seed: "`configs/vit.yaml`: `seed` is empty"
  std::vector<std::string> files;  // the config, then what it inherits
  std::vector<std::string> choices;  // where it cannot be told which: those that it could be
  std::string seed_key;              // the key that holds the seed: "train.seed"
};

// What is known of a run beside its commit.
struct RunHint {
  std::string_view name;     // of its tag or branch, short
  std::string_view message;  // of its tag
  std::string_view path;     // of its config; empty: to be found
};

// Finds the configs of runs. What it has read of one tree helps with the next.
class RunConfigs {
 public:
  // Configs are looked for where the repository's own policy (as HEAD has it) has experiment-seed look.
  static Result<RunConfigs> make(git::Repository& repository);

  // The config of a run of that commit: one that the message names, one whose name is the tag's, one that
  // this branch changed since it left the default branch (where `may_compare`), the only one that has a seed.
  Result<RunConfig> of(const Oid& commit, const RunHint& hint, bool may_compare);

 private:
  struct Judged {
    std::string seed;
    std::string seed_key;
    Text problem;
    std::vector<std::string> files;
    bool is_shared = false;  // says the same in every tree with these configs
  };
  struct Tree {
    Oid oid;
    std::vector<std::string> paths;
    Oid listing;  // the name of all that, equal for equal configs
  };

  RunConfigs(git::Repository& repository, text::GlobSet globs)
      : repository_(repository), configs_(repository), globs_(std::move(globs)) {}

  Result<const Tree*> tree_of(const Oid& commit);
  Result<Judged> judge(const Tree& tree, const std::string& path);
  Result<RunConfig> judged(const Tree& tree, const std::string& path);
  Result<std::vector<std::string>> seeded(const Tree& tree, std::vector<std::string> paths);
  Result<std::vector<std::string>> changed(const Tree& tree, const Oid& commit);

  git::Repository& repository_;
  SharedConfigs configs_;
  text::GlobSet globs_;
  std::unordered_map<Oid, Tree, OidHash> trees_;          // by commit
  std::unordered_map<Oid, Tree, OidHash> trees_by_oid_;   // by tree
  std::map<std::pair<Oid, std::string>, Judged> judged_;  // by the listing, or the tree, and the path
};

}  // namespace expgate::experiments
