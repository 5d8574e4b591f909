#include <nlohmann/json.hpp>

#include "experiments/compare_text.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostFilesInJson = 1000;

Json text_or_null(std::string_view text) {
  return text.empty() ? Json() : Json(text::with_escaped_bytes(text));
}

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::same:
      return "same";
    case Outcome::better:
      return "better";
    case Outcome::worse:
      return "worse";
    case Outcome::unknown:
      return "unknown";
    case Outcome::none:
      break;
  }
  return "";
}

Json json_of_side(const Side& side) {
  const Recipe& recipe = side.recipe;
  Json files = Json::array();
  for (const std::string& file : recipe.config.files) files.push_back(text::with_escaped_bytes(file));
  return {{"name", text::with_escaped_bytes(side.name)},
          {"commit", recipe.commit.hex()},
          {"date", text_or_null(side.date)},
          {"subject", text::with_escaped_bytes(recipe.subject)},
          {"tag", text_or_null(recipe.tag)},
          {"config",
           {{"path", text_or_null(recipe.config.path)},
            {"sha256", text_or_null(recipe.config_sha256)},
            {"seed", text_or_null(recipe.config.seed)},
            {"files", std::move(files)},
            {"problem", text_or_null(english(side.config_problem))}}},
          {"image", text_or_null(recipe.environment.image)},
          {"lock", text_or_null(side.packages_file)}};
}

Json json_of_value(const ConfigValue* value, const ConfigValues& values) {
  if (value == nullptr) return nullptr;
  Json json = {{"value", text::with_escaped_bytes(value->shown)}};
  const auto file = static_cast<std::size_t>(value->file);
  json["path"] = file < values.files.size() ? text_or_null(values.files[file]) : Json();
  json["line"] = value->line > 0 ? Json(value->line) : Json();
  return json;
}

Json json_of_config(const Comparison& it, bool all) {
  Json list = Json::array();
  std::size_t same = 0;
  for (const ValueDifference& each : it.values) {
    if (each.is_same()) ++same;
    if (each.is_same() && !all) continue;
    list.push_back({{"key", text::with_escaped_bytes(each.key)},
                    {"same", each.is_same()},
                    {"a", json_of_value(each.a, it.a.values)},
                    {"b", json_of_value(each.b, it.b.values)}});
  }
  return {{"complete", it.is_complete()}, {"same", same}, {"values", std::move(list)}};
}

Json json_of_metrics(const Comparison& it) {
  Json list = Json::array();
  for (const MetricDifference& each : it.metrics) {
    const auto stated = [](const std::optional<RunMetric>& metric) -> Json {
      if (!metric) return nullptr;
      return {{"value", metric->value}, {"shown", text::with_escaped_bytes(metric->shown)}};
    };
    const bool has_both = each.outcome != Outcome::none;
    const bool is_known = each.better != message::Better::unknown;
    list.push_back(
        {{"key", text::with_escaped_bytes(each.key)},
         {"better", is_known ? Json(each.better == message::Better::higher ? "higher" : "lower") : Json()},
         {"a", stated(each.a)},
         {"b", stated(each.b)},
         {"difference", has_both ? Json(each.difference) : Json()},
         {"unit", text_or_null(has_both ? each.unit : "")},
         {"relative", each.relative ? Json(*each.relative) : Json()},
         {"outcome", text_or_null(outcome_name(each.outcome))}});
  }
  return list;
}

Json json_of_packages(const Comparison& it) {
  Json list = Json::array();
  for (const PackageDifference& each : it.packages)
    list.push_back({{"name", text::with_escaped_bytes(each.name)},
                    {"a", text_or_null(each.a)},
                    {"b", text_or_null(each.b)}});
  return {{"same", it.same_packages}, {"changed", std::move(list)}};
}

Json json_of_artifacts(const Comparison& it) {
  Json list = Json::array();
  const auto one = [](const std::optional<content::RecordedArtifact>& artifact) -> Json {
    if (!artifact) return nullptr;
    return {{"uri", text::with_escaped_bytes(artifact->uri)},
            {"sha256", text_or_null(artifact->sha256)},
            {"size", artifact->size ? Json(*artifact->size) : Json()}};
  };
  for (const ArtifactDifference& each : it.artifacts)
    list.push_back({{"name", text::with_escaped_bytes(each.name)},
                    {"same", each.is_same()},
                    {"a", one(each.a)},
                    {"b", one(each.b)}});
  return list;
}

Json json_of_code(const CodeDifference& code) {
  const auto commits = [](const CommitsOfOne& found) {
    Json list = Json::array();
    for (const CommitLine& commit : found.newest)
      list.push_back({{"commit", commit.oid.hex()}, {"subject", text::with_escaped_bytes(commit.subject)}});
    return Json{{"count", found.count}, {"newest", std::move(list)}};
  };
  Json files = Json::array();
  for (std::size_t at = 0; at < std::min(kMostFilesInJson, code.files.size()); ++at) {
    const ChangedFile& file = code.files[at];
    files.push_back({{"path", text::with_escaped_bytes(file.path)},
                     {"added", file.added ? Json(*file.added) : Json()},
                     {"removed", file.removed ? Json(*file.removed) : Json()}});
  }
  return {{"base", code.base ? Json(code.base->hex()) : Json()},
          {"only_a", commits(code.only_a)},
          {"only_b", commits(code.only_b)},
          {"files", code.files.size()},
          {"added", code.added},
          {"removed", code.removed},
          {"changed", std::move(files)}};
}

}  // namespace

std::string compare_json(const Comparison& comparison, bool all) {
  const Json json = {{"schema", "expgate-compare/1"},
                     {"a", json_of_side(comparison.a)},
                     {"b", json_of_side(comparison.b)},
                     {"config", json_of_config(comparison, all)},
                     {"metrics", json_of_metrics(comparison)},
                     {"packages", json_of_packages(comparison)},
                     {"artifacts", json_of_artifacts(comparison)},
                     {"code", json_of_code(comparison.code)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace expgate::experiments
