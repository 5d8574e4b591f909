#include <algorithm>
#include <iterator>
#include <utility>

#include "base/strings.h"
#include "message/header.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"types", OptionType::texts, "[build, chore, ci, docs, feat, fix, perf, refactor, revert, style, test]",
     msgid("The types that a header may have.")},
};

constexpr ExampleArgument kCapitalsExample[] = {{"type", "Feat"}, {"header", "feat: add a ViT baseline"}};
constexpr ExampleArgument kAreaExample[] = {
    {"type", "Model"}, {"scope", "model"}, {"types", "`feat`, `fix`, `test`"}};
constexpr ExampleArgument kOtherWordExample[] = {
    {"type", "feature"}, {"near", "feat"}, {"header", "feat: add a ViT baseline"}};
constexpr ExampleArgument kUnknownExample[] = {{"type", "wip"}, {"types", "`feat`, `fix`, `test`"}};

constexpr Reason kCapitals{
    .name = "capitals",
    .text = msgid("the type `{type}` is not in lower case"),
    .help = msgid("write `{header}`"),
    .example = kCapitalsExample,
};
constexpr Reason kArea{
    .name = "area",
    .text = msgid("unknown type `{type}`; an area goes into the scope: `feat({scope}): …`"),
    .help = msgid("the types are {types}"),
    .example = kAreaExample,
};
constexpr Reason kOtherWord{
    .name = "other-word",
    .text = msgid("unknown type `{type}`; did you mean `{near}`?"),
    .help = msgid("write `{header}`"),
    .example = kOtherWordExample,
};
constexpr Reason kUnknown{
    .name = "unknown-type",
    .text = msgid("unknown type `{type}`"),
    .help = msgid("the types are {types}"),
    .example = kUnknownExample,
};
constexpr const Reason* kReasons[] = {&kCapitals, &kArea, &kOtherWord, &kUnknown};

// Other words for a type that people use.
constexpr std::pair<std::string_view, std::string_view> kSynonyms[] = {
    {"feature", "feat"},
    {"features", "feat"},
    {"new", "feat"},
    {"add", "feat"},
    {"added", "feat"},
    {"enhancement", "feat"},
    {"bugfix", "fix"},
    {"bug-fix", "fix"},
    {"bug", "fix"},
    {"hotfix", "fix"},
    {"fixed", "fix"},
    {"patch", "fix"},
    {"doc", "docs"},
    {"documentation", "docs"},
    {"readme", "docs"},
    {"tests", "test"},
    {"testing", "test"},
    {"performance", "perf"},
    {"optimize", "perf"},
    {"optimise", "perf"},
    {"optimization", "perf"},
    {"speed", "perf"},
    {"refactoring", "refactor"},
    {"rework", "refactor"},
    {"cleanup", "refactor"},
    {"format", "style"},
    {"formatting", "style"},
    {"lint", "style"},
    {"deps", "chore"},
    {"dependencies", "chore"},
    {"bump", "chore"},
    {"release", "chore"},
    {"misc", "chore"},
    {"maintenance", "chore"},
    {"pipeline", "ci"},
    {"workflow", "ci"},
    {"docker", "build"},
    {"package", "build"},
    {"rollback", "revert"},
};

// Areas of a training project, which go into the scope.
constexpr std::string_view kAreas[] = {"model",    "models", "data",     "dataset", "datasets", "train",
                                       "training", "eval",   "notebook", "config",  "configs",  "utils"};

bool has(const std::vector<std::string>& types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

// The type that was meant, among those allowed.
std::optional<std::string> meant(std::string_view type, const std::vector<std::string>& types) {
  const std::string lower = ascii_lower(type);
  const auto* synonym = std::find_if(std::begin(kSynonyms), std::end(kSynonyms),
                                     [&](const auto& pair) { return pair.first == lower; });
  if (synonym != std::end(kSynonyms) && has(types, synonym->second)) return std::string(synonym->second);
  return nearest(type, types);
}

std::string with_type(const message::Header& header, const std::string& type) {
  const std::string scope = header.scope ? "(" + std::string(*header.scope) + ")" : "";
  return type + scope + (header.is_breaking ? "!" : "") + ": " + std::string(header.description);
}

Violation about_type(const Reason& reason, const message::Header& header, Arguments arguments,
                     std::string better = {}) {
  arguments.emplace_back("type", message::shortened(header.type));
  if (!better.empty()) arguments.emplace_back("header", message::shortened(better));
  return {.reason = &reason,
          .arguments = std::move(arguments),
          .remedy = {.kind = Remedy::Kind::message, .header = std::move(better)},
          .line = 1};
}

Violation unknown_type(const message::Header& header, const std::vector<std::string>& types) {
  const std::string type(header.type);
  const std::string lower = ascii_lower(type);
  if (has(types, lower)) return about_type(kCapitals, header, {}, with_type(header, lower));
  std::vector<Text> known;
  for (const std::string& each : types) known.push_back(verbatim("`" + each + "`"));
  const bool is_area = std::find(std::begin(kAreas), std::end(kAreas), lower) != std::end(kAreas);
  if (is_area && !header.scope)
    return about_type(kArea, header, {{"scope", lower}, {"types", std::move(known)}});
  if (const auto near = meant(type, types))
    return about_type(kOtherWord, header, {{"near", *near}}, with_type(header, *near));
  return about_type(kUnknown, header, {{"types", std::move(known)}});
}

Result<Judge> make(const Options& options) {
  return JudgeCommit{
      [types = options.list("types")](const CommitView& view, Violations& violations) -> Result<void> {
        if (view.message.kind != message::Kind::ordinary) return {};
        const auto header =
            message::parse_header(view.message.header);  // commit-header speaks of those that do not parse
        if (header && !has(types, header->type)) violations.push_back(unknown_type(*header, types));
        return {};
      }};
}

}  // namespace

extern const Rule commit_type;
const Rule commit_type{
    {
        .id = "commit-type",
        .scope = Scope::commit,
        .summary = msgid("The type of a header is one of the list, in lower case."),
        .why = msgid("a type that everybody spells in the same way can be searched and counted"),
        .bad = msgid("feature: add a ViT baseline"),
        .good = msgid("feat: add a ViT baseline"),
        .mend = msgid("Write one of the types; what area is touched goes into the scope."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
