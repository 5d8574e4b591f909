#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/active_check.h"
#include "engine/help.h"
#include "model/file.h"
#include "model/finding.h"

namespace expgate::engine {

// A violation, who found it and in what.
struct Raised {
  const ActiveCheck* check = nullptr;
  Violation violation;
  std::optional<Oid> commit;
  std::optional<File> file;
};

// Moves what a rule has just appended to `violations` into `raised`.
void raise(std::vector<Raised>& raised, const ActiveCheck& check, Violations& violations,
           const std::optional<Oid>& commit, const std::optional<File>& file);

// Takes out what says the same again of a file or a tip: what was raised by a rule that yields to another
// one, which has raised something no less severe for the same refs. Of a tip's files each stands for itself.
// `first` is where the thing's own begin in `raised`.
void drop_repeated(std::vector<Raised>& raised, std::size_t first);

// The finding to report: severities and help are the engine's, the words are the rule's.
Finding to_finding(const Raised& raised, std::vector<std::string> refs, const Place& place);

}  // namespace expgate::engine
