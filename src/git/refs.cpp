#include "git/refs.h"

#include <algorithm>
#include <array>

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

// What a byte of a name is: one of most, one that depends on its neighbours, or one that no name may have.
enum class ByteKind : unsigned char { plain, joint, forbidden };
constexpr auto kByteKinds = [] {
  std::array<ByteKind, 256> kinds{};
  for (unsigned byte = 0; byte <= ' '; ++byte) kinds[byte] = ByteKind::forbidden;
  for (const unsigned char byte : std::string_view("~^:?*[\\\x7f")) kinds[byte] = ByteKind::forbidden;
  for (const unsigned char byte : std::string_view("/.{")) kinds[byte] = ByteKind::joint;
  return kinds;
}();

}  // namespace

bool is_per_worktree(std::string_view name) {
  return is_root_ref(name) || name.starts_with("refs/bisect/") || name.starts_with("refs/worktree/") ||
         name.starts_with("refs/rewritten/");
}

// One pass, since there may be 100,000 of them.
bool is_ref_name(std::string_view name, std::size_t known) {
  constexpr std::string_view kLock = ".lock";
  if (name.empty() || name.front() == '/' || name.ends_with('/') || name.ends_with('.') ||
      name.ends_with(kLock))
    return false;
  for (std::size_t i = known; i < name.size(); ++i) {
    const ByteKind kind = kByteKinds[static_cast<unsigned char>(name[i])];
    if (kind == ByteKind::plain) continue;
    if (kind == ByteKind::forbidden) return false;
    const char before = i == 0 ? '/' : name[i - 1];
    if (name[i] == '.' && (before == '/' || before == '.')) return false;
    if (name[i] == '{' && before == '@') return false;
    if (name[i] == '/' && (before == '/' || name.substr(0, i).ends_with(kLock))) return false;
  }
  return true;
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
