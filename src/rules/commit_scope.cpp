#include <algorithm>

#include <fmt/core.h>

#include "base/strings.h"
#include "message/header.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"scopes", OptionType::texts, "[]", "The scopes that a header may have; an empty list allows any."},
    {"required", OptionType::boolean, "false", "Whether every header has to have a scope."},
    {"delimiters", OptionType::text, "\",/\"",
     "Characters that separate several scopes; empty: a scope is one."},
};

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

Violation unknown_scope(std::string_view scope, const Settings& settings) {
  Violation violation{
      .message = message::backticked(scope) + " is none of the scopes", .mend = Mend::message, .line = 1};
  const auto guess = nearest(scope, settings.scopes);
  if (guess) violation.message += fmt::format(", did you mean `{}`?", *guess);
  violation.advice = "the scopes are " + join(settings.scopes, ", ");
  return violation;
}

void judge_scope(std::string_view scope, const Settings& settings, Violations& violations) {
  if (!settings.scopes.empty() && settings.has(scope)) return;  // a listed scope may hold a delimiter itself
  for (const std::string_view part : parts_of(scope, settings.delimiters)) {
    if (part.empty()) {
      violations.push_back(
          {.message = fmt::format("a part of the scope {} is empty", message::backticked(scope)),
           .mend = Mend::message,
           .advice = "take the superfluous delimiter out",
           .line = 1});
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
  return JudgeCommit{[settings = std::move(settings)](const CommitView& view,
                                                      Violations& violations) -> Result<void> {
    if (view.message.kind != message::Kind::ordinary) return {};
    const auto header = message::parse_header(view.message.header);
    if (!header) return {};  // commit-header speaks of it
    if (header->scope) {
      judge_scope(*header->scope, settings, violations);
    } else if (settings.is_required) {
      const std::string scope = settings.scopes.empty() ? "model" : settings.scopes.front();
      violations.push_back(
          {.message = "the header has no scope",
           .mend = Mend::message,
           .advice = fmt::format("write {}", message::backticked(fmt::format("{}({}): {}", header->type,
                                                                             scope, header->description))),
           .line = 1});
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
        .summary = "The scope of a header is one of a list; it may be required.",
        .why = "scopes sort the log by area only if all use the same words",
        .bad = "feat(mdoel): add a ViT baseline",
        .good = "feat(model): add a ViT baseline",
        .mend = "Write one of the scopes in the brackets, or several with a delimiter between them.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
