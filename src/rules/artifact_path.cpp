#include <array>
#include <string>

#include "rules/artifact_finder.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr std::string_view kCategoryNames[] = {"weights", "pickled",  "checkpoints", "tracking", "logs",
                                               "data",    "archives", "caches",      "editors",  "secrets"};
constexpr OptionSpec kOptions[] = {
    {"categories", OptionType::choices,
     "[weights, pickled, checkpoints, tracking, logs, data, archives, caches, editors, secrets]",
     msgid("The categories of names to reject."), kCategoryNames},
    {"also", OptionType::globs, "", msgid("Further paths to reject.")},
    {"data_limit", OptionType::size, "1 MiB",
     msgid("The size over which *.csv, *.tsv, *.jsonl and *.ndjson are data.")},
    {"archive_limit", OptionType::size, "100 KiB", msgid("The size over which an archive is rejected.")},
    {"opaque_limit", OptionType::size, "0",
     msgid("The same for what cannot be looked into: *.bz2, *.xz, *.zst, *.lz4, *.lzma, *.lzfse, *.7z, "
           "*.rar.")},
};

constexpr ExampleArgument kListedExample[] = {{"path", "models/notes.txt"}, {"glob", "models/*.txt"}};
constexpr Reason kListed{
    .name = "listed",
    .text = msgid("`{path}` is on this policy's list of artifacts (`{glob}`)"),
    .help = msgid("keep it in your artifact store"),
    .example = kListedExample,
};

// One reason a category, named after it.
constexpr std::size_t kCount = std::size(kCategories);
constexpr Msgid kLooksLike = msgid("`{path}` looks like {kind} (`{glob}`)");
constexpr auto kExamples = [] {
  std::array<std::array<ExampleArgument, 3>, kCount> examples{};
  for (std::size_t at = 0; at < kCount; ++at)
    examples[at] = {ExampleArgument{"path", kCategories[at].path},
                    {"kind", kCategories[at].noun.english},
                    {"glob", kCategories[at].glob}};
  return examples;
}();
constexpr auto kByCategory = [] {
  std::array<Reason, kCount> reasons{};
  for (std::size_t at = 0; at < kCount; ++at)
    reasons[at] = {.name = kCategories[at].key,
                   .text = kLooksLike,
                   .help = kCategories[at].name_help,
                   .why = kCategories[at].why,
                   .example = kExamples[at]};
  return reasons;
}();
constexpr auto kReasons = [] {
  std::array<const Reason*, kCount + 1> all{};
  for (std::size_t at = 0; at < kCount; ++at) all[at] = &kByCategory[at];
  all.back() = &kListed;
  return all;
}();

Violation violation(const std::string& path, const ArtifactHit& hit) {
  if (hit.category == nullptr)
    return {.reason = &kListed,
            .arguments = {{"path", path}, {"glob", hit.glob}},
            .remedy = {Remedy::Kind::remove}};
  return {.reason = &kByCategory[static_cast<std::size_t>(hit.category - kCategories)],
          .arguments = {{"path", path}, {"kind", Text(hit.category->noun)}, {"glob", hit.glob}},
          .remedy = {Remedy::Kind::remove}};
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
                                   .archive_limit = options.number("archive_limit"),
                                   .opaque_limit = options.number("opaque_limit")}));
  return JudgeFile{
      [finder](const FileView& view, Violations& violations) { return judge(view, finder, violations); }};
}

}  // namespace

extern const Rule artifact_path;
const Rule artifact_path{
    {
        .id = "artifact-path",
        .scope = Scope::file,
        .summary = msgid("No weights, checkpoints, logs, data, archives, caches or secrets, by their names."),
        .why = msgid("history keeps it for ever, and so does every clone"),
        .bad = msgid("models/best.pth, wandb/run-20240101/config.yaml, .env"),
        .good = msgid("results/best.json, configs/exp/vit.yaml, .env.example"),
        .mend = msgid(
            "Take the file out of the commit that added it, and add its name to .gitignore. Git LFS "
            "pointers, .dvc files, links and submodules pass under any name, and so do sources below runs/ "
            "and the like. If a folder must hold such files, test fixtures for example, put it into "
            "`exclude`."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
