#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "base/strings.h"
#include "message/header.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"types", OptionType::texts, "[build, chore, ci, docs, feat, fix, perf, refactor, revert, style, test]",
     "The types that a header may have."},
};

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
  return message::backticked(type + scope + (header.is_breaking ? "!" : "") + ": " +
                             std::string(header.description));
}

Violation unknown_type(const message::Header& header, const std::vector<std::string>& types) {
  const std::string type(header.type);
  Violation violation{
      .message = message::backticked(type) + " is none of the types", .mend = Mend::message, .line = 1};
  const std::string lower = ascii_lower(type);
  if (has(types, lower)) {
    violation.message = fmt::format("the type `{}` is not in lower case", type);
    violation.advice = "write " + with_type(header, lower);
  } else if (const bool is_area = std::find(std::begin(kAreas), std::end(kAreas), lower) != std::end(kAreas);
             is_area && !header.scope) {
    violation.message += fmt::format("; an area goes into the scope: `feat({}): …`", lower);
    violation.advice = "the types are " + join(types, ", ");
  } else if (const auto guess = meant(type, types)) {
    violation.message += fmt::format(", did you mean `{}`?", *guess);
    violation.advice = "write " + with_type(header, *guess);
  } else {
    violation.advice = "the types are " + join(types, ", ");
  }
  return violation;
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
        .summary = "The type of a header is one of the list, in lower case.",
        .why = "a type that everybody spells in the same way can be searched and counted",
        .bad = "feature: add a ViT baseline",
        .good = "feat: add a ViT baseline",
        .mend = "Write one of the types; what area is touched goes into the scope.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
