#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/names.h"
#include "policy/policy.h"
#include "text/node.h"

namespace expgate::policy {

// What a server's file says for some projects only.
struct Project {
  std::vector<std::string> match;  // globs of project paths
  std::optional<std::vector<Name>> extends;
  text::Node rules;  // a mapping, or null where there are none
  std::optional<bool> warn_only;
  std::optional<std::string> enforce_from;  // ends warn_only: "2026-01-31"
  std::optional<bool> ignores_repository;
  std::vector<Name> used;  // the keys of the entry themselves
  text::Location mark;
};

// The keys that only a server's own file may hold, read; the origins know their lines, not yet their file.
struct ServerKeys {
  std::vector<Name> used;   // the keys themselves
  std::vector<Name> rules;  // all names of rules and checks, still to be looked up
  std::vector<Project> projects;
  std::optional<bool> warn_only;
  std::optional<std::string> enforce_from;
  text::Location enforce_from_mark;
  std::optional<std::vector<std::string>> notify;
  std::optional<bool> ignores_repository;
  std::vector<Exception> exceptions;
  std::vector<Bypass> bypasses;
  std::optional<AuditLog> audit;
  std::optional<std::string> identity;
  std::optional<std::chrono::milliseconds> deadline;
};

// The error for an `enforce_from` that ends nothing.
[[nodiscard]] tl::unexpected<PolicyError> date_without_warn_mode(text::Location mark);

// Whether the key is one of them.
bool is_server_key(std::string_view key);

// Reads the value of such a key into `keys`. Errors: an unknown key, a wrong type, a date
// that does not exist.
Checked<void> read_server_key(const text::Node& key, text::Node value, ServerKeys& keys);

}  // namespace expgate::policy
