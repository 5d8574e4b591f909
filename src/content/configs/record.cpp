#include "content/configs/record.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/core.h>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/document.h"
#include "content/pins/image_reference.h"
#include "model/oid.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::uint64_t kLargestSeed = 4294967295;
const std::vector<std::string>& top_keys() {
  static const std::vector<std::string> keys = {"schema", "commit",  "config",    "seed",
                                                "image",  "metrics", "artifacts", "run"};
  return keys;
}
// With those that a record of `expgate record` may have besides.
std::vector<std::string> all_keys() {
  std::vector<std::string> keys = top_keys();
  keys.insert(keys.end(), {"environment", "diff_sha256"});
  return keys;
}

bool is_number(const Node& node) {
  return node.is_scalar() && !node.is_quoted() && node.scalar != "true" && node.scalar != "false";
}

std::optional<std::uint64_t> whole_number(const Node& node) {
  return is_number(node) ? parse_decimal(node.scalar) : std::nullopt;
}

// What a value is, in words, where it should be something else.
Text kind_of(const Node& node) {
  if (node.is_null()) return verbatim("null");
  if (node.is_mapping()) return tr("an object");
  if (node.is_sequence()) return tr("a list");
  if (node.is_quoted()) return tr("a string");
  return is_number(node) ? tr("a number") : verbatim(node.scalar);
}

Text not_an_object(const std::string& key, const Node& node) {
  return tr("`{key}` is {kind}, not an object", {{"key", key}, {"kind", kind_of(node)}});
}

// A path from the root of the tree that stays in it.
bool is_path(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.find('\\') != std::string_view::npos) return false;
  const auto parts = split(path, '/');
  return std::none_of(parts.begin(), parts.end(),
                      [](std::string_view part) { return part.empty() || part == "." || part == ".."; });
}

class RecordReader {
 public:
  explicit RecordReader(const Node& root) : root_(root) {}

  void read(RecordReading& reading) {
    check_keys(root_, "", all_keys());
    read_head(reading.record);
    read_seed(reading.record);
    read_metrics(reading.record);
    read_artifacts(reading.record);
    read_run();
    read_environment();
    read_hash(root_.find("diff_sha256"), "diff_sha256");
    std::stable_sort(errors_.begin(), errors_.end(), [](const ParseError& one, const ParseError& other) {
      return one.location.line < other.location.line;
    });
    reading.errors = std::move(errors_);
  }

 private:
  void report(const Node& place, Text what) { errors_.push_back({place.mark, std::move(what)}); }

  // An unknown key that is like a key which is missing; a key that has to be there says so itself.
  void check_keys(const Node& object, const std::string& prefix, const std::vector<std::string>& keys) {
    for (const auto& [key, value] : object.entries) {
      if (std::find(keys.begin(), keys.end(), key.scalar) != keys.end()) continue;
      const auto meant = nearest(key.scalar, keys);
      if (meant && object.find(*meant) == nullptr) {
        near_misses_.push_back(prefix + *meant);
        report(key, tr("unknown key `{key}`, did you mean `{meant}`?",
                       {{"key", prefix + key.scalar}, {"meant", *meant}}));
      }
    }
  }

  // The value at that key; null, with an error, if it is required and missing.
  const Node* required(const Node& object, const std::string& prefix, const char* key) {
    const Node* found = object.find(key);
    const std::string name = prefix + key;
    const bool is_near = std::find(near_misses_.begin(), near_misses_.end(), name) != near_misses_.end();
    if (found == nullptr && !is_near) report(object, tr("`{key}` is missing", {{"key", name}}));
    return found;
  }

  // The text of a value; null, with an error, if it is not a string or empty.
  const std::string* text_of(const Node* value, const std::string& name) {
    if (value == nullptr) return nullptr;
    if (!value->is_quoted()) {
      report(*value, tr("`{key}` is {kind}, not a string", {{"key", name}, {"kind", kind_of(*value)}}));
      return nullptr;
    }
    if (trim(value->scalar).empty()) report(*value, tr("`{key}` is empty", {{"key", name}}));
    return trim(value->scalar).empty() ? nullptr : &value->scalar;
  }

