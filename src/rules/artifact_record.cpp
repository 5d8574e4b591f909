#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "content/configs/compose.h"
#include "content/configs/record.h"
#include "content/configs/seed.h"
#include "content/formats/pointers.h"
#include "rules/config_reader.h"
#include "rules/record_seed.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"records", OptionType::globs, R"(["/results/*.json"])",
     "Where records lie. Deeper in results/ only what names the schema is one."},
    {"limit", OptionType::size, "256 KB", "The largest size that a record may have."},
};

constexpr std::uint64_t kMostRead = std::uint64_t{16} << 20U;  // what is larger is for max-file-size
constexpr std::size_t kShown = 5;                              // faults of one record, a finding each

struct Settings {
  text::GlobSet records;
  std::uint64_t limit = 0;
};

// What is wrong with the record at `path`, in a line of it (0: nowhere).
Violation fault_of(const std::string& path, const std::string& what, int line, std::string advice = {}) {
  Violation violation{
      .message = fmt::format("`{}`: {}", path, what), .mend = Mend::change, .advice = std::move(advice)};
  if (line > 0) violation.line = line;
  return violation;
}

void add_faults(const std::string& path, const std::vector<content::RecordFault>& faults,
                Violations& violations) {
  for (std::size_t at = 0; at < std::min(kShown, faults.size()); ++at)
    violations.push_back(fault_of(path, faults[at].what, faults[at].line));
  if (faults.size() > kShown)
    violations.back().message += fmt::format(" (and {} more)", faults.size() - kShown);
}

// The commit's config resolves to the seed of the record.
Result<void> judge_config(const std::string& path, const content::Record& record, const TreeView& tree,
                          Violations& violations) {
  const std::string commit = record.commit.value.substr(0, 7);
  const std::string& config = record.config.value;
  TRY_ASSIGN(const std::optional<File> file, tree.file(config));
  if (!file || !file->has_content()) {
    violations.push_back(
        fault_of(path, fmt::format("commit {} has no `{}`", commit, config), record.config.line,
                 "name the config that the run was made with, and the commit that holds it"));
    return {};
  }
  ConfigReader reader(tree);
  TRY_ASSIGN(const auto composed, reader.compose(config));
  const auto seed = composed ? content::find_seed(composed->root) : content::SeedVerdict{};
  if (!composed || !seed.seed) {
    const std::string why = composed ? seed.problems.front().what : composed.error().what;
    violations.push_back(
        fault_of(path, fmt::format("`{}` of commit {} resolves to no seed: {}", config, commit, why),
                 record.config.line, "run again from a commit whose config has a seed"));
  } else if (record.seeds && !is_seed_of(record.seeds.value, seed.seed->value)) {
    violations.push_back(fault_of(
        path,
        fmt::format("`seed` is not that of `{}` in commit {}, `{}: {}`", config, commit, seed.seed->key,
                    seed.seed->value),
        record.seeds.line, "record the seed that the run was made with, and a commit whose config says so"));
  }
  return {};
}

// What the record speaks of is there.
Result<void> judge_commit(const FileView& view, const content::Record& record, Violations& violations) {
  const std::string& path = view.file.path;
  const std::optional<Oid> commit = Oid::parse(record.commit.value);
  std::unique_ptr<TreeView> tree;
  if (commit) TRY_SET(tree, view.tree_of(*commit));
  if (tree == nullptr) {
    violations.push_back(fault_of(
        path,
        fmt::format("`commit` is {}, which neither this push nor a branch or tag leads to",
                    record.commit.value),
        record.commit.line,
        "push the branch or tag with that commit first; `git rev-parse HEAD` names the one of a run"));
    return {};
  }
  if (!record.config) return {};
  return judge_config(path, record, *tree, violations);
}

Violation no_record(const std::string& path) {
  return {
      .message = fmt::format("`{}` is no record: it names no commit, config and seed for what it says", path),
      .why = "figures that nobody can trace to a run are soon nobody's",
      .advice = "`expgate recipe --format json` writes one; keep other JSON outside results/",
      .only_warns = true};
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
  const bool names_schema = bytes.find("\"exp-result/") != std::string_view::npos;
  if (!is_there && !names_schema) return {};
  if (size > settings.limit && !names_schema) {
    violations.push_back(no_record(path));
    return {};
  }
  if (size > settings.limit) {
    violations.push_back({.message = fmt::format("`{}` is {}, over the {} that a record may have", path,
                                                 format_size(size), format_size(settings.limit)),
                          .mend = Mend::remove,
                          .advice = "keep tables and predictions in your artifact store, and record where"});
    return {};
  }
  const content::RecordReading reading = content::read_record(bytes);
  if (reading.kind == content::RecordReading::Kind::other) {
    violations.push_back(no_record(path));
    return {};
  }
  add_faults(path, reading.faults, violations);
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
        .summary =
            "A record in results/ (*.json) names a commit, a config and the seed that it resolves to, finite "
            "metrics, and artefacts by sha256 and a URI that others can fetch.",
        .why = "a record that leads nowhere is worse than none: somebody will try",
        .bad = "results/vit.json: {\"schema\": \"exp-result/1\", \"commit\": \"main\", \"artifacts\": "
               "[{\"uri\": \"file:///home/ada/best.pt\"}]}",
        .good = "results/vit.json as `expgate recipe --format json` writes it",
        .mend = "A record is an object with `schema` (\"exp-result/1\"), `commit` (all its hex digits), "
                "`config`, `seed` "
                "and `metrics`; it may have `image` (pinned by its digest), `artifacts` (`name`, `uri`, "
                "`sha256`, perhaps "
                "`size` and `format`) and `run` (`tracker`: wandb, mlflow or dvc; `url`, `id`). `commit` "
                "must be led to by the "
                "push, or by a branch or tag of the repository, and its `config` resolve to `seed`. A `uri` "
                "is of s3, gs, "
                "az, abfss, hf, oci, https, dvc, mlflow-artifacts or wandb-artifact, without passwords and "
                "signatures. Keys "
                "of your own are let pass, slips of these are not. JSON in results/ that is no record and "
                "does not look "
                "like one is a warning. Git LFS pointers are left alone.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
