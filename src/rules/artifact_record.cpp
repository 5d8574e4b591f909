#include <algorithm>
#include <memory>
#include <utility>

#include "base/strings.h"
#include "content/configs/compose.h"
#include "content/configs/record.h"
#include "content/configs/seed.h"
#include "content/formats/pointers.h"
#include "rules/artifact_place_reasons.h"
#include "rules/config_reader.h"
#include "rules/record_seed.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

using place_reasons::kInvalid;
using place_reasons::kNotJson;

constexpr OptionSpec kOptions[] = {
    {"records", OptionType::globs, R"(["/results/*.json"])",
     msgid("Where records are. Deeper in results/ only a file that names the schema is one.")},
    {"limit", OptionType::size, "256 KB", msgid("The largest size that a record may have.")},
};

constexpr std::uint64_t kMostRead = std::uint64_t{16} << 20U;  // what is larger is for max-file-size
constexpr std::size_t kShown = 5;                              // errors of one record, a finding each

struct Settings {
  text::GlobSet records;
  std::uint64_t limit = 0;
};

constexpr ExampleArgument kMoreExample[] = {{"path", "results/vit.json"},
                                            {"problem", "`artifacts[4].sha256` is not 64 hex digits"},
                                            {"rest", "6 more"}};
constexpr ExampleArgument kCommitExample[] = {{"path", "results/vit.json"},
                                              {"commit", "4f2a9c10b3d24c5e8a7f6b5c4d3e2f1a0b9c8d7e"}};
constexpr ExampleArgument kConfigExample[] = {
    {"path", "results/vit.json"}, {"commit", "4f2a9c1"}, {"config", "configs/exp/vit.yaml"}};
constexpr ExampleArgument kSeedlessExample[] = {{"path", "results/vit.json"},
                                                {"commit", "4f2a9c1"},
                                                {"config", "configs/exp/vit.yaml"},
                                                {"problem", "`seed` is null"}};
constexpr ExampleArgument kSeedExample[] = {{"path", "results/vit.json"},
                                            {"commit", "4f2a9c1"},
                                            {"config", "configs/exp/vit.yaml"},
                                            {"key", "seed"},
                                            {"value", "42"}};
constexpr ExampleArgument kNoRecordExample[] = {{"path", "results/metrics.json"}};
constexpr ExampleArgument kSizeExample[] = {
    {"path", "results/vit.json"}, {"size", "1.2 MiB"}, {"limit", "250 KiB"}};

constexpr Reason kInvalidAndMore{
    .name = "invalid-and-more",
    .text = msgid("`{path}`: {problem} (and {rest})"),
    .example = kMoreExample,
};
constexpr Reason kUnknownCommit{
    .name = "unknown-commit",
    .text = msgid("`{path}`: `commit` is {commit}, which is in neither this push nor a branch or tag"),
    .help = msgid(
        "push the branch or tag with that commit first; `git rev-parse HEAD` prints the commit of a run"),
    .example = kCommitExample,
};
constexpr Reason kNoConfig{
    .name = "no-config",
    .text = msgid("`{path}`: commit {commit} has no `{config}`"),
    .help = msgid("name the config of the run, and a commit that contains it"),
    .example = kConfigExample,
};
constexpr Reason kNoSeed{
    .name = "no-seed",
    .text = msgid("`{path}`: `{config}` in commit {commit} does not resolve to a seed: {problem}"),
    .help = msgid("run again from a commit whose config has a seed"),
    .example = kSeedlessExample,
};
constexpr Reason kOtherSeed{
    .name = "other-seed",
    .text =
        msgid("`{path}`: `seed` is not that of `{config}` in commit {commit}, which says `{key}: {value}`"),
    .help = msgid("record the seed of the run, and a commit whose config says so"),
    .example = kSeedExample,
};
constexpr Reason kNoRecord{
    .name = "no-record",
    .text = msgid("`{path}` is not a record: it does not name the commit, config and seed of its numbers"),
    .help = msgid("write one with `expgate record NAME`, and keep other JSON outside results/"),
    .why = msgid("numbers that do not lead back to a run cannot be trusted"),
    .example = kNoRecordExample,
};
constexpr Reason kTooLarge{
    .name = "over-limit",
    .text = msgid("`{path}` is {size}, over the limit of {limit} for a record"),
    .help = msgid("keep tables and predictions in your artifact store, and record where"),
    .example = kSizeExample,
};
constexpr const Reason* kReasons[] = {&kNotJson,
                                      &kInvalid,
                                      &kInvalidAndMore,
                                      &kUnknownCommit,
                                      &kNoConfig,
                                      &kNoSeed,
                                      &kOtherSeed,
                                      &kNoRecord,
                                      &kTooLarge,
                                      &place_reasons::kMissing,
                                      &place_reasons::kDifferent};

// What is wrong with the record, in a line of it (0: in none).
Violation violation_of(const Reason& reason, Arguments arguments, int line) {
  Violation violation{.reason = &reason, .arguments = std::move(arguments), .remedy = {Remedy::Kind::change}};
  if (line > 0) violation.line = line;
  return violation;
}

void add_errors(const std::string& path, const content::RecordReading& reading, Violations& violations) {
  const auto& errors = reading.errors;
  const bool is_json = reading.kind != content::RecordReading::Kind::unreadable;
  const std::size_t shown = std::min(kShown, errors.size());
  for (std::size_t at = 0; at < shown; ++at)
    violations.push_back(violation_of(is_json ? kInvalid : kNotJson,
                                      {{"path", path}, {"problem", errors[at].what}},
                                      errors[at].location.line));
  if (errors.size() == shown) return;
  violations.back().reason = &kInvalidAndMore;
  violations.back().arguments.emplace_back("rest",
                                           tr_n("{count} more", "{count} more", errors.size() - shown));
}

// The commit's config resolves to the seed of the record.
Result<void> judge_config(const std::string& path, const content::Record& record, const TreeView& tree,
                          Violations& violations) {
  const std::string commit = record.commit.value.substr(0, 7);
  const std::string& config = record.config.value;
  const Arguments place{{"path", path}, {"config", config}, {"commit", commit}};
  const auto with_place = [&](Arguments arguments) {
    arguments.insert(arguments.begin(), place.begin(), place.end());
    return arguments;
  };
  TRY_ASSIGN(const std::optional<File> file, tree.file(config));
  if (!file || !file->has_content()) {
    violations.push_back(violation_of(kNoConfig, place, record.config.line));
    return {};
  }
  ConfigReader reader(tree);
  TRY_ASSIGN(const auto composed, reader.compose(config));
  const auto seed = composed ? content::find_seed(*composed) : content::SeedVerdict{};
  if (!composed || !seed.seed) {
    const Text why = composed ? Text(seed.problems.front().what) : Text(composed.error().what);
    violations.push_back(violation_of(kNoSeed, with_place({{"problem", why}}), record.config.line));
  } else if (record.seeds && !is_seed_of(record.seeds.value, seed.seed->value)) {
    violations.push_back(violation_of(
        kOtherSeed, with_place({{"key", seed.seed->key}, {"value", seed.seed->value}}), record.seeds.line));
  }
  return {};
}

// The commit that the record names exists.
Result<void> judge_commit(const FileView& view, const content::Record& record, Violations& violations) {
  const std::string& path = view.file.path;
  const std::optional<Oid> commit = Oid::parse(record.commit.value);
  std::unique_ptr<TreeView> tree;
  if (commit) TRY_SET(tree, view.tree_of(*commit));
  if (tree == nullptr) {
    violations.push_back(
        violation_of(kUnknownCommit, {{"path", path}, {"commit", record.commit.value}}, record.commit.line));
    return {};
  }
  if (!record.config) return {};
  return judge_config(path, record, *tree, violations);
}

Violation no_record(const std::string& path) {
  return {.reason = &kNoRecord, .arguments = {{"path", path}}, .only_warns = true};
}

Result<void> judge(const Settings& settings, const FileView& view, Violations& violations) {
  const std::string& path = view.file.path;
  const bool may_be_one = path.starts_with("results/") && path.ends_with(".json");
  const bool is_there = settings.records.matches(path);
  if (!view.file.has_content() || (!is_there && !may_be_one)) return {};
  TRY_ASSIGN(const std::uint64_t size, view.size());
  if (size > kMostRead) return {};
  TRY_ASSIGN(const std::string_view bytes, view.content());
  if (content::is_lfs_pointer(bytes)) return {};
  const bool names_schema = content::names_record_schema(bytes);
  if (!is_there && !names_schema) return {};
  if (size > settings.limit && !names_schema) {
    violations.push_back(no_record(path));
    return {};
  }
  if (size > settings.limit) {
    violations.push_back(
        {.reason = &kTooLarge,
         .arguments = {{"path", path}, {"size", Bytes{size}}, {"limit", Bytes{settings.limit}}},
         .remedy = {Remedy::Kind::remove}});
    return {};
  }
  const content::RecordReading reading = content::read_record(bytes);
  if (reading.kind == content::RecordReading::Kind::other) {
    violations.push_back(no_record(path));
    return {};
  }
  add_errors(path, reading, violations);
  if (reading.record.commit) TRY(judge_commit(view, reading.record, violations));
  return {};
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(text::GlobSet records, text::GlobSet::compile(options.list("records")));
  const auto settings =
      std::make_shared<const Settings>(Settings{std::move(records), options.number("limit")});
  return JudgeFile{[settings](const FileView& view, Violations& violations) {
    return judge(*settings, view, violations);
  }};
}

}  // namespace

extern const Rule artifact_record;
const Rule artifact_record{
    {
        .id = "artifact-record",
        .scope = Scope::file,
        .summary = msgid(
            "A record in results/ (*.json) names a commit, a config and the seed that it resolves to, finite "
            "metrics, and artifacts by sha256 and a URI that others can fetch."),
        .why = place_reasons::kRecordWhy,
        .bad = msgid("results/vit.json: {{\"schema\": \"exp-result/1\", \"commit\": \"main\", \"artifacts\": "
                     "[{{\"uri\": \"file:///home/ada/best.pt\"}}]}}"),
        .good = msgid("results/vit.json as `expgate record vit` writes it"),
        .mend = msgid(
            "A record is an object with `schema` (\"exp-result/1\"), `commit` (all its hex "
            "digits), `config`, `seed` "
            "and `metrics`. It may have `image` (pinned by its digest), `artifacts` (`name`, "
            "`uri`, `sha256`, perhaps "
            "`size` and `format`) and `run` (`tracker`: wandb, mlflow or dvc; `url`, `id`). The "
            "push, or a branch or "
            "tag of the repository, must contain `commit`, and its `config` must resolve to "
            "`seed`. The scheme of a "
            "`uri` is s3, gs, az, abfss, hf, oci, https, dvc, mlflow-artifacts or wandb-artifact, "
            "without passwords "
            "and signatures. `environment` (`file`, `sha256`) and `diff_sha256`, as `expgate record` "
            "writes them, have valid hashes. Other keys are allowed, "
            "misspellings of these are not. JSON in "
            "results/ that does not "
            "look like a record is a warning. Git LFS pointers are left alone. "
            "`expgate verify` and `expgate ci --verify` ask the stores whether the artifacts are there."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