  void read_head(Record& record) {
    const Node* commit = required(root_, "", "commit");
    if (const std::string* text = text_of(commit, "commit")) {
      if (Oid::parse(*text))
        record.commit = {ascii_lower(*text), commit->mark.line};
      else
        report(*commit, tr("`commit` is not a full commit ID (40 or 64 hex digits): branches move, and short "
                           "IDs become ambiguous"));
    }
    const Node* config = required(root_, "", "config");
    if (const std::string* text = text_of(config, "config")) {
      if (is_path(*text))
        record.config = {*text, config->mark.line};
      else
        report(*config, tr("`config` is not a path from the top of the repository"));
    }
    const Node* image = root_.find("image");
    if (const std::string* text = text_of(image, "image")) {
      if (pin_of(*text) == Pin::digest)
        record.image = *text;
      else
        report(*image, tr("`image` is not pinned by `@sha256:` and 64 hex digits"));
    }
  }

  void read_seed(Record& record) {
    const Node* seed = required(root_, "", "seed");
    if (seed == nullptr) return;
    std::vector<std::uint64_t> seeds;
    const std::vector<Node> one = {*seed};
    for (const Node& each : seed->is_sequence() ? seed->items : one) {
      const auto value = whole_number(each);
      if (!value || *value > kLargestSeed)
        return report(each, tr("`seed` is not a whole number from 0 to {limit}", {{"limit", kLargestSeed}}));
      seeds.push_back(*value);
    }
    if (seeds.empty()) return report(*seed, tr("`seed` is an empty list"));
    record.seeds = {std::move(seeds), seed->mark.line};
  }

  void read_metrics(Record& record) {
    const Node* metrics = required(root_, "", "metrics");
    if (metrics == nullptr) return;
    if (!metrics->is_mapping()) return report(*metrics, not_an_object("metrics", *metrics));
    if (metrics->entries.empty()) report(*metrics, tr("`{key}` is empty", {{"key", "metrics"}}));
    for (const auto& [key, value] : metrics->entries) {
      double number = 0;
      const std::string& digits = value.scalar;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
      const bool is_finite = is_number(value) && error == std::errc() &&
                             end == digits.data() + digits.size() && std::isfinite(number);
      if (is_finite)
        record.metrics.emplace_back(key.scalar, number);
      else
        report(value, tr("`{key}` is {kind}, not a finite number",
                         {{"key", "metrics." + key.scalar}, {"kind", kind_of(value)}}));
    }
  }

  void read_artifacts(Record& record) {
    const Node* artifacts = root_.find("artifacts");
    if (artifacts == nullptr) return;
    if (!artifacts->is_sequence())
      return report(*artifacts, tr("`{key}` is {kind}, not a list",
                                   {{"key", "artifacts"}, {"kind", kind_of(*artifacts)}}));
    for (std::size_t at = 0; at < artifacts->items.size(); ++at)
      read_artifact(artifacts->items[at], fmt::format("artifacts[{}]", at), record);
  }

  void read_artifact(const Node& node, const std::string& name, Record& record) {
    if (!node.is_mapping()) return report(node, not_an_object(name, node));
    const std::string prefix = name + ".";
    RecordedArtifact artifact;
    check_keys(node, prefix, {"name", "uri", "sha256", "size", "format"});
    if (const auto* text = text_of(required(node, prefix, "name"), prefix + "name")) artifact.name = *text;
    const Node* uri = required(node, prefix, "uri");
    if (const auto* text = text_of(uri, prefix + "uri")) {
      const auto problem = uri_problem(*text);
      if (problem) report(*uri, tr("`{key}`: {problem}", {{"key", prefix + "uri"}, {"problem", *problem}}));
      if (!problem) artifact.uri = *text;
    }
    artifact.sha256 = read_hash(required(node, prefix, "sha256"), prefix + "sha256");
    if (const Node* size = node.find("size")) {
      artifact.size = whole_number(*size);
      if (!artifact.size) report(*size, tr("`{key}` is not a number of bytes", {{"key", prefix + "size"}}));
    }
    if (const auto* text = text_of(node.find("format"), prefix + "format")) artifact.format = *text;
    record.artifacts.push_back(std::move(artifact));
  }

