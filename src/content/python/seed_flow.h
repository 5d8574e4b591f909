#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "content/python/python_program.h"

namespace expgate::content {

// The seed whose way through a program is looked for.
struct SeedKey {
  std::string key;     // of the config: "train.seed"; its last part is what code reads
  std::string config;  // the path of the config: a file of the program, where defaults in code are the config
};

// What becomes of the value on its way to the generators.
enum class SeedOutcome {
  arrives,      // at a seeding call
  elsewhere,    // each seeding call gets something else: a constant, an option of the command line
  no_call,      // nothing seeds
  not_followed  // it cannot be told
};

// A call to which the seed, or something else, is given.
struct SeedSite {
  std::string path;
  int line = 0;
  std::string call;  // as written, shortened: "set_seed(cfg.seed)"

  friend bool operator==(const SeedSite&, const SeedSite&) = default;
  friend auto operator<=>(const SeedSite&, const SeedSite&) = default;
};

struct SeedFlow {
  SeedOutcome outcome = SeedOutcome::not_followed;
  std::vector<SeedSite> reached;    // calls that get the config's seed
  std::vector<SeedSite> elsewhere;  // seeding calls that get something else
  bool has_options = false;         // one of these gets an option of the command line
};

// Follows a config's seed through a program, read and not run: from where the key is read (`cfg.seed`,
// `cfg["seed"]`, `args.seed`) over assignments, arguments and results to calls that seed. Frameworks that
// seed from their config by themselves count as such a call. Takes a bounded number of steps.
SeedFlow follow_seed(const PythonProgram& program, const SeedKey& key);

}  // namespace expgate::content
