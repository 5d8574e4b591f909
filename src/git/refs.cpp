#include "git/refs.h"

#include <algorithm>

namespace expgate::git {

namespace {

constexpr int kMostSymbolic = 5;  // SYMREF_MAXDEPTH in git's refs-internal.h

// Names such as HEAD and REVERT_HEAD, which lie outside of refs/.
bool is_root_ref(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; });
}

// Whether a ref of that name can be looked for.
bool is_readable(std::string_view name) {
  return is_root_ref(name) || (name.starts_with("refs/") && is_ref_name(name));
}

}  // namespace

bool is_per_worktree(std::string_view name) {
  return is_root_ref(name) || name.starts_with("refs/bisect/") || name.starts_with("refs/worktree/") ||
         name.starts_with("refs/rewritten/");
}

bool starts_with_any(std::string_view name, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return name.starts_with(prefix); });
}

Result<std::optional<Oid>> RefStore::resolve(const std::string& name) const {
  std::string at = name;
  for (int depth = 0; depth < kMostSymbolic && is_readable(at); ++depth) {
    TRY_ASSIGN(const std::optional<RefValue> value, read(at));
    if (!value) break;
    if (value->symbolic.empty()) return std::optional(value->target);
    at = value->symbolic;
  }
  return std::optional<Oid>{};
}

Result<void> RefStore::visit_value(std::string_view name, const RefValue& value,
                                   const VisitRef& visit) const {
  if (value.symbolic.empty()) return visit({name, value.target, {}});
  TRY_ASSIGN(const std::optional<Oid> target, resolve(value.symbolic));
  return target ? visit({name, *target, {}, true}) : Result<void>();
}

Result<std::optional<std::string>> RefStore::symbolic_target(const std::string& name) const {
  std::optional<std::string> target;
  for (int depth = 0; depth < kMostSymbolic; ++depth) {
    const std::string& at = target ? *target : name;
    if (!is_readable(at)) break;
    TRY_ASSIGN(std::optional<std::string> next, read_symbolic(at));
    if (!next) break;
    target = std::move(next);
  }
  return target;
}

}  // namespace expgate::git
