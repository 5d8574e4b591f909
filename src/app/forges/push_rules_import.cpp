#include "app/forges/push_rules_import.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <nlohmann/json.hpp>

#include "app/forges/patterns.h"
#include "app/forges/simple_regex.h"
#include "catalogue/catalogue.h"
#include "content/json/json_scan.h"
#include "gate/effective_policy.h"
#include "message/header.h"
#include "policy/load.h"
#include "rules/rule.h"
#include "text/regex.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

enum class AttributeKind { regex, truth, megabytes, none };

constexpr std::size_t kLongestRegexBytes = std::size_t{511} * 4;  // GitLab takes 511 characters

std::string yaml_string(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string yaml_strings(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& each : texts) list += (list.empty() ? "" : ", ") + yaml_string(each);
  return "[" + list + "]";
}

// What a value becomes in the check; nothing: this value cannot be said.
using Convert = std::optional<std::string> (*)(const nlohmann::json& value);

std::optional<std::string> as_email(const nlohmann::json& value) {
  return "email: " + yaml_string(".*" + grouped_regex(value.get<std::string>()) + ".*");
}
std::optional<std::string> as_signed(const nlohmann::json&) {
  return "signed: true";
}
std::optional<std::string> as_limit(const nlohmann::json& value) {
  return "limit: " + std::to_string(value.get<std::uint64_t>()) + " MiB";
}
std::optional<std::string> as_branches(const nlohmann::json& value) {
  const auto globs = globs_for_names(value.get<std::string>());
  if (!globs) return std::nullopt;
  return "allow: " + yaml_strings(*globs);
}
std::optional<std::string> as_files(const nlohmann::json& value) {
  const auto globs = globs_for_endings(value.get<std::string>());
  if (!globs) return std::nullopt;
  return "rule: artifact-path, categories: [], also: " + yaml_strings(*globs);
}
std::optional<std::string> as_secrets(const nlohmann::json&) {
  return "categories: [secrets]";
}
std::optional<std::string> as_kept_tags(const nlohmann::json&) {
  return "refs: [\"tags/*\"]";
}
std::optional<std::string> as_sign_off(const nlohmann::json&) {
  return "dco: true";
}
std::optional<std::string> as_pattern(const nlohmann::json& value) {
  return "pattern: " + yaml_string(value.get<std::string>());
}
std::optional<std::string> as_forbidden(const nlohmann::json& value) {
  return "forbidden: " + yaml_string(value.get<std::string>());
}

// One attribute of push rules. To say another one is to add a line here.
struct Attribute {
  std::string_view key;
  AttributeKind kind = AttributeKind::none;  // none: it says nothing about pushes
  std::string_view check = {};               // the key of the check that says it; empty: no rule does
  Convert convert = nullptr;
  Msgid difference = {};  // how the check differs from it, or what to do instead
};
constexpr auto kAttributes = std::to_array<Attribute>({
    {"author_email_regex", AttributeKind::regex, "commit-author", as_email,
     msgid("the committer's address is not looked at")},
    {"reject_unsigned_commits", AttributeKind::truth, "commit-author", as_signed,
     msgid(
         "a signature is required but not verified, also on commits that GitLab makes; a server's policy can "
         "verify signatures with `commit-signature`")},
    {"max_file_size", AttributeKind::megabytes, "max-file-size", as_limit},
    {"branch_name_regex", AttributeKind::regex, "branch-name", as_branches,
     msgid("branches that exist already keep their names")},
    {"file_name_regex", AttributeKind::regex, "prohibited-names", as_files,
     msgid(
         "capitals make no difference, LFS pointers and links pass, and files that change are judged, too")},
    {"prevent_secrets", AttributeKind::truth, "artifact-path", as_secrets,
     msgid("the list of names is expgate's own, and public keys pass")},
    {"deny_delete_tag", AttributeKind::truth, "protected-ref", as_kept_tags,
     msgid("tags may not be moved, either, and not be deleted in the web page")},
    {"reject_non_dco_commits", AttributeKind::truth, "commit-footer", as_sign_off,
     msgid("it must be the author's or the committer's; merges pass without it, and near misses of `BREAKING "
           "CHANGE:` are rejected")},
    {"commit_message_regex", AttributeKind::regex, "commit-message", as_pattern,
     msgid("merges, reverts and fixups pass without it")},
    {"commit_message_negative_regex", AttributeKind::regex, "commit-message", as_forbidden},
    {"member_check", AttributeKind::truth},
    {"commit_committer_check",
     AttributeKind::truth,
     {},
     nullptr,
     msgid("only GitLab knows the addresses of its users: list them in a server's policy, `commit-committer: "
           "{addresses: …}`")},
    {"commit_committer_name_check", AttributeKind::truth},
    {"id"},
    {"project_id"},
    {"group_id"},
    {"created_at"},
    {"updated_at"},
    {"is_sample"},
});

// What is being made.
struct PolicyDraft {
  std::map<std::string_view, std::string> checks;  // settings by key
  std::vector<Text> remarks;

  void say(std::string_view key, Text text) {
    remarks.push_back(tr("`{key}`: {remark}",
                         {{"key", text::printable(message::shortened(key))}, {"remark", std::move(text)}}));
  }
};

