// What only a server's own files can say: Builder's part for the keys of server_keys.h.
#include "policy/builder.h"
#include "policy/packs.h"
#include "policy/policy_error.h"
#include "text/glob.h"

namespace expgate::policy {

Checked<void> Builder::administer(const From& from, ServerKeys keys) {
  if (keys.used.empty()) return {};
  const Name& first = keys.used.front();
  if (from.is_repository) {
    policy_.notes.push_back(
        tr_n("{place}: {keys} is ignored: only a server's policy can say that",
             "{place}: {keys} are ignored: only a server's policy can say that", keys.used.size(),
             {{"place", text_of(from.at(first.mark.line))}, {"keys", quoted(texts_of(keys.used))}}));
    return {};
  }
  if (!from.is_server)
    return policy_error(
        first.mark, tr("`{key}` is for a server's own policy only", {{"key", first.text}}),
        tr("move it to `/etc/expgate/policy.yaml` or `custom_hooks/expgate.yaml` on the server"));
  if (keys.enforce_from && !keys.warn_only.value_or(false))
    return date_without_warn_mode(keys.enforce_from_mark);
  if (keys.warn_only) set_mode(*keys.warn_only, keys.enforce_from);
  keep_origins(from, keys.used);
  if (keys.notify) policy_.notify = *std::move(keys.notify);
  if (keys.ignores_repository) policy_.ignores_repository = *keys.ignores_repository;
  if (keys.identity) {
    policy_.identity = *keys.identity;
    for (const Identity& identity : identities_)
      if (identity.server == policy_.identity) project_ = identity.project;
  }
  for (const Project& project : keys.projects) TRY(add_project(from, project));
  TRY(check_known(keys.rules));  // a project may have brought the check
  for (Exception& exception : keys.exceptions) {
    exception.at = from.at(exception.at.line);
    policy_.exceptions.push_back(std::move(exception));
  }
  for (Bypass& bypass : keys.bypasses) {
    bypass.at = from.at(bypass.at.line);
    policy_.bypasses.push_back(std::move(bypass));
  }
  if (keys.audit) policy_.audit = std::move(keys.audit);
  if (keys.deadline) policy_.deadline = keys.deadline;
  return {};
}

// A mode that is said anew has no end unless that is said with it.
void Builder::set_mode(bool warn_only, const std::optional<std::string>& enforce_from) {
  policy_.warn_only = warn_only;
  policy_.enforce_from = enforce_from.value_or("");
  policy_.key_origins.erase(std::string(kEnforceFrom));
}

void Builder::keep_origins(const From& from, const std::vector<Name>& keys) {
  for (const Name& key : keys)
    if (is_server_key(key.text)) policy_.key_origins[key.text] = from.at(key.mark.line);
}

// GitLab's paths are the same in either case. A plain server's begin with '/', as globs for them may.
Checked<void> Builder::add_project(const From& from, const Project& project) {
  constexpr bool kFoldCase = true;
  auto match = text::GlobSet::compile(project.match, kFoldCase);
  if (!match) return policy_error(project.mark, std::move(match.error().message));
  const std::string_view path = project_;
  const bool applies = match->matches(path.substr(path.starts_with('/') ? 1 : 0));
  policy_.projects.push_back({project.match, applies, from.at(project.mark.line)});
  if (!applies) return check_other_project(project);
  if (project.extends) TRY(extend(from, *project.extends));
  TRY(add_rules(from, project.rules));
  if (project.warn_only) set_mode(*project.warn_only, project.enforce_from);
  if (project.ignores_repository) policy_.ignores_repository = *project.ignores_repository;
  keep_origins(from, project.used);
  return {};
}

// A mistake shows at once, not at the first push to that project.
Checked<void> Builder::check_other_project(const Project& project) const {
  if (project.extends)
    for (const Name& name : *project.extends)
      if (!pack(name.text)) return unknown(name.mark, kUnknownPack, name.text, pack_names());
  for (const auto& [key, value] : project.rules.entries) {
    const auto known = index_.find(key.scalar);
    const Check* check = known == index_.end() ? nullptr : &policy_.checks[known->second];
    TRY(read_entry(key, value, check, rules_, Author::theirs));
  }
  return {};
}

}  // namespace expgate::policy
