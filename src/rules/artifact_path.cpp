#include <string>

#include <fmt/core.h>

#include "rules/artifact_finder.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr std::string_view kCategoryNames[] = {"weights", "pickled",  "checkpoints", "tracking", "logs",
                                               "data",    "archives", "caches",      "editors",  "secrets"};
constexpr OptionSpec kOptions[] = {
    {"categories", OptionType::choices,
     "[weights, pickled, checkpoints, tracking, logs, data, archives, caches, editors, secrets]",
     "The categories of names to refuse.", kCategoryNames},
    {"also", OptionType::globs, "", "Further paths to refuse."},
    {"data_limit", OptionType::size, "1 MiB",
     "The size over which *.csv, *.tsv, *.jsonl and *.ndjson are data."},
    {"archive_limit", OptionType::size, "100 KiB", "The size over which an archive is refused."},
};

Violation violation(const std::string& path, const ArtifactHit& hit) {
  if (hit.category == nullptr) {
    return {.message = fmt::format("`{}` is on this policy's list of artefacts (`{}`)", path, hit.glob),
            .mend = Mend::remove,
            .advice = "keep it in your artifact store"};
  }
  std::string advice(hit.category->advice);
  if (hit.category->ignore) advice = fmt::format("add `{}` to .gitignore; {}", hit.glob, advice);
  return {.message = fmt::format("`{}` looks like {} (`{}`)", path, hit.category->noun, hit.glob),
          .why = std::string(hit.category->why),
          .mend = Mend::remove,
          .advice = std::move(advice)};
}

Result<void> judge(const FileView& view, const ArtifactFinder& finder, Violations& violations) {
  if (!view.file.has_content()) return {};  // a link or a submodule of that name holds no such bytes
  TRY_ASSIGN(const std::optional<ArtifactHit> hit, finder.find(view));
  if (!hit) return {};
  TRY_ASSIGN(const bool pointer, is_pointer(view));
  if (!pointer) violations.push_back(violation(view.file.path, *hit));
  return {};
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(const ArtifactFinder finder,
             ArtifactFinder::make({.categories = options.list("categories"),
                                   .also = options.list("also"),
                                   .data_limit = options.number("data_limit"),
                                   .archive_limit = options.number("archive_limit")}));
  return JudgeFile{
      [finder](const FileView& view, Violations& violations) { return judge(view, finder, violations); }};
}

}  // namespace

extern const Rule artifact_path;
const Rule artifact_path{
    {
        .id = "artifact-path",
        .scope = Scope::file,
        .summary = "No weights, checkpoints, logs, data, archives, caches or secrets, by their names.",
        .why = "history keeps it for ever, and every clone with it",
        .bad = "models/best.pth, wandb/run-20240101/config.yaml, .env",
        .good = "results/best.json, configs/exp/vit.yaml, .env.example",
        .mend = "Take the file out of the commit that brought it, and add its name to .gitignore. Git LFS "
                "pointers, .dvc files, "
                "links and submodules pass under any name, sources also below runs/ and the like. A folder "
                "that must hold "
                "such files, test fixtures for example, goes into `exclude`.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