class NoVisitor : public content::JsonVisitor {
  void key(std::size_t /*begin*/, std::size_t /*end*/) override {}
  void scalar(std::size_t /*begin*/, std::size_t /*end*/) override {}
  void open(bool /*is_object*/, std::size_t /*at*/) override {}
  void close(std::size_t /*end*/) override {}
};

Result<nlohmann::json> read(std::string_view bytes) {
  if (bytes.size() > kMostPushRules)
    return fail(tr("it is larger than {limit}", {{"limit", Bytes{kMostPushRules}}}));
  NoVisitor visitor;
  if (auto error = content::scan_json(bytes, visitor))  // bounds the depth, before anything is built
    return fail(tr("it is not JSON: {problem}", {{"problem", std::move(error->what)}}));
  auto json = nlohmann::json::parse(bytes, nullptr, false);
  if (json.is_discarded()) return fail(tr("it is not JSON"));
  const bool is_unset = json.is_null() || json == "null";  // GitLab's answer where nobody set any
  if (is_unset) return Result<nlohmann::json>(nlohmann::json::object());
  if (!json.is_object()) return fail(tr("it is not an object with the attributes of push rules"));
  return json;
}

// Whether the value says anything; an error if it is of another type than the attribute.
Result<bool> is_set(const Attribute& attribute, const nlohmann::json& value) {
  const auto wrong = [&](const Text& wanted) {
    return fail(tr("`{key}` is not {wanted}", {{"key", attribute.key}, {"wanted", wanted}}));
  };
  if (value.is_null() || attribute.kind == AttributeKind::none) return false;
  if (attribute.kind == AttributeKind::truth) {
    if (!value.is_boolean()) return wrong(tr("true or false"));
    return value.get<bool>();
  }
  if (attribute.kind == AttributeKind::megabytes) {
    constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMost)
      return wrong(tr("a number of megabytes"));
    return value.get<std::uint64_t>() > 0;
  }
  if (!value.is_string()) return wrong(tr("a text"));
  const auto& regex = value.get_ref<const std::string&>();
  if (regex.size() > kLongestRegexBytes)
    return fail(
        tr("`{key}` is longer than {limit} bytes", {{"key", attribute.key}, {"limit", kLongestRegexBytes}}));
  const auto compiled = text::Regex::compile(regex);
  if (!compiled) return within(tr("`{key}`", {{"key", attribute.key}}), compiled.error());
  return !regex.empty();
}

Result<void> take_attribute(const Attribute& attribute, const nlohmann::json& value, PolicyDraft& draft) {
  TRY_ASSIGN(const bool counts, is_set(attribute, value));
  if (!counts) return {};
  const auto settings = attribute.convert == nullptr ? std::nullopt : attribute.convert(value);
  if (settings) {
    std::string& all = draft.checks[attribute.check];
    all += (all.empty() ? "" : ", ") + *settings;
    if (!attribute.difference.empty()) draft.say(attribute.key, Text(attribute.difference));
    return {};
  }
  const std::string shown = text::printable(value.dump(-1, ' ', true));
  if (attribute.convert != nullptr)
    draft.say(attribute.key, tr("not in the policy: globs cannot express `{value}`", {{"value", shown}}));
  else if (attribute.difference.empty())
    draft.say(attribute.key, tr("not in the policy: expgate has no rule for it"));
  else
    draft.say(attribute.key, tr("not in the policy: expgate has no rule for it; {instead}",
                                {{"instead", Text(attribute.difference)}}));
  return {};
}

// The remark on lines of their own, wherever it would break them.
std::string comment(const Text& remark) {
  return "# - " + text::printable(catalogue::render(remark)) + "\n";
}

std::string policy_text(const PolicyDraft& draft) {
  std::string out = "# " + catalogue::render(tr("Made from GitLab's push rules.")) + "\n";
  for (const Text& remark : draft.remarks) out += comment(remark);
  out += "version: 1\nextends: []\n";
  if (draft.checks.empty()) return out + "rules: {}\n";
  out += "rules:\n";
  for (const auto& [key, settings] : draft.checks)
    out += "  " + std::string(key) + ": {severity: error, " + settings + "}\n";
  return out;
}

}  // namespace

Result<ImportedPolicy> import_push_rules(std::string_view json) {
  TRY_ASSIGN(const nlohmann::json values, read(json));
  PolicyDraft draft;
  for (const Attribute& attribute : kAttributes)
    if (const auto found = values.find(attribute.key); found != values.end())
      TRY(take_attribute(attribute, *found, draft));
  constexpr std::size_t kMostUnknown = 20;
  std::size_t unknown = 0;
  for (const auto& item : values.items()) {
    const bool is_known = std::any_of(kAttributes.begin(), kAttributes.end(),
                                      [&](const Attribute& each) { return each.key == item.key(); });
    if (!is_known && ++unknown <= kMostUnknown)
      draft.say(item.key(), tr("not in the policy: expgate does not know it"));
  }
  ImportedPolicy imported{policy_text(draft), std::move(draft.remarks)};
  const policy::Layer layer{gate::kRepositoryPolicy, imported.text, policy::Layer::Trust::full};
  TRY_ASSIGN(const policy::Policy policy, policy::load({&layer, 1}, rules::declarations()));
  TRY(gate::validate(policy, {}));  // nothing is printed that `policy check` does not take
  return imported;
}

}  // namespace expgate::app
