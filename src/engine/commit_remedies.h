#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "engine/findings.h"
#include "model/context.h"
#include "model/repository.h"

namespace expgate::engine {

struct PeeledUpdate;

// Where in the push the thing is that a finding speaks of.
struct FoundIn {
  const PendingFinding* pending = nullptr;
  std::size_t update = 0;  // the first one that brings the commit
  RemedyContext context;   // its commit is not to be asked for
  std::size_t parents = 0;
  bool is_waived = false;  // it passes, and keeps its file
};

// What a push brings, for those who have to say what to do about it.
struct Brought {
  std::span<const PeeledUpdate> updates;
  const FirstReached& reached;
  Repository& repository;
};

// Gives each finding the command that mends it. What was found in the commits of one ref is mended by one
// command: after the first of several, the names of the commits would not be the same any more. Errors alone,
// where there are some, since nobody has to heed a warning.
Result<void> add_remedies(std::vector<Finding>& findings, std::span<const FoundIn> found,
                          const Brought& brought);

}  // namespace expgate::engine
