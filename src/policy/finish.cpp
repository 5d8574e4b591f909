// The last steps of Builder: what can be said only once all layers are known.
#include <algorithm>

#include "base/strings.h"
#include "policy/builder.h"
#include "policy/policy_error.h"

namespace expgate::policy {

namespace {

std::vector<std::string> sorted(std::vector<std::string> list) {
  std::ranges::sort(list);
  return list;
}

bool have_same_refs(const Check& one, const Check& other) {
  return sorted(one.refs) == sorted(other.refs) && sorted(one.exclude_refs) == sorted(other.exclude_refs);
}

bool is_of_pack(const Origin& origin) {
  return origin.kind == Origin::Kind::pack;
}

// What a check looks at that has no files.
Text no_effect(Scope scope, Arguments arguments) {
  switch (scope) {
    case Scope::ref:
      return tr("{place}: `{setting}` has no effect on `{check}`, which checks each ref",
                std::move(arguments));
    case Scope::push:
      return tr("{place}: `{setting}` has no effect on `{check}`, which checks each push",
                std::move(arguments));
    default:
      return tr("{place}: `{setting}` has no effect on `{check}`, which checks each commit",
                std::move(arguments));
  }
}

// ISO dates compare as texts.
bool is_due(const std::string& day, const std::string& today) {
  return !day.empty() && (today.empty() || today >= day);
}

}  // namespace

void enforce_what_is_due(Policy& policy, const std::string& today) {
  if (policy.warn_only && is_due(policy.enforce_from, today)) policy.warn_only = false;
  for (Check& check : policy.checks)
    if (check.severity == Severity::warn && is_due(check.enforce_from, today))
      check.severity = Severity::error;
}

// A repository must not carve files out of a check that the server has locked, whatever check it does that
// with.
bool Builder::may_take_files_from(std::size_t special, std::size_t general) const {
  return !locks_[general].is_shut || !locks_[special].is_reshaped;
}

// The check that names paths judges them alone: "figures up to 20 MiB", though all other files end at 5 MiB.
void Builder::specialise() {
  for (std::size_t general = 0; general < policy_.checks.size(); ++general) {
    Check& check = policy_.checks[general];
    if (check.rule->scope != Scope::file || check.severity == Severity::off || !check.paths.empty()) continue;
    for (std::size_t special = 0; special < policy_.checks.size(); ++special) {
      const Check& other = policy_.checks[special];
      if (other.rule == check.rule && !other.paths.empty() && have_same_refs(check, other) &&
          may_take_files_from(special, general))
        check.specialised_by.push_back(special);
    }
  }
}

// Settings that a person made and that do nothing: reported, since the person expects otherwise.
void Builder::note_what_has_no_effect() {
  for (const Check& check : policy_.checks) {
    const bool has_files = check.rule->scope == Scope::file || check.rule->scope == Scope::tip;
    for (const char* name : {"paths", "exclude"}) {
      const auto origin = check.origins.find(name);
      if (has_files || origin == check.origins.end() || is_of_pack(origin->second)) continue;
      policy_.notes.push_back(
          no_effect(check.rule->scope,
                    {{"place", text_of(origin->second)}, {"setting", name}, {"check", shown(check.key)}}));
    }
    if (check.severity != Severity::off) continue;
    const auto severity = check.origins.find("severity");
    for (const auto& [name, origin] : check.origins) {
      if (is_of_pack(origin) || severity == check.origins.end() || severity->second.file == origin.file)
        continue;
      policy_.notes.push_back(
          tr("{place}: `{setting}` has no effect on `{check}`, which is off: add "
             "`severity: error` or `severity: warn`",
             {{"place", text_of(origin)}, {"setting", name}, {"check", shown(check.key)}}));
      break;
    }
  }
}

}  // namespace expgate::policy
