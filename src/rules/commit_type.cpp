#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "message/header.h"
#include "message/types.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"types", OptionType::texts, "[build, chore, ci, docs, feat, fix, perf, refactor, revert, style, test]",
     msgid("The types that a header may have.")},
};

constexpr ExampleArgument kCapitalsExample[] = {{"type", "Feat"},
                                                {"advice", "write `feat: add a ViT baseline`"}};
constexpr ExampleArgument kAreaExample[] = {{"type", "Model"},
                                            {"scope", "model"},
                                            {"example", "feat"},
                                            {"advice", "write `feat(model): add a ViT baseline`"}};
constexpr ExampleArgument kOtherWordExample[] = {
    {"type", "feature"}, {"near", "feat"}, {"advice", "write `feat: add a ViT baseline`"}};
constexpr ExampleArgument kUnknownExample[] = {{"type", "wip"},
                                               {"advice", "the types are `feat`, `fix`, `test`"}};

constexpr Msgid kHelp = msgid("{advice}");  // a sentence of its own: the mended header, or the types

constexpr Reason kCapitals{
    .name = "capitals",
    .text = msgid("the type `{type}` is not in lower case"),
    .help = kHelp,
    .example = kCapitalsExample,
};
constexpr Reason kArea{
    .name = "area",
    .text = msgid("unknown type `{type}`; an area goes into the scope: `{example}({scope}): …`"),
    .help = kHelp,
    .example = kAreaExample,
};
constexpr Reason kOtherWord{
    .name = "other-word",
    .text = msgid("unknown type `{type}`; did you mean `{near}`?"),
    .help = kHelp,
    .example = kOtherWordExample,
};
constexpr Reason kUnknown{
    .name = "unknown-type",
    .text = msgid("unknown type `{type}`"),
    .help = kHelp,
    .example = kUnknownExample,
};
constexpr const Reason* kReasons[] = {&kCapitals, &kArea, &kOtherWord, &kUnknown};

bool has(const std::vector<std::string>& types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

// Whether the short word can be a slip of the type: "fxi" is, "cli" is no more `ci` than `ui` is.
bool is_slip(std::string word, std::string type) {
  constexpr std::size_t kShort = 3;
  if (type.size() > kShort) return true;
  if (word.size() == type.size() + 1 && word.starts_with(type)) return word.back() == type.back();  // `fixx`
  std::sort(word.begin(), word.end());
  std::sort(type.begin(), type.end());
  return word == type;
}

// The type that was meant, among those allowed.
std::optional<std::string> meant(std::string_view type, const std::vector<std::string>& types) {
  if (const std::string known(message::type_meant(type)); !known.empty() && has(types, known)) return known;
  auto near = nearest(type, types);
  return near && is_slip(ascii_lower(type), *near) ? near : std::nullopt;
}

std::string with_type(const message::Header& header, std::string_view type, std::string_view scope) {
  return std::string(type) + (scope.empty() ? "" : "(" + std::string(scope) + ")") +
         (header.is_breaking ? "!: " : ": ") + std::string(header.description);
}

Violation about_type(const Reason& reason, const message::Header& header, Arguments arguments,
                     std::string better = {}) {
  arguments.emplace_back("type", message::shortened(header.type));
  return {.reason = &reason,
          .arguments = std::move(arguments),
          .remedy = {.kind = Remedy::Kind::message, .header = std::move(better)},
          .line = 1};
}

// What to do if nobody can say which header is right.
Argument advice_to_choose(const std::vector<std::string>& types) {
  std::vector<Text> known;
  for (const std::string& each : types) known.push_back(verbatim("`" + each + "`"));
  return {"advice", tr("the types are {types}", {{"types", std::move(known)}})};
}

Violation unknown_type(const message::Header& header, const std::vector<std::string>& types) {
  const std::string type(header.type);
  const std::string lower = ascii_lower(type);
  const std::string_view scope = header.scope.value_or(std::string_view());
  Argument advice = advice_to_choose(types);
  if (has(types, lower))
    return about_type(kCapitals, header, {std::move(advice)}, with_type(header, lower, scope));
  if (const std::string area = message::area_meant(type); !area.empty() && !header.scope) {
    const std::string_view told = message::type_told(header.description);
    return about_type(
        kArea, header,
        {{"scope", area}, {"example", told.empty() ? "feat" : std::string(told)}, std::move(advice)},
        told.empty() ? "" : with_type(header, told, area));
  }
  if (const auto near = meant(type, types))
    return about_type(kOtherWord, header, {{"near", *near}, std::move(advice)},
                      with_type(header, *near, scope));
  return about_type(kUnknown, header, {std::move(advice)});
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
