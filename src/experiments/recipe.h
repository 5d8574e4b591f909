#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "content/configs/record.h"
#include "content/python/seed_flow.h"
#include "experiments/run_configs.h"
#include "experiments/unknown_experiment.h"
#include "git/repository.h"

namespace expgate::experiments {

// What an experiment runs in.
struct RunEnvironment {
  std::string image;       // pinned; empty: none is
  std::string file;        // that names it, or is the lock file
  int line = 0;            // 0: it is a lock file, or a record says it
  bool is_built = false;   // `file` is a Dockerfile, which builds upon the image
  bool has_entry = false;  // it has an ENTRYPOINT
  std::string lock;        // where there is no image: the lock file
  std::string packages;    // where there is neither: pinned requirements, or an environment of conda
  Text problem;            // if there is neither
};

struct RunMetric {
  std::string key;
  double value = 0;
  std::string shown;
};

// All that is needed to run a commit again, as far as it can be found. Nothing in it is guessed.
struct Recipe {
  Oid commit;
  std::string subject;
  std::string tag;        // the experiment tag on the commit; empty: there is none
  std::string other_tag;  // one on the same commit that states metrics, where `tag` states none
  RunEnvironment environment;
  RunConfig config;
  std::string config_sha256;    // of the committed file
  content::SeedFlow seed_flow;  // what becomes of its seed in the code
  std::vector<RunMetric> metrics;
  std::vector<content::RecordedArtifact> artifacts;
  std::vector<Text> sources;           // where metrics and artifacts are from: records, "tag exp-vit"
  std::string script;                  // empty: none is found
  std::vector<std::string> arguments;  // for it
  bool passes_seed = false;            // one of these gives the script the config's seed
  std::vector<Text> missing;           // what is not there, a sentence each
};

// Finds the script of the commit, and its arguments for the recipe's config.
Result<void> find_script(git::Repository& repository, const Commit& commit, Recipe& recipe);

// The recipe of `revision`, as git names revisions. `config`: the path of the config; empty: it is found.
// `named`: what an unknown name may have been meant for.
Result<Recipe> find_recipe(git::Repository& repository, const std::string& revision,
                           const std::string& config, Named named = Named::revision);

}  // namespace expgate::experiments
