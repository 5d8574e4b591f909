#include "policy/document.h"

#include <algorithm>

#include "base/ascii.h"
#include "policy/policy_error.h"
#include "text/yaml.h"

namespace expgate::policy {

namespace {

constexpr std::string_view kVersion = "1";  // the one this program knows

// YAML's tags (`!!int`, `!include`) would promise what nobody does here.
Checked<void> check_tags(const text::Node& node) {
  if (!node.tag.empty() && node.tag != "?" && node.tag != "!")
    return policy_error(node.mark, tr("the tag `{tag}` has no meaning here", {{"tag", shown(node.tag)}}));
  for (const text::Node& item : node.items) TRY(check_tags(item));
  for (const auto& [key, value] : node.entries) {
    TRY(check_tags(key));
    TRY(check_tags(value));
  }
  return {};
}

Checked<void> check_version(const text::Node& root) {
  const text::Node* version = root.find("version");
  if (version == nullptr)
    return policy_error(root.is_mapping() ? root.mark : text::Location{1, 1}, tr("`version: 1` is missing"),
                        tr("begin the file with the line `version: 1`"));
  if (version->is_scalar() && !version->is_quoted() && version->scalar == kVersion) return {};
  if (version->is_scalar() && version->scalar == kVersion)
    return policy_error(version->mark, tr("`version` is the text `\"1\"`, but it must be the number 1"),
                        tr("write `version: 1`, without quotes"));
  return policy_error(version->mark,
                      tr("`version` is {found}, but this expgate knows version 1 only",
                         {{"found", description_of(*version)}}),
                      tr("write `version: 1`"));
}

// The languages that reports are written in.
Checked<std::string> read_language(const text::Node& node) {
  for (const std::string_view known : {"en", "zh_CN"})
    if (node.is_scalar() && node.scalar == known) return node.scalar;
  return policy_error(
      node.mark, tr("`language` must be `en` or `zh_CN`, not {found}", {{"found", description_of(node)}}));
}

Checked<bool> read_fix_messages(const text::Node& node) {
  if (node.is_scalar() && !node.is_quoted() && (node.scalar == "true" || node.scalar == "false"))
    return node.scalar == "true";
  return policy_error(node.mark, tr("`fix_messages` must be `true` or `false`, not {found}",
                                    {{"found", description_of(node)}}));
}

// "minio.example.com", "minio:9000", "*.example.com", "[::1]:9000"
bool is_host_entry(std::string_view text) {
  const auto is_good = [](char c) {
    return is_lower(c) || is_digit(c) || std::string_view("-._:[]").find(c) != std::string_view::npos;
  };
  if (text.starts_with("*.")) text.remove_prefix(2);
  return !text.empty() && std::all_of(text.begin(), text.end(), is_good);
}

Checked<std::vector<Name>> read_verify_hosts(const text::Node& key, const text::Node& value) {
  TRY_ASSIGN(std::vector<Name> hosts, read_names(key.scalar, value));
  for (const Name& host : hosts)
    if (!is_host_entry(host.text))
      return policy_error(host.mark,
                          tr("`verify_hosts` lists hosts, as in `minio.example.com`, `minio:9000` or "
                             "`*.example.com`, not `{found}`",
                             {{"found", host.text}}));
  return hosts;
}

}  // namespace

Checked<Document> read_document(std::string_view source) {
  auto root = text::parse_yaml(source);
  if (!root) return policy_error(root.error().location, std::move(root.error().what));
  return read_document(*std::move(root));
}

Checked<Document> read_document(text::Node&& root) {
  if (!root.is_mapping() && !root.is_null())
    return policy_error(root.mark, tr("a policy is a mapping with `version: 1` and `rules:`, not {found}",
                                      {{"found", description_of(root)}}));
  TRY(check_tags(root));
  TRY(check_version(root));
  Document document;
  for (auto& [key, value] : root.entries) {
    if (!key.is_scalar())
      return policy_error(key.mark,
                          tr("a key must be a text, not {found}", {{"found", description_of(key)}}));
    if (key.scalar == "version") {
      continue;
    } else if (key.scalar == "extends") {
      TRY_ASSIGN(document.extends, read_names(key.scalar, value));
    } else if (key.scalar == "delegate") {
      TRY_ASSIGN(document.delegate, read_names(key.scalar, value));
    } else if (key.scalar == "rules") {
      TRY_SET(document.rules, read_checks(std::move(value)));
    } else if (key.scalar == "language") {
      TRY_SET(document.language, read_language(value));
    } else if (key.scalar == "fix_messages") {
      TRY_SET(document.fix_messages, read_fix_messages(value));
    } else if (key.scalar == "verify_hosts") {
      TRY_ASSIGN(document.verify_hosts, read_verify_hosts(key, value));
    } else if (is_server_key(key.scalar)) {
      TRY(read_server_key(key, value, document.server));
    } else {
      return unknown(key.mark, kUnknownKey, key.scalar,
                     {"version", "extends", "rules", "delegate", "projects", "mode", "enforce_from",
                      "repository_policy", "allow", "bypass", "audit", "deadline", "identity", "notify",
                      "language", "fix_messages", "verify_hosts"});
    }
  }
  return document;
}

}  // namespace expgate::policy
