#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "content/configs/record.h"
#include "experiments/experiment.h"
#include "git/repository.h"

// Git as the notebook: experiment tags, and the records in results/, as one list.
namespace expgate::experiments {

struct Notebook {
  std::vector<Experiment> experiments;  // the newest first
  std::vector<Text> notes;              // what could not be read
};

// Returns all experiments: the tags exp-* and exp/*, and the records in results/ as HEAD, the default branch
// and the other branches (here and of remotes) have them. A record belongs to the tag of its name, or of its
// commit; without a tag it is an experiment of its own.
Result<Notebook> read_notebook(git::Repository& repository);

// Returns the name as it is compared: "vit" of "exp-vit", "exp/vit", "results/vit.json" and
// "results/exp-vit.json".
std::string plain_name(std::string_view name);

// Adds the record to the experiment: what the tag does not say, and where the two disagree.
void take_record(const content::Record& record, const std::string& path, Experiment& experiment);

}  // namespace expgate::experiments
