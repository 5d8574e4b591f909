#include <algorithm>

#include "base/strings.h"
#include "message/header.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"scopes", OptionType::texts, "[]",
     msgid("The scopes that a header may have; an empty list allows any.")},
    {"required", OptionType::boolean, "false", msgid("Whether every header has to have a scope.")},
    {"delimiters", OptionType::text, "\",/\"",
     msgid("Characters that separate several scopes; empty: a scope is one.")},
};

constexpr ExampleArgument kUnknownExample[] = {{"scope", "web"}, {"scopes", "`model`, `data`, `train`"}};
constexpr ExampleArgument kMisspeltExample[] = {
    {"scope", "mdoel"}, {"near", "model"}, {"scopes", "`model`, `data`, `train`"}};
constexpr ExampleArgument kEmptyPartExample[] = {{"scope", "model,"}};
constexpr ExampleArgument kNoScopeExample[] = {{"header", "feat(model): add a ViT baseline"}};

constexpr Reason kUnknown{
    .name = "unknown-scope",
    .text = msgid("unknown scope `{scope}`"),
    .help = msgid("the scopes are {scopes}"),
    .example = kUnknownExample,
};
constexpr Reason kMisspelt{
    .name = "misspelt-scope",
    .text = msgid("unknown scope `{scope}`; did you mean `{near}`?"),
    .help = msgid("the scopes are {scopes}"),
    .example = kMisspeltExample,
};
constexpr Reason kEmptyPart{
    .name = "empty-part",
    .text = msgid("a part of the scope `{scope}` is empty"),
    .help = msgid("remove the extra delimiter"),
    .example = kEmptyPartExample,
};
constexpr Reason kNoScope{
    .name = "no-scope",
    .text = msgid("the header has no scope"),
    .help = msgid("write it as in `{header}`"),
    .example = kNoScopeExample,
};
constexpr const Reason* kReasons[] = {&kUnknown, &kMisspelt, &kEmptyPart, &kNoScope};

struct Settings {
  std::vector<std::string> scopes;
  bool is_required = false;
  std::string delimiters;

  [[nodiscard]] bool has(std::string_view scope) const {
    return scopes.empty() || std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
  }
};

std::vector<std::string_view> parts_of(std::string_view scope, const std::string& delimiters) {
  std::vector<std::string_view> parts;
  for (std::size_t end = scope.find_first_of(delimiters); end != std::string_view::npos;
       end = scope.find_first_of(delimiters)) {
    parts.push_back(trim(scope.substr(0, end)));
    scope.remove_prefix(end + 1);
  }
  parts.push_back(trim(scope));
  return parts;
}

Violation about_header(const Reason& reason, Arguments arguments) {
  return {.reason = &reason,
          .arguments = std::move(arguments),
          .remedy = {.kind = Remedy::Kind::message},
          .line = 1};
}

Violation unknown_scope(std::string_view scope, const Settings& settings) {
  std::vector<Text> scopes;
  for (const std::string& known : settings.scopes) scopes.push_back(verbatim("`" + known + "`"));
  Arguments arguments{{"scope", message::shortened(scope)}, {"scopes", std::move(scopes)}};
  const auto near = nearest(scope, settings.scopes);
  if (near) arguments.emplace_back("near", *near);
  return about_header(near ? kMisspelt : kUnknown, std::move(arguments));
}

void judge_scope(std::string_view scope, const Settings& settings, Violations& violations) {
  if (!settings.scopes.empty() && settings.has(scope)) return;  // a listed scope may hold a delimiter itself
  for (const std::string_view part : parts_of(scope, settings.delimiters)) {
    if (part.empty()) {
      violations.push_back(about_header(kEmptyPart, {{"scope", message::shortened(scope)}}));
      return;
    }
    if (!settings.has(part)) {
      violations.push_back(unknown_scope(part, settings));
      return;
    }
  }
}

Result<Judge> make(const Options& options) {
  Settings settings{options.list("scopes"), options.boolean("required"), options.text("delimiters")};
  return JudgeCommit{
      [settings = std::move(settings)](const CommitView& view, Violations& violations) -> Result<void> {
        if (view.message.kind != message::Kind::ordinary) return {};
        const auto header = message::parse_header(view.message.header);
        if (!header) return {};  // commit-header speaks of it
        if (header->scope) {
          judge_scope(*header->scope, settings, violations);
        } else if (settings.is_required) {
          const std::string scope = settings.scopes.empty() ? "model" : settings.scopes.front();
          const std::string better =
              std::string(header->type) + "(" + scope + "): " + std::string(header->description);
          violations.push_back(about_header(kNoScope, {{"header", message::shortened(better)}}));
        }
        return {};
      }};
}

}  // namespace

extern const Rule commit_scope;
const Rule commit_scope{
    {
        .id = "commit-scope",
        .scope = Scope::commit,
        .summary = msgid("The scope of a header is one of a list; it may be required."),
        .why = msgid("scopes sort the log by area only if all use the same words"),
        .bad = msgid("feat(mdoel): add a ViT baseline"),
        .good = msgid("feat(model): add a ViT baseline"),
        .mend = msgid("Write one of the scopes in the brackets, or several with a delimiter between them."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
