#include "experiments/recipe_text.h"

#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "base/paths.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "content/pins/image_reference.h"
#include "content/pins/requirements.h"
#include "experiments/recipe_seed.h"
#include "rules/record_seed.h"
#include "text/columns.h"
#include "text/rounding.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

constexpr std::size_t kLabel = 11;

// What a recipe is made of, in rows of a label and a value, and without a label what goes on with the one
// above.
class RecipeRows {
 public:
  RecipeRows(const Recipe& recipe, std::size_t width) : it_(recipe), width_(width) {}

  std::string all() {
    row(tr("commit"), it_.commit.hex());
    row({}, it_.subject);
    if (!it_.tag.empty()) row(tr("tag"), it_.tag);
    environment();
    config();
    metrics();
    artifacts();
    return std::move(out_);
  }

 private:
  void row(const Text& label, const Text& value) {
    out_ += text::hanging(text::padded(catalogue::render(label), kLabel),
                          text::printable(catalogue::render(value)), kLabel, width_);
  }
  void row(const Text& label, const std::string& value) { row(label, verbatim(value)); }

  void missing(const Text& label, const Text& problem) {
    row(label, tr("missing: {problem}", {{"problem", problem}}));
  }

  void environment() {
    const RunEnvironment& it = it_.environment;
    if (!it.lock.empty()) return row(tr("lock file"), it.lock);
    if (!it.packages.empty())
      return row(tr("packages"), tr("{path}, all with exact versions", {{"path", it.packages}}));
    if (it.image.empty()) return missing(tr("image"), it.problem);
    const bool by_digest = content::pin_of(it.image) == content::Pin::digest;
    const Text from =
        it.file.empty() ? tr("a record in results/") : verbatim(fmt::format("{}:{}", it.file, it.line));
    row(tr("image"), it.image);
    row({}, by_digest ? tr("{from}, pinned by its digest", {{"from", from}})
                      : tr("{from}, pinned by a tag, which can move", {{"from", from}}));
  }

  void config() {
    const RunConfig& it = it_.config;
    if (it.path.empty()) {
      missing(tr("config"), it.problem);
      constexpr std::size_t kMost = 10;
      for (std::size_t at = 0; at < std::min(kMost, it.choices.size()); ++at) row({}, it.choices[at]);
      return row(tr("seed"), tr("missing"));
    }
    row(tr("config"), it.path);
    row({}, tr("sha256 of the committed file: {hash}", {{"hash", it_.config_sha256}}));
    for (std::size_t at = 1; at < it.files.size(); ++at)
      row({}, tr("inherits {path}", {{"path", it.files[at]}}));
    if (it.seed.empty()) return missing(tr("seed"), it.problem);
    row(tr("seed"), it.seed);
    for (const Text& line : seed_lines(it_)) row({}, line);
  }

  void metrics() {
    std::vector<Text> metrics;
    for (const RunMetric& each : it_.metrics)
      metrics.push_back(verbatim(each.key + " " + text::rounded(each.shown)));
    row(tr("metrics"),
        metrics.empty() ? tr("none recorded") : tr("{parts}", {{"parts", std::move(metrics)}}));
  }

  void artifacts() {
    if (it_.artifacts.empty()) row(tr("artifacts"), tr("none recorded"));
    for (std::size_t at = 0; at < it_.artifacts.size(); ++at) {
      const content::RecordedArtifact& each = it_.artifacts[at];
      row(at == 0 ? tr("artifacts") : Text(),
          each.name + ": " + each.uri + (each.size ? " (" + format_size(*each.size) + ")" : ""));
      row({}, "sha256 " + each.sha256);
    }
    if (!it_.sources.empty()) row({}, tr("from {sources}", {{"sources", it_.sources}}));
  }

  const Recipe& it_;
  std::size_t width_;
  std::string out_;
};

