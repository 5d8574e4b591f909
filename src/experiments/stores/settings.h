#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "experiments/stores/mlflow.h"
#include "experiments/stores/profile.h"
#include "experiments/stores/store.h"

namespace expgate::experiments::stores {

// What the environment says of the stores. Credentials go to these hosts and to no others.
struct StoreSettings {
  S3 s3;
  HuggingFace hub;
  GoogleStorage google;
  AzureStorage azure;
  std::optional<MlflowServer> mlflow;
  std::chrono::seconds patience{20};  // for an answer to a question, not for the bytes of an artifact
  HostList listed;                    // of these endpoints, of EXPGATE_VERIFY_HOSTS and of the policy
};

// Returns the settings of the environment and of ~/.aws. An error if they cannot be read, or name an endpoint
// that is not a URL.
Result<StoreSettings> settings_of_environment();

}  // namespace expgate::experiments::stores
