#include "policy/server_keys.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "base/strings.h"
#include "policy/options.h"
#include "policy/policy_error.h"

namespace expgate::policy {

namespace {

constexpr std::string_view kKeys[] = {"projects", "mode",  "enforce_from", "repository_policy", "allow",
                                      "bypass",   "audit", "deadline",     "identity",          "notify"};

// Hands each entry of the mapping `node` to `read`, which answers false for a key that it does not know.
using ReadEntry = std::function<Checked<bool>(const std::string& key, text::Node& value)>;
Checked<void> read_mapping(std::string_view what, text::Node& node, const std::vector<std::string>& known,
                           const ReadEntry& read) {
  if (!node.is_mapping())
    return policy_error(node.mark, tr("`{key}` must be a mapping, not {found}",
                                      {{"key", what}, {"found", description_of(node)}}));
  for (auto& [key, value] : node.entries) {
    if (!key.is_scalar())
      return policy_error(key.mark,
                          tr("a key must be a text, not {found}", {{"found", description_of(key)}}));
    TRY_ASSIGN(const bool is_known, read(key.scalar, value));
    if (!is_known) return unknown(key.mark, kUnknownKey, key.scalar, known);
  }
  return {};
}

// Hands each item of the list `node` to `read`.
Checked<void> read_list(std::string_view what, text::Node& node,
                        const std::function<Checked<void>(text::Node&)>& read) {
  if (!node.is_sequence())
    return policy_error(
        node.mark,
        tr("`{key}` must be a list, not {found}", {{"key", what}, {"found", description_of(node)}}),
        tr("begin each entry with `- `"));
  for (text::Node& item : node.items) TRY(read(item));
  return {};
}

// A text with something in it.
Checked<std::string> read_word(std::string_view name, const text::Node& node) {
  if (node.is_scalar() && !trim(node.scalar).empty()) return std::string(trim(node.scalar));
  if (node.is_scalar()) return policy_error(node.mark, tr("`{key}` must not be empty", {{"key", name}}));
  return policy_error(
      node.mark, tr("`{key}` must be a text, not {found}", {{"key", name}, {"found", description_of(node)}}));
}

Checked<std::vector<Name>> read_some_names(const std::string& key, const text::Node& node) {
  TRY_ASSIGN(std::vector<Name> names, read_names(key, node));
  const bool is_blank = std::ranges::any_of(names, [](const Name& name) { return trim(name.text).empty(); });
  if (names.empty() || is_blank)
    return policy_error(node.mark,
                        tr("`{key}` must list at least one name, and no empty ones", {{"key", key}}));
  return names;
}

Checked<bool> read_mode(const text::Node& node) {
  if (!node.is_scalar())
    return policy_error(
        node.mark, tr("`mode` must be `enforce` or `warn`, not {found}", {{"found", description_of(node)}}));
  if (node.scalar == "warn") return true;
  if (node.scalar == "enforce") return false;
  return unknown(node.mark, kUnknownMode, node.scalar, {"enforce", "warn"});
}

// "50 s", "2 min", "500 ms", or 0.
Checked<std::chrono::milliseconds> read_duration(const std::string& key, const text::Node& node) {
  struct Unit {
    std::string_view name;
    std::uint64_t milliseconds;
  };
  constexpr Unit kUnits[] = {{"ms", 1}, {"s", 1000}, {"min", 60'000}};
  constexpr std::uint64_t kMost = 100'000;  // a day in seconds, and some more
  const std::string_view word = node.is_scalar() ? trim(node.scalar) : std::string_view{};
  std::uint64_t number = 0;
  const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  const std::string_view unit = trim(word.substr(static_cast<std::size_t>(rest - word.data())));
  if (error == std::errc() && number == 0 && unit.empty()) return std::chrono::milliseconds{0};
  for (const Unit& each : kUnits)
    if (error == std::errc() && number <= kMost && unit == each.name)
      return std::chrono::milliseconds{number * each.milliseconds};
  return policy_error(
      node.mark, tr("`{key}` must be a time such as `50 s` or `2 min`, or `0` for none", {{"key", key}}));
}

// Whether a repository's own policy is passed over.
Checked<bool> read_repository_policy(const text::Node& node) {
  if (!node.is_scalar())
    return policy_error(node.mark, tr("`repository_policy` must be `read` or `ignore`, not {found}",
                                      {{"found", description_of(node)}}));
  if (node.scalar == "ignore") return true;
  if (node.scalar == "read") return false;
  return unknown(node.mark, kUnknownValue, node.scalar, {"read", "ignore"});
}

Checked<std::vector<std::string>> read_globs(std::string_view key, const text::Node& node) {
  TRY_ASSIGN(std::vector<std::string> globs, read_texts(key, node));
  TRY(check_globs(key, node, globs));
  return globs;
}

// The command that a bypass is told to.
Checked<std::vector<std::string>> read_notify(const text::Node& node) {
  TRY_ASSIGN(std::vector<std::string> command, read_texts("notify", node));
  if (command.empty())
    return policy_error(node.mark, tr("`notify` must name a program"),
                        tr("write it as a list: `notify: [/usr/local/bin/tell, --channel, git]`"));
  if (!command.front().starts_with('/'))
    return policy_error(node.is_sequence() ? node.items.front().mark : node.mark,
                        tr("`notify` must begin with the absolute path of a program, not `{word}`",
                           {{"word", shown(command.front())}}),
                        tr("it is run without a shell: write each argument as an item of the list"));
  return command;
}

Checked<void> read_project(text::Node& node, ServerKeys& keys) {
  Project project;
  project.mark = node.mark;
  for (const auto& [key, value] : node.entries) project.used.push_back({key.scalar, key.mark});
  const ReadEntry read = [&](const std::string& key, text::Node& value) -> Checked<bool> {
    if (key == "match")
      TRY_SET(project.match, read_globs(key, value));
    else if (key == "extends")
      TRY_SET(project.extends, read_names(key, value));
    else if (key == "rules")
      TRY_SET(project.rules, read_checks(std::move(value)));
    else if (key == "mode")
      TRY_SET(project.warn_only, read_mode(value));
    else if (key == "enforce_from")
      TRY_SET(project.enforce_from, read_date(key, value));
    else if (key == "repository_policy")
      TRY_SET(project.ignores_repository, read_repository_policy(value));
    else
      return false;
    return true;
  };
  TRY(read_mapping("projects", node,
                   {"match", "extends", "rules", "mode", "enforce_from", "repository_policy"}, read));
  if (project.enforce_from && !project.warn_only.value_or(false)) return date_without_warn_mode(node.mark);
  if (project.match.empty())
    return policy_error(node.mark,
                        tr("this entry of `projects` matches no project: `match` is missing or empty"),
                        tr("add a line such as `match: [\"group/**\"]`"));
  keys.projects.push_back(std::move(project));
  return {};
}

Checked<Oid> read_object(const text::Node& node) {
  const auto oid = node.is_scalar() ? Oid::parse(node.scalar) : std::nullopt;
  if (oid) return *oid;
  return policy_error(
      node.mark, tr("`object` must be 40 or 64 hex digits, not {found}", {{"found", description_of(node)}}),
      tr("`git rev-parse REVISION:PATH` prints them"));
}

Checked<void> read_exception(text::Node& node, ServerKeys& keys) {
  Exception exception;
  exception.at.line = node.mark.line;
  const ReadEntry read = [&](const std::string& key, text::Node& value) -> Checked<bool> {
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
      TRY_SET(exception.expires, read_date(key, value));
    } else {
      return false;
    }
    return true;
  };
  TRY(read_mapping("allow", node, {"rule", "path", "object", "reason", "expires"}, read));
  if (exception.rule.empty())
    return policy_error(node.mark, tr("this entry of `allow` has no `rule`"),
                        tr("add a line such as `rule: max-file-size`"));
  if (exception.reason.empty())
    return policy_error(node.mark, tr("this entry of `allow` has no `reason`"),
                        tr("say why, for anyone who reads it in a year"));
  if (exception.paths.empty() && !exception.object)
    return policy_error(node.mark, tr("this entry of `allow` has neither `path` nor `object`"),
                        tr("to switch a rule off, write `severity: off`"));
  keys.exceptions.push_back(std::move(exception));
  return {};
}

Checked<void> read_bypass(text::Node& node, ServerKeys& keys) {
  Bypass bypass;
  bypass.at.line = node.mark.line;
  const ReadEntry read = [&](const std::string& key, text::Node& value) -> Checked<bool> {
    if (key != "users" && key != "rules") return false;
    TRY_ASSIGN(const std::vector<Name> names, read_some_names(key, value));
    (key == "users" ? bypass.users : bypass.rules) = texts_of(names);
    if (key == "rules") keys.rules.insert(keys.rules.end(), names.begin(), names.end());
    return true;
  };
  TRY(read_mapping("bypass", node, {"users", "rules"}, read));
  if (bypass.users.empty())
    return policy_error(node.mark, tr("this entry of `bypass` has no `users`"),
                        tr("add a line such as `users: [alice]`"));
  keys.bypasses.push_back(std::move(bypass));
  return {};
}

Checked<void> read_audit(text::Node& node, ServerKeys& keys) {
  AuditLog audit;
  const ReadEntry read = [&](const std::string& key, text::Node& value) -> Checked<bool> {
    if (key == "file") {
      TRY_SET(audit.file, read_word(key, value));
      if (!audit.file.starts_with('/'))
        return policy_error(
            value.mark, tr("`file` must be an absolute path, not `{path}`", {{"path", shown(audit.file)}}));
      return true;
    }
    if (key != "on_error") return false;
    TRY_ASSIGN(const std::string word, read_word(key, value));
    if (word != "reject" && word != "allow")
      return unknown(value.mark, kUnknownValue, word, {"reject", "allow"});
    audit.may_be_lost = word == "allow";
    return true;
  };
  TRY(read_mapping("audit", node, {"file", "on_error"}, read));
  if (audit.file.empty())
    return policy_error(node.mark, tr("`audit` has no `file`"),
                        tr("add a line such as `file: /var/log/expgate/audit.jsonl`"));
  keys.audit = std::move(audit);
  return {};
}

Checked<std::string> read_identity(const text::Node& value) {
  const std::vector<std::string> servers{"gitlab", "gitea", "gogs", "soft-serve", "gitolite"};
  TRY_ASSIGN(std::string server, read_word("identity", value));
  if (std::ranges::find(servers, server) == servers.end())
    return unknown(value.mark, kUnknownValue, server, servers);
  return server;
}

}  // namespace

tl::unexpected<PolicyError> date_without_warn_mode(text::Location mark) {
  return policy_error(mark, tr("`enforce_from` has no effect without `mode: warn` beside it"),
                      tr("until that day the mode is `warn`, from then on it is `enforce`"));
}

bool is_server_key(std::string_view key) {
  return std::ranges::find(kKeys, key) != std::end(kKeys);
}

Checked<void> read_server_key(const text::Node& key, text::Node value, ServerKeys& keys) {
  keys.used.push_back({key.scalar, key.mark});
  const auto each = [&](Checked<void> (*read)(text::Node&, ServerKeys&)) {
    return read_list(key.scalar, value, [&](text::Node& item) { return read(item, keys); });
  };
  if (key.scalar == "projects") return each(read_project);
  if (key.scalar == "allow") return each(read_exception);
  if (key.scalar == "bypass") return each(read_bypass);
  if (key.scalar == "audit") return read_audit(value, keys);
  if (key.scalar == "deadline") {
    TRY_SET(keys.deadline, read_duration(key.scalar, value));
    return {};
  }
  if (key.scalar == "enforce_from") {
    TRY_SET(keys.enforce_from, read_date(key.scalar, value));
    keys.enforce_from_mark = key.mark;
    return {};
  }
  if (key.scalar == "notify") {
    TRY_SET(keys.notify, read_notify(value));
    return {};
  }
  if (key.scalar == "identity") {
    TRY_SET(keys.identity, read_identity(value));
    return {};
  }
  if (key.scalar == "mode")
    TRY_SET(keys.warn_only, read_mode(value));
  else
    TRY_SET(keys.ignores_repository, read_repository_policy(value));
  return {};
}

}  // namespace expgate::policy