// What stands before `python` where a lock file is the environment. It may lie in a folder of its own.
std::string lock_prefix(const std::string& lock) {
  const std::string_view name = file_name_of(lock);
  const std::string folder =
      text::shell_word(lock.substr(0, lock.size() - std::min(lock.size(), name.size() + 1)));
  const bool is_deep = name.size() != lock.size();
  const auto in = [&](std::string_view option) {
    return is_deep ? fmt::format(" {} {}", option, folder) : std::string();
  };
  if (name == "uv.lock") return fmt::format("uv run --frozen{} ", in("--project"));
  if (name == "poetry.lock") return fmt::format("poetry{0} install && poetry{0} run ", in("--project"));
  if (name == "pixi.lock") return fmt::format("pixi run --frozen{} ", in("--manifest-path"));
  if (name == "pdm.lock") return fmt::format("pdm sync{0} && pdm run{0} ", in("--project"));
  if (name == "Pipfile.lock") {
    const std::string file = is_deep ? fmt::format("PIPENV_PIPFILE={}/Pipfile ", folder) : "";
    return fmt::format("{0}pipenv sync && {0}pipenv run ", file);
  }
  return "conda-lock install -n expgate-run " + text::shell_word(lock) + " && conda run -n expgate-run ";
}

// The line that runs it with pinned packages: in an environment of conda, or a fresh one of Python's own.
std::string line_with_packages(const std::string& packages, const std::string& python) {
  const std::string path = text::shell_word(packages);
  if (content::requirements_file_of(packages) == content::RequirementsFile::conda)
    return "conda env create -n expgate-run -f " + path + " && conda run -n expgate-run " + python + "\n";
  return "python -m venv .venv-expgate && .venv-expgate/bin/pip install -r " + path +
         " && .venv-expgate/bin/" + python + "\n";
}

// The lines that run it again; nothing where the script, its arguments or the environment are not known.
std::string commands(const Recipe& recipe) {
  std::string out =
      "git checkout " + text::shell_word(recipe.tag.empty() ? recipe.commit.hex() : recipe.tag) + "\n";
  const RunEnvironment& it = recipe.environment;
  if (recipe.script.empty() || recipe.arguments.empty() || recipe.config.path.empty()) return out;
  std::string python = "python " + text::shell_word(recipe.script);
  for (const std::string& argument : recipe.arguments) python += " " + text::shell_word(argument);
  if (!it.lock.empty()) return out + lock_prefix(it.lock) + python + "\n";
  if (!it.packages.empty()) return out + line_with_packages(it.packages, python);
  if (it.image.empty()) return out;
  std::string image = it.image;
  if (it.is_built) {
    image = "expgate-run:" + recipe.commit.abbreviated();
    out += "docker build -t " + image + (it.file == "Dockerfile" ? "" : " -f " + text::shell_word(it.file)) +
           " .\n";
  }
  return out + "docker run --rm --gpus all -v \"$PWD\":/work -w /work " +
         (it.has_entry ? "--entrypoint '' " : "") + text::shell_word(image) + " " + python + "\n";
}

nlohmann::ordered_json artifact_json(const content::RecordedArtifact& artifact) {
  nlohmann::ordered_json json = {{"name", artifact.name}, {"uri", artifact.uri}, {"sha256", artifact.sha256}};
  if (artifact.size) json["size"] = *artifact.size;
  if (!artifact.format.empty()) json["format"] = artifact.format;
  return json;
}

}  // namespace

std::string recipe_text(const Recipe& recipe, std::size_t width) {
  std::string out = RecipeRows(recipe, width).all() + "\n" + commands(recipe);
  if (!recipe.missing.empty()) out += "\n";
  const std::size_t columns = width == 0 ? text::kColumns : width;
  for (const Text& each : recipe.missing)
    out += text::hanging(
        "", text::printable(catalogue::render(tr("missing: {problem}", {{"problem", each}}))), 2, columns);
  return out;
}

std::string run_commands(const Recipe& recipe) {
  return commands(recipe);
}

std::optional<Text> left_out_of_json(const Recipe& recipe) {
  const std::string& image = recipe.environment.image;
  if (image.empty() || content::pin_of(image) == content::Pin::digest) return std::nullopt;
  return tr(
      "the image `{image}`: a record needs its digest; print that of the image that ran: `{command}`",
      {{"image", image},
       {"command", "docker image inspect --format '{{index .RepoDigests 0}}' " + text::shell_word(image)}});
}

std::string recipe_json(const Recipe& recipe) {
  nlohmann::ordered_json json = {{"schema", content::kRecordSchema}, {"commit", recipe.commit.hex()}};
  if (!recipe.config.path.empty()) json["config"] = text::with_escaped_bytes(recipe.config.path);
  if (!recipe.config.seed.empty()) {
    const std::vector<std::uint64_t> seeds = rules::seed_numbers(recipe.config.seed);
    json["seed"] = seeds.size() == 1 ? nlohmann::ordered_json(seeds.front()) : nlohmann::ordered_json(seeds);
    json["seeding"] = seed_json(recipe);
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
