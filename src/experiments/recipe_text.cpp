#include "experiments/recipe_text.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "base/strings.h"
#include "content/pins/image_reference.h"
#include "rules/record_seed.h"
#include "text/columns.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

constexpr std::size_t kLabel = 11;

// "label      value", and without a label what goes on with the one above.
std::string row(const std::string& label, const std::string& value) {
  return text::padded(label, kLabel) + text::printable(value) + "\n";
}

std::string environment_rows(const RunEnvironment& it) {
  if (!it.lock.empty()) return row("lock file", it.lock);
  if (it.image.empty()) return row("image", "missing: " + it.problem);
  const bool by_digest = content::pin_of(it.image) == content::Pin::digest;
  const std::string from = it.file.empty() ? "a record in results/" : fmt::format("{}:{}", it.file, it.line);
  return row("image", it.image) +
         row("", fmt::format("{}, pinned by its {}", from,
                             by_digest ? "digest" : "tag, which somebody could move"));
}

std::string config_rows(const Recipe& recipe) {
  const RunConfig& it = recipe.config;
  if (it.path.empty()) {
    std::string out = row("config", "missing: " + it.problem);
    constexpr std::size_t kMost = 10;
    for (std::size_t at = 0; at < std::min(kMost, it.choices.size()); ++at) out += row("", it.choices[at]);
    return out + row("seed", "missing");
  }
  std::string out =
      row("config", it.path) + row("", "sha256 " + recipe.config_sha256 + " (of the file as it is)");
  for (std::size_t at = 1; at < it.files.size(); ++at) out += row("", "inherits " + it.files[at]);
  return out + row("seed", it.seed.empty() ? "missing: " + it.problem : it.seed);
}

std::string result_rows(const Recipe& recipe) {
  std::vector<std::string> metrics;
  for (const RunMetric& each : recipe.metrics) metrics.push_back(each.key + " " + each.shown);
  std::string out = row("metrics", metrics.empty() ? "none are recorded" : join(metrics, ", "));
  if (recipe.artifacts.empty()) out += row("artefacts", "none are recorded");
  for (std::size_t at = 0; at < recipe.artifacts.size(); ++at) {
    const content::RecordedArtifact& each = recipe.artifacts[at];
    out += row(at == 0 ? "artefacts" : "",
               each.name + ": " + each.uri + (each.size ? " (" + format_size(*each.size) + ")" : ""));
    out += row("", "sha256 " + each.sha256);
  }
  return recipe.sources.empty() ? out : out + row("", "from " + join(recipe.sources, ", "));
}

// What stands before `python` where a lock file is the environment.
std::string lock_prefix(const std::string& lock) {
  if (lock == "uv.lock") return "uv run --frozen ";
  if (lock == "poetry.lock") return "poetry install && poetry run ";
  if (lock == "pixi.lock") return "pixi run --frozen ";
  if (lock == "pdm.lock") return "pdm sync && pdm run ";
  if (lock == "Pipfile.lock") return "pipenv sync && pipenv run ";
  return "conda-lock install -n expgate-run " + lock + " && conda run -n expgate-run ";
}

// The lines that run it again; nothing where the script, its arguments or the environment are not known.
std::string commands(const Recipe& recipe) {
  std::string out =
      "git checkout " + shell_quoted(recipe.tag.empty() ? recipe.commit.hex() : recipe.tag) + "\n";
  const RunEnvironment& it = recipe.environment;
  if (recipe.script.empty() || recipe.arguments.empty() || recipe.config.path.empty()) return out;
  std::string python = "python " + shell_quoted(recipe.script);
  for (const std::string& argument : recipe.arguments) python += " " + shell_quoted(argument);
  if (!it.lock.empty()) return out + lock_prefix(it.lock) + python + "\n";
  if (it.image.empty()) return out;
  std::string image = it.image;
  if (it.is_built) {
    image = "expgate-run:" + recipe.commit.abbreviated();
    out +=
        "docker build -t " + image + (it.file == "Dockerfile" ? "" : " -f " + shell_quoted(it.file)) + " .\n";
  }
  return out + "docker run --rm --gpus all -v \"$PWD\":/work -w /work " +
         (it.has_entry ? "--entrypoint '' " : "") + shell_quoted(image) + " " + python + "\n";
}

nlohmann::ordered_json artifact_json(const content::RecordedArtifact& artifact) {
  nlohmann::ordered_json json = {{"name", artifact.name}, {"uri", artifact.uri}, {"sha256", artifact.sha256}};
  if (artifact.size) json["size"] = *artifact.size;
  if (!artifact.format.empty()) json["format"] = artifact.format;
  return json;
}

}  // namespace

std::string recipe_text(const Recipe& recipe) {
  std::string out = row("commit", recipe.commit.hex()) + row("", recipe.subject);
  if (!recipe.tag.empty()) out += row("tag", recipe.tag);
  out += environment_rows(recipe.environment) + config_rows(recipe) + result_rows(recipe);
  out += "\n" + commands(recipe);
  if (!recipe.missing.empty()) out += "\n";
  for (const std::string& each : recipe.missing) out += text::wrapped("missing: " + text::printable(each), 0);
  return out;
}

std::optional<std::string> left_out_of_json(const Recipe& recipe) {
  const std::string& image = recipe.environment.image;
  if (image.empty() || content::pin_of(image) == content::Pin::digest) return std::nullopt;
  return fmt::format(
      "the image `{}`, since a record takes a digest; with the one that ran: docker image inspect "
      "--format '{{{{index .RepoDigests 0}}}}' {}",
      image, shell_quoted(image));
}

std::string recipe_json(const Recipe& recipe) {
  nlohmann::ordered_json json = {{"schema", content::kRecordSchema}, {"commit", recipe.commit.hex()}};
  if (!recipe.config.path.empty()) json["config"] = text::with_escaped_bytes(recipe.config.path);
  if (!recipe.config.seed.empty()) {
    const std::vector<std::uint64_t> seeds = rules::seed_numbers(recipe.config.seed);
    json["seed"] = seeds.size() == 1 ? nlohmann::ordered_json(seeds.front()) : nlohmann::ordered_json(seeds);
  }
  if (content::pin_of(recipe.environment.image) == content::Pin::digest)
    json["image"] = recipe.environment.image;
  json["metrics"] = nlohmann::ordered_json::object();
  for (const RunMetric& each : recipe.metrics)
    json["metrics"][text::with_escaped_bytes(each.key)] = each.value;
  if (!recipe.artifacts.empty()) json["artifacts"] = nlohmann::ordered_json::array();
  for (const content::RecordedArtifact& each : recipe.artifacts)
    json["artifacts"].push_back(artifact_json(each));
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace expgate::experiments
