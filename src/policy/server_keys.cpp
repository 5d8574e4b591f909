#include "policy/server_keys.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include "base/strings.h"
#include "policy/options.h"
#include "policy/policy_error.h"

namespace expgate::policy {

namespace {

constexpr std::string_view kKeys[] = {"projects", "mode", "repository_policy", "allow", "bypass", "audit"};

// Hands each entry of the mapping `node` to `read`, which answers false for a key that it does not know.
using ReadEntry = std::function<Result<bool>(const std::string& key, text::Node& value)>;
Result<void> read_mapping(std::string_view what, text::Node& node, const std::vector<std::string>& known,
                          const ReadEntry& read) {
  if (!node.is_mapping())
    return refuse(node.mark, quoted(what) + " wants a mapping, not " + description_of(node));
  for (auto& [key, value] : node.entries) {
    if (!key.is_scalar()) return refuse(key.mark, "a key must be a text, not " + description_of(key));
    TRY_ASSIGN(const bool is_known, read(key.scalar, value));
    if (!is_known) return unknown(key.mark, "key", key.scalar, known);
  }
  return {};
}

// Hands each item of the list `node` to `read`.
Result<void> read_list(std::string_view what, text::Node& node,
                       const std::function<Result<void>(text::Node&)>& read) {
  if (!node.is_sequence())
    return refuse(node.mark, quoted(what) + " wants a list, not " + description_of(node),
                  "begin each entry with `- `");
  for (text::Node& item : node.items) TRY(read(item));
  return {};
}

// A text with something in it.
Result<std::string> read_word(std::string_view name, const text::Node& node) {
  if (node.is_scalar() && !trim(node.scalar).empty()) return std::string(trim(node.scalar));
  return refuse(node.mark, quoted(name) + " wants a text, not " +
                               (node.is_scalar() ? std::string("an empty one") : description_of(node)));
}

Result<std::vector<Name>> read_some_names(const std::string& key, const text::Node& node) {
  TRY_ASSIGN(std::vector<Name> names, read_names(key, node));
  const bool is_blank = std::ranges::any_of(names, [](const Name& name) { return trim(name.text).empty(); });
  if (names.empty() || is_blank) return refuse(node.mark, quoted(key) + " names nothing");
  return names;
}

Result<bool> read_mode(const text::Node& node) {
  if (!node.is_scalar())
    return refuse(node.mark, "`mode` wants `enforce` or `warn`, not " + description_of(node));
  if (node.scalar == "warn") return true;
  if (node.scalar == "enforce") return false;
  return unknown(node.mark, "mode", node.scalar, {"enforce", "warn"});
}

// Whether a repository's own policy is passed over.
Result<bool> read_repository_policy(const text::Node& node) {
  if (!node.is_scalar())
    return refuse(node.mark, "`repository_policy` wants `read` or `ignore`, not " + description_of(node));
  if (node.scalar == "ignore") return true;
  if (node.scalar == "read") return false;
  return unknown(node.mark, "value", node.scalar, {"read", "ignore"});
}

Result<std::string> read_date(const text::Node& node) {
  namespace chrono = std::chrono;
  const auto wrong = [&] {
    return refuse(node.mark, "`expires` wants a date such as `2026-01-31`, not " + description_of(node));
  };
  if (!node.is_scalar()) return wrong();
  const std::vector<std::string_view> parts = split(node.scalar, '-');
  if (parts.size() != 3 || parts[0].size() != 4 || parts[1].size() != 2 || parts[2].size() != 2)
    return wrong();
  const auto year = parse_decimal(parts[0]);
  const auto month = parse_decimal(parts[1]);
  const auto day = parse_decimal(parts[2]);
  if (!year || !month || !day) return wrong();
  const chrono::year_month_day date{chrono::year(static_cast<int>(*year)),
                                    chrono::month(static_cast<unsigned>(*month)),
                                    chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return wrong();
  return node.scalar;
}

Result<std::vector<std::string>> read_globs(std::string_view key, const text::Node& node) {
  TRY_ASSIGN(std::vector<std::string> globs, read_texts(key, node));
  TRY(check_globs(key, node, globs));
  return globs;
}

Result<void> read_project(text::Node& node, ServerKeys& keys) {
  Project project;
  project.line = node.mark.line;
  const ReadEntry read = [&](const std::string& key, text::Node& value) -> Result<bool> {
    if (key == "match")
      TRY_SET(project.match, read_globs(key, value));
    else if (key == "extends")
      TRY_SET(project.extends, read_names(key, value));
    else if (key == "rules")
      TRY_SET(project.rules, read_checks(std::move(value)));
    else if (key == "mode")
      TRY_SET(project.warn_only, read_mode(value));
    else if (key == "repository_policy")
      TRY_SET(project.ignores_repository, read_repository_policy(value));
    else
      return false;
    return true;
  };
  TRY(read_mapping("projects", node, {"match", "extends", "rules", "mode", "repository_policy"}, read));
  if (project.match.empty())
    return refuse(node.mark, "this entry of `projects` is for no project: `match` is missing or empty",
                  "match: [\"group/**\"]");
  keys.projects.push_back(std::move(project));
  return {};
}

Result<Oid> read_object(const text::Node& node) {
  const auto oid = node.is_scalar() ? Oid::parse(node.scalar) : std::nullopt;
  if (oid) return *oid;
  return refuse(node.mark, "`object` wants forty hexadecimal digits, not " + description_of(node),
                "git rev-parse REVISION:PATH tells them");
}

Result<void> read_exception(text::Node& node, ServerKeys& keys) {
  Exception exception;
  exception.at.line = node.mark.line;
  const ReadEntry read = [&](const std::string& key, text::Node& value) -> Result<bool> {
    if (key == "rule") {
      TRY_SET(exception.rule, read_word(key, value));
      keys.rules.push_back({exception.rule, value.mark});
    } else if (key == "path") {
      TRY_SET(exception.paths, read_globs(key, value));
    } else if (key == "object") {
      TRY_SET(exception.object, read_object(value));
    } else if (key == "reason") {
      TRY_SET(exception.reason, read_word(key, value));
    } else if (key == "expires") {
      TRY_SET(exception.expires, read_date(value));
    } else {
      return false;
    }
    return true;
  };
  TRY(read_mapping("allow", node, {"rule", "path", "object", "reason", "expires"}, read));
  const auto lacks = [&](const char* what, const char* help) {
    return refuse(node.mark, std::string("this entry of `allow` lacks ") + what, help);
  };
  if (exception.rule.empty()) return lacks("its `rule`", "rule: max-file-size");
  if (exception.reason.empty()) return lacks("its `reason`", "say why, for those who find it in a year");
  if (exception.paths.empty() && !exception.object)
    return lacks("a `path` or an `object`", "for a rule that nobody needs: `severity: off`");
  keys.exceptions.push_back(std::move(exception));
  return {};
}

Result<void> read_bypass(text::Node& node, ServerKeys& keys) {
  Bypass bypass;
  bypass.at.line = node.mark.line;
  const ReadEntry read = [&](const std::string& key, text::Node& value) -> Result<bool> {
    if (key != "users" && key != "rules") return false;
    TRY_ASSIGN(const std::vector<Name> names, read_some_names(key, value));
    (key == "users" ? bypass.users : bypass.rules) = texts_of(names);
    if (key == "rules") keys.rules.insert(keys.rules.end(), names.begin(), names.end());
    return true;
  };
  TRY(read_mapping("bypass", node, {"users", "rules"}, read));
  if (bypass.users.empty())
    return refuse(node.mark, "this entry of `bypass` lacks its `users`", "users: [alice]");
  keys.bypasses.push_back(std::move(bypass));
  return {};
}

Result<void> read_audit(text::Node& node, ServerKeys& keys) {
  AuditLog audit;
  const ReadEntry read = [&](const std::string& key, text::Node& value) -> Result<bool> {
    if (key == "file") {
      TRY_SET(audit.file, read_word(key, value));
      if (!audit.file.starts_with('/'))
        return refuse(value.mark, "`file` wants an absolute path, not " + quoted(audit.file));
      return true;
    }
    if (key != "on_error") return false;
    TRY_ASSIGN(const std::string word, read_word(key, value));
    if (word != "reject" && word != "allow") return unknown(value.mark, "value", word, {"reject", "allow"});
    audit.may_be_lost = word == "allow";
    return true;
  };
  TRY(read_mapping("audit", node, {"file", "on_error"}, read));
  if (audit.file.empty())
    return refuse(node.mark, "`audit` lacks its `file`", "file: /var/log/expgate/audit.jsonl");
  keys.audit = std::move(audit);
  return {};
}

}  // namespace

bool is_server_key(std::string_view key) {
  return std::ranges::find(kKeys, key) != std::end(kKeys);
}

Result<void> read_server_key(const text::Node& key, text::Node value, ServerKeys& keys) {
  keys.used.push_back({key.scalar, key.mark});
  const auto each = [&](Result<void> (*read)(text::Node&, ServerKeys&)) {
    return read_list(key.scalar, value, [&](text::Node& item) { return read(item, keys); });
  };
  if (key.scalar == "projects") return each(read_project);
  if (key.scalar == "allow") return each(read_exception);
  if (key.scalar == "bypass") return each(read_bypass);
  if (key.scalar == "audit") return read_audit(value, keys);
  if (key.scalar == "mode")
    TRY_SET(keys.warn_only, read_mode(value));
  else
    TRY_SET(keys.ignores_repository, read_repository_policy(value));
  return {};
}

}  // namespace expgate::policy
