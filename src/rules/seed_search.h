#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "content/configs/compose.h"
#include "rules/config_reader.h"
#include "rules/rule.h"
#include "rules/seed_arrival.h"

namespace expgate::rules {

// A config without a valid seed, and what it has instead.
struct Unseeded {
  const Reason* reason = nullptr;
  std::string path;
  std::string key;     // that should hold a seed; empty: there is none
  Text problem;        // "`seed` is empty"
  int line = 0;        // of the key in the file itself, or of what cannot be read; 0: it has no such line
  std::string winner;  // the file whose value stands over the config's own; empty: there is none
  int winner_line = 0;
  std::string origin;  // the other file in which the key stands; empty: there is none
  int origin_line = 0;
  const content::ConfigSystem* system = nullptr;
  std::set<std::string> names;     // of its keys at the root
  std::string defaults;            // the code that yacs lays it on; empty: none
  std::string package;             // see content::ConfigFile
  std::vector<std::string> files;  // that it is made of, where its key is there and not valid
  bool is_changed = false;         // by the branch itself, although others are
};

// What the configs of a tip have been found to have.
struct Found {
  std::vector<Violation>
      remarks;  // about the config whose seed counts: it is valid, but there is more to say
  std::vector<Unseeded> unseeded;
  bool seeded = false;
  SeededConfig config;                    // the first that is
  std::vector<std::string> seeded_files;  // the configs that are, as far as they are kept
  bool has_global = false;                // one of them is laid on the whole config, wherever it lies
  std::set<std::string> names;            // of the keys at the root of what is seeded
};

// The search through the configs of a tip.
class SeedSearch {
 public:
  ConfigReader reader;
  Found affected;  // by what the branch changed
  Found others;
  Found code;  // Python that only lies among configs

  explicit SeedSearch(const TipView& view) : reader(view), view_(view) {}

  // Judges the config at `path`. Where `changed` is given it counts as affected only if it is made of one of
  // those files, or chooses from their folders.
  Result<void> judge(const std::string& path, const std::set<std::string>* changed);

  // Returns the key to add to a config of that system, as its siblings or the system spell it.
  [[nodiscard]] std::string key_for(const Unseeded& config) const;

  // Returns whether the config is a group's or a fragment, so that a line belongs elsewhere.
  [[nodiscard]] bool is_fragment(const Unseeded& config) const;

  // Returns whether all that is seeded are choices of Hydra's groups that go into configs whose seed is not
  // valid, or that those do not take: no run starts from one of them.
  [[nodiscard]] bool is_overridden(const Found& found) const;

  // Returns whether another config is made of that file, which then speaks for no run of its own.
  [[nodiscard]] bool is_part_of_others(const std::string& path) const;

 private:
  void judge(const std::string& path, const content::Composed& config, const content::SeedVerdict& verdict,
             Found& found);
  Result<void> find_winner(const content::Composed& config, const content::SeedVerdict& verdict,
                           Unseeded& unseeded);
  Result<bool> is_code_without_seed(const std::string& path, const content::SeedVerdict& verdict);
  void remember(const std::string& path, const content::Composed& config,
                const content::SeedVerdict& verdict);

  const TipView& view_;
  std::map<std::string, std::map<std::string, std::size_t>, std::less<>> keys_;  // by system: key, how often
  std::set<std::string> parts_;   // files that others are made of
  std::set<std::string> groups_;  // folders of Hydra's groups
};

}  // namespace expgate::rules
