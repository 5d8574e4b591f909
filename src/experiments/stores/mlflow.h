#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "experiments/record_metrics.h"
#include "experiments/stores/store.h"
#include "experiments/stores/web.h"

namespace expgate::experiments::stores {

// An MLflow tracking server, and how to sign in there.
struct MlflowServer {
  std::string url;  // without user, password and a final slash
  std::string user;
  std::string password;
  std::string token;

  // A request to it with what it takes to sign in.
  [[nodiscard]] HttpRequest request(const std::string& path) const;
};

// The server that MLFLOW_TRACKING_URI, _USERNAME, _PASSWORD and _TOKEN name; nothing if they name none over
// http. An error if the URI is one of another kind.
Result<std::optional<MlflowServer>> mlflow_server_of_environment();

// What a run says of itself.
struct MlflowRun {
  std::string id;
  std::string experiment;
  std::string commit;  // of its source, as MLflow found it; empty: not known
  Figures figures;
};

// Returns the run in the answer of /api/2.0/mlflow/runs/get; an error if it is not one.
Result<MlflowRun> read_mlflow_run(std::string_view json);

// Returns the run with that ID.
Result<MlflowRun> fetch_mlflow_run(Web& web, const MlflowServer& server, const std::string& id);

// mlflow-artifacts:/PATH, at the server that is known; mlflow-artifacts://HOST/PATH (mlflow_artifacts.cpp).
Result<Question> ask_mlflow(const std::optional<MlflowServer>& known, std::string_view uri, Wanted wanted);

}  // namespace expgate::experiments::stores
