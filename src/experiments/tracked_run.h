#pragma once

#include <string>

#include "experiments/record_json.h"
#include "experiments/record_metrics.h"

namespace expgate::experiments {

// A run as its tracker has it.
struct TrackedRun {
  RunLink link;
  Figures figures;  // those that the tracker was asked for
};

// What `--run` names: "mlflow:ID", or the URL of a run's page.
struct RunName {
  std::string tracker;  // "mlflow", "wandb", "dvc"
  std::string server;   // of MLflow: "https://host/prefix"; empty: that of the environment
  std::string id;
  std::string url;  // as it was given; empty: an ID was
};

// Returns what the option names; an error if it is neither, or the URL holds a password.
Result<RunName> parse_run(const std::string& option);

// Returns the run that the option names. MLflow is asked for its metrics; an error if the run says that it is
// of another commit. A page of another tracker is only linked.
Result<TrackedRun> read_tracked_run(const std::string& option, const std::string& commit);

}  // namespace expgate::experiments
