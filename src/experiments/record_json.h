#pragma once

#include <string>
#include <vector>

#include "content/configs/record.h"
#include "experiments/recipe.h"
#include "experiments/record_metrics.h"

namespace expgate::experiments {

// The run at a tracker. Empty parts are not known.
struct RunLink {
  std::string tracker;
  std::string url;
  std::string id;
};

// What a record is made of.
struct RecordParts {
  const Recipe& recipe;
  std::vector<NamedNumber> metrics;
  std::vector<content::RecordedArtifact> artifacts;
  RunLink run;
  std::string environment_sha256;  // of the file that names the environment
  std::string diff_sha256;         // of what the commit lacks; empty: nothing
};

// Returns the record as JSON, indented.
std::string record_json(const RecordParts& parts);

// Returns the message of the experiment's tag: its name, config and seed, then the metrics.
std::string tag_message(const std::string& name, const RecordParts& parts);

}  // namespace expgate::experiments