  // A sha256 in lower case; empty, with an error, if it is not one.
  std::string read_hash(const Node* node, const std::string& name) {
    constexpr std::size_t kDigits = 64;
    const std::string* text = text_of(node, name);
    if (text == nullptr) return {};
    if (text->size() == kDigits && is_hex(*text)) return ascii_lower(*text);
    report(*node, tr("`{key}` is not 64 hex digits", {{"key", name}}));
    return {};
  }

  // Where there is no pinned image: the file that names what the run took place in.
  void read_environment() {
    const Node* environment = root_.find("environment");
    if (environment == nullptr || !environment->is_mapping()) return;  // a key of one's own passes
    const Node* file = environment->find("file");
    if (const auto* text = text_of(file, "environment.file"))
      if (!is_path(*text))
        report(*file,
               tr("`{key}` is not a path from the top of the repository", {{"key", "environment.file"}}));
    read_hash(environment->find("sha256"), "environment.sha256");
  }

  void read_run() {
    const Node* run = root_.find("run");
    if (run == nullptr) return;
    if (!run->is_mapping()) return report(*run, not_an_object("run", *run));
    check_keys(*run, "run.", {"tracker", "url", "id"});
    const Node* tracker = run->find("tracker");
    if (const auto* text = text_of(tracker, "run.tracker"))
      if (*text != "wandb" && *text != "mlflow" && *text != "dvc")
        report(*tracker, tr("`run.tracker` is not one of `wandb`, `mlflow` and `dvc`"));
    const Node* url = run->find("url");
    if (const auto* text = text_of(url, "run.url"))
      if (const auto problem = link_problem(*text))
        report(*url, tr("`{key}`: {problem}", {{"key", "run.url"}, {"problem", *problem}}));
    const Node* id = run->find("id");
    if (id != nullptr && !is_number(*id)) text_of(id, "run.id");
  }

  const Node& root_;
  std::vector<ParseError> errors_;
  std::vector<std::string> near_misses_;
};

// Whether the object, which names no schema, is a record all the same: it has three of the keys that make
// one.
bool has_keys_of_record(const Node& root) {
  const auto is_there = [&](const std::string& key) { return root.find(key) != nullptr; };
  return std::count_if(top_keys().begin(), top_keys().end(), is_there) >= 3;
}

// Whether a schema is ours, or meant to be.
bool is_ours(const Node& schema) {
  return schema.is_quoted() &&
         (schema.scalar.starts_with("exp-result") || nearest(schema.scalar, {std::string(kRecordSchema)}));
}

}  // namespace

bool names_record_schema(std::string_view bytes) {
  return bytes.find("\"exp-result/") != std::string_view::npos;
}

RecordReading read_record(std::string_view bytes) {
  RecordReading reading;
  const Document document = read_document("record.json", bytes);
  if (!document) {
    reading.kind = RecordReading::Kind::unreadable;
    reading.errors.push_back(document.error());
    return reading;
  }
  const Node* schema = document->find("schema");
  const bool names_us = schema != nullptr && is_ours(*schema);
  const bool is_unnamed = schema == nullptr && has_keys_of_record(*document);
  if (!names_us && !is_unnamed) return reading;
  reading.kind = names_us ? RecordReading::Kind::record : RecordReading::Kind::unnamed;
  RecordReader(*document).read(reading);
  if (schema == nullptr)
    reading.errors.insert(reading.errors.begin(), {document->mark, tr("`\"schema\": \"{schema}\"` is missing",
                                                                      {{"schema", kRecordSchema}})});
  else if (schema->scalar != kRecordSchema)
    reading.errors.insert(reading.errors.begin(),
                          {schema->mark, tr("`schema` is not `{schema}`", {{"schema", kRecordSchema}})});
  return reading;
}

}  // namespace expgate::content
