#include "experiments/record_json.h"

#include <string_view>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "content/pins/image_reference.h"
#include "rules/record_seed.h"
#include "text/rounding.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

using Json = nlohmann::ordered_json;

Json seed_json(const std::string& seed) {
  const std::vector<std::uint64_t> seeds = rules::seed_numbers(seed);
  return seeds.size() == 1 ? Json(seeds.front()) : Json(seeds);
}

Json artifacts_json(const std::vector<content::RecordedArtifact>& artifacts) {
  Json list = Json::array();
  for (const content::RecordedArtifact& each : artifacts) {
    Json one = {{"name", text::with_escaped_bytes(each.name)}, {"uri", each.uri}, {"sha256", each.sha256}};
    if (each.size) one["size"] = *each.size;
    if (!each.format.empty()) one["format"] = each.format;
    list.push_back(std::move(one));
  }
  return list;
}

Json run_json(const RunLink& run) {
  Json json = {{"tracker", run.tracker}};
  if (!run.url.empty()) json["url"] = run.url;
  if (!run.id.empty()) json["id"] = run.id;
  return json;
}

// The file that names the environment, where no image is pinned by its digest.
std::string environment_file(const RunEnvironment& environment) {
  if (!environment.lock.empty()) return environment.lock;
  return environment.packages.empty() ? environment.file : environment.packages;
}

}  // namespace

std::string record_json(const RecordParts& parts) {
  const Recipe& recipe = parts.recipe;
  Json json = {{"schema", content::kRecordSchema},
               {"commit", recipe.commit.hex()},
               {"config", text::with_escaped_bytes(recipe.config.path)},
               {"seed", seed_json(recipe.config.seed)}};
  const std::string& image = recipe.environment.image;
  if (content::pin_of(image) == content::Pin::digest)
    json["image"] = image;
  else if (!parts.environment_sha256.empty())
    json["environment"] = {{"file", text::with_escaped_bytes(environment_file(recipe.environment))},
                           {"sha256", parts.environment_sha256}};
  json["metrics"] = Json::object();
  for (const auto& [name, value] : parts.metrics) json["metrics"][text::with_escaped_bytes(name)] = value;
  if (!parts.artifacts.empty()) json["artifacts"] = artifacts_json(parts.artifacts);
  if (!parts.run.tracker.empty()) json["run"] = run_json(parts.run);
  if (!parts.diff_sha256.empty()) json["diff_sha256"] = parts.diff_sha256;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string tag_message(const std::string& name, const RecordParts& parts) {
  std::string message =
      fmt::format("{}, {}, seed={}", name, parts.recipe.config.path, parts.recipe.config.seed);
  for (const auto& [metric, value] : parts.metrics) {
    if (metric.find_first_of("|:=") != std::string::npos) continue;
    std::string number = text::rounded(value);  // the record has it whole
    // A name that nobody knows takes a number with a dot (docs/experiments.md).
    if (number.find_first_of(".e") == std::string::npos) number += ".0";
    message += fmt::format(" | {}: {}", metric, number);
  }
  return message + "\n";
}

}  // namespace expgate::experiments
