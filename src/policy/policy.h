#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/declaration.h"
#include "model/finding.h"
#include "model/oid.h"
#include "model/options.h"
#include "policy/origin.h"

namespace expgate::policy {

// One check: a rule with where it applies, how severe it is and what its options are (docs/policy.md).
struct Check {
  std::string key;
  const Declaration* rule = nullptr;
  Severity severity = Severity::error;
  std::vector<std::string> refs;  // empty: every ref
  std::vector<std::string> exclude_refs;
  std::vector<std::string> paths;  // empty: every path
  std::vector<std::string> exclude;
  std::string enforce_from;  // the day on which a warning becomes an error, "2026-01-31"; empty: never
  Options options;
  std::string source;  // the pack or file that brought the check in, as the report's "policy" names it
  std::map<std::string, Origin, std::less<>> origins;  // by setting; the rule's own defaults have none
  std::vector<std::size_t>
      specialised_by;  // indices of the checks that judge the files in their `paths` instead of this one
};

// A finding that the server's administrator lets pass (docs/policy.md, "Exceptions").
struct Exception {
  std::string rule;                // or a check's key
  std::vector<std::string> paths;  // globs; empty: whatever its path
  std::optional<Oid> object;       // what the finding is about: a blob, a tag, or the commit itself
  std::string reason;
  std::string expires;  // the last day that it counts, "2026-01-31"; empty: none
  Origin at;
};

// Who may let findings pass by giving a reason.
struct Bypass {
  std::vector<std::string> users;
  std::vector<std::string> rules;  // or keys of checks; empty: all
  Origin at;
};

// An entry of `projects`.
struct ProjectEntry {
  std::vector<std::string> match;
  bool applies = false;  // to the project that the policy was loaded for
  Origin at;
};

// Where pushes are written down.
struct AuditLog {
  std::string file;          // absolute
  bool may_be_lost = false;  // on_error: allow
};

// What a push is judged by, all layers put together.
struct Policy {
  std::vector<Check> checks;  // in the order of their first appearance; those that are off included
  std::vector<Text> notes;    // settings that were ignored, and why
  std::string language;       // of reports on a server: "zh_CN"; empty: English
  bool fix_messages = false;  // whether commit-msg mends what is mechanical in a message by itself
  std::vector<std::string> verify_hosts;  // stores of one's own, which `verify` may ask wherever they are
  // What only a server's own files can say:
  bool warn_only = false;           // `mode: warn`
  std::string enforce_from;         // the day on which it ends, "2026-01-31"; empty: never
  std::vector<std::string> notify;  // the command that a bypass is told to; empty: none
  bool ignores_repository = false;  // `repository_policy: ignore`
  std::vector<Exception> exceptions;
  std::vector<Bypass> bypasses;
  std::optional<AuditLog> audit;
  std::string
      identity;  // whose variables name the pusher: "gitea"; empty: GitLab's, gitolite's, a web server's
  std::optional<std::chrono::milliseconds> deadline;  // of a hook; zero: none
  std::vector<std::string> delegated;                 // checks and rules that a repository may configure
  std::vector<ProjectEntry> projects;
  std::map<std::string, Origin, std::less<>>
      key_origins;     // where `mode`, `audit` and their like were said last
  std::string digest;  // git's hash of the layers' texts, one after the other; empty: nobody asked for it
};

// From here on what `enforce_from` says by that day ("2026-01-31", UTC) counts. Where nobody knows the day,
// it has come.
void enforce_what_is_due(Policy& policy, const std::string& today);

}  // namespace expgate::policy
