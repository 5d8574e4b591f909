#include "app/forges/gitlab_push_rules.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "app/forges/patterns.h"
#include "text/glob_pattern.h"

namespace expgate::app {

namespace {

constexpr std::size_t kLongestRegex = 511;  // characters; GitLab takes no more

struct PushRules {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  std::vector<std::string> file_names;  // alternatives of file_name_regex
  std::vector<const policy::Check*>
      artifacts;  // that have yet to be added to them: they take what room is left
  MessageChecks messages;
};

std::size_t length_of(const std::vector<std::string>& regexes) {
  std::size_t length = 0;
  for (const std::string& each : regexes) length += each.size() + 1;
  return length;
}

// Whether the expression is exported; false: it is too long, or there is one already.
bool set_regex(const policy::Check& check, const char* key, const std::string& regex, ExportDraft& draft,
               PushRules& rules) {
  if (regex.size() > kLongestRegex) {
    draft.leave_out(check,
                    tr("its expression is longer than {limit} characters", {{"limit", kLongestRegex}}));
    return false;
  }
  if (rules.json.contains(key)) {
    draft.leave_out(check, tr("another check sets `{key}` already", {{"key", key}}));
    return false;
  }
  rules.json[key] = regex;
  return true;
}

Text only_some_branches() {
  return tr("it is for some branches only, push rules are for all");
}

Result<void> take_size(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20;  // as GitLab counts
  const auto limit = largest_limit(draft.policy, check);
  if (!check.refs.empty() || !check.exclude_refs.empty()) {
    draft.leave_out(check, only_some_branches());
    return {};
  }
  if (!limit) {
    draft.leave_out(check, tr("some paths have no limit"));
    return {};
  }
  const std::uint64_t megabytes = std::max<std::uint64_t>(*limit / kMegabyte + (*limit % kMegabyte > 0), 1);
  const auto before = rules.json.value("max_file_size", megabytes);
  rules.json["max_file_size"] = std::min(before, megabytes);
  if (megabytes * kMegabyte != check.options.number("limit"))
    draft.say_part(check,
                   tr("its limit is {size} there, for all paths", {{"size", Bytes{megabytes << 20U}}}));
  return {};
}

Result<void> take_protection(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  if (!is_for_all_tags(check)) {
    draft.leave_out(
        check,
        tr("push rules can only forbid the deletion of tags, of all tags: use protected branches and tags"));
    return {};
  }
  rules.json["deny_delete_tag"] = true;
  draft.say_part(
      check,
      tr("only the deletion of tags is forbidden there: use protected branches and tags for the rest"));
  return {};
}

Result<void> take_branch_name(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  TRY_ASSIGN(const std::string regex, branch_regex(check.options));
  if (!is_for_all_branches(check))
    draft.leave_out(check, only_some_branches());
  else if (draft.takes_stricter(check, tr("branches that exist already must have such a name there, too")))
    set_regex(check, "branch_name_regex", "^(?:" + regex + ")$", draft, rules);
  return {};
}

Result<void> take_path_name(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  constexpr std::uint64_t kMostRepeats = 1000;  // of RE2
  if (!check.refs.empty() || !check.exclude_refs.empty()) {
    draft.leave_out(check, only_some_branches());
    return {};
  }
  if (!draft.takes_stricter(check, tr("a merge of a branch that has such a file already is rejected there; "
                                      "names that differ only in case pass")))
    return {};
  rules.file_names.emplace_back(R"([\x00-\x1f\x7f\\:*?"<>|]|[ .](?:/|$))");
  rules.file_names.emplace_back(R"((?i:(?:^|/)(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|/|$)))");
  const std::uint64_t most = check.options.number("max_length");
  if (most < kMostRepeats) rules.file_names.push_back("^.{" + std::to_string(most + 1) + "}");
  return {};
}

// Adds the globs, as far as there is room. Returns how many are left.
Result<std::size_t> add_globs(const std::vector<std::string>& globs, std::vector<std::string>& regexes) {
  std::size_t left = 0;
  for (const std::string& glob : globs) {
    TRY_ASSIGN(const std::string regex, text::portable_regex(glob));
    std::string whole = "(?i:^(?:" + regex + ")$)";
    if (length_of(regexes) + whole.size() > kLongestRegex)
      ++left;
    else
      regexes.push_back(std::move(whole));
  }
  return left;
}

// Adds what is on a list to the expressions, as far as there is room: `before`a|b|c`behind`. Returns how
// many are left.
std::size_t add_list(const std::vector<std::string>& texts, std::string_view before, std::string_view behind,
                     std::vector<std::string>& regexes) {
  std::string list;
  std::size_t taken = 0;
  for (; taken < texts.size(); ++taken) {
    const std::string more = (list.empty() ? "" : "|") + quoted_for_regex(texts[taken]);
    if (length_of(regexes) + before.size() + list.size() + more.size() + behind.size() > kLongestRegex) break;
    list += more;
  }
  if (!list.empty()) regexes.push_back(std::string(before) + list + std::string(behind));
  return texts.size() - taken;
}

Result<void> take_artifact_path(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  if (!check.refs.empty() || !check.exclude_refs.empty()) {
    draft.leave_out(check, only_some_branches());
    return {};
  }
  if (!draft.takes_stricter(check, tr("LFS pointers and links of such names are rejected there; names that "
                                      "need a look at the content pass")))
    return {};
  rules.artifacts.push_back(&check);
  return {};
}

Result<void> add_artifacts(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  const ArtifactNames names = artifact_names(check.options);
  TRY_ASSIGN(std::size_t left, add_globs(names.globs, rules.file_names));
  left += add_list(names.endings, R"((?i:(?:^|/)[^./][^/]*\.(?:)", ")$)", rules.file_names);
  left += add_list(names.names, "(?i:(?:^|/)(?:", ")$)", rules.file_names);
  left += add_list(names.folders, "(?i:(?:^|/)(?:", ")/(?:.*/)?[^./](?:[^/]*[^/c])?$)", rules.file_names);
  if (left > 0)
    draft.say_part(
        check, tr_n("{count} name does not fit into {limit} characters",
                    "{count} names do not fit into {limit} characters", left, {{"limit", kLongestRegex}}));
  return {};
}

Result<void> take_header(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  if (rules.messages.header != &check) {
    draft.leave_out(
        check, tr("the messages of release tools pass, and a regular expression cannot tell them apart"));
    return {};
  }
  if (!is_for_all_branches(check))
    draft.leave_out(check, only_some_branches());
  else if (draft.takes_stricter(check, tr("a merge passes there only if its text begins with `Merge `")))
    set_regex(check, "commit_message_regex", message_regex(rules.messages), draft, rules);
  return {};
}

Result<void> take_part_of_header(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  const bool is_taken = &check == rules.messages.type || &check == rules.messages.scope;
  if (!is_taken)
    draft.leave_out(check, tr("it goes with `commit-header`, for the same refs"));
  else if (!rules.json.contains("commit_message_regex"))
    draft.leave_out(check, tr("it goes with `commit-header`"));
  return {};
}

Result<void> take_autosquash(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  if (!is_for_all_branches(check))
    draft.leave_out(check, only_some_branches());
  else if (draft.takes_stricter(check, tr("a merge with such a text is rejected there, too")))
    set_regex(check, "commit_message_negative_regex", R"(\A(?:fixup|squash|amend)! )", draft, rules);
  return {};
}

Result<void> take_author(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  const std::string& email = check.options.text("email");
  const bool is_signed = check.options.boolean("signed");
  if (!is_for_all_branches(check)) {
    draft.leave_out(check, only_some_branches());
    return {};
  }
  if (email.empty() && !is_signed) {
    draft.leave_out(check, tr("the forge has no rule for it"));
    return {};
  }
  if (!draft.takes_stricter(check,
                            tr("the committer's address must match there, too, and a signature must be "
                               "valid; names are not looked at")))
    return {};
  if (!email.empty()) set_regex(check, "author_email_regex", "^" + grouped_regex(email) + "$", draft, rules);
  if (is_signed) rules.json["reject_unsigned_commits"] = true;
  return {};
}

Result<void> take_footer(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  const auto& required = check.options.list("required");
  if (!check.options.boolean("dco") &&
      std::find(required.begin(), required.end(), "Signed-off-by") == required.end())
    draft.leave_out(check, tr("the forge has no rule for it"));
  else if (!is_for_all_branches(check))
    draft.leave_out(check, only_some_branches());
  else if (draft.takes_stricter(check, tr("merges need a `Signed-off-by` there, too; other footers are not "
                                          "looked at")))
    rules.json["reject_non_dco_commits"] = true;
  return {};
}

Result<void> take_message(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  const std::string& pattern = check.options.text("pattern");
  const std::string& forbidden = check.options.text("forbidden");
  if (!is_for_all_branches(check)) {
    draft.leave_out(check, only_some_branches());
    return {};
  }
  if (pattern.empty() && forbidden.empty()) {
    draft.leave_out(check, tr("it asks for nothing"));
    return {};
  }
  if (!forbidden.empty()) set_regex(check, "commit_message_negative_regex", forbidden, draft, rules);
  if (!pattern.empty() &&
      draft.takes_stricter(check, tr("merges, reverts and fixups need the pattern there, too")))
    set_regex(check, "commit_message_regex", pattern, draft, rules);
  return {};
}

Result<void> take_committer(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  if (check.options.lists("addresses").empty())
    draft.leave_out(check, tr("the forge has no rule for it"));
  else if (!is_for_all_branches(check))
    draft.leave_out(check, only_some_branches());
  else if (draft.takes_stricter(check,
                                tr("the addresses that GitLab has verified for the pusher count there; "
                                   "patterns are not looked at")))
    rules.json["commit_committer_check"] = true;
  return {};
}

Result<void> take_signature(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  if (!is_for_all_branches(check)) {
    draft.leave_out(check, only_some_branches());
    return {};
  }
  rules.json["reject_unsigned_commits"] = true;
  draft.say_part(check, tr("GitLab accepts a signature with any key there"));
  return {};
}

struct Handler {
  std::string_view rule;
  Result<void> (*take)(const policy::Check& check, ExportDraft& draft, PushRules& rules);
};
constexpr std::array<Handler, 14> kGitlabHandlers{{{"commit-message", take_message},
                                                   {"commit-committer", take_committer},
                                                   {"commit-signature", take_signature},
                                                   {"max-file-size", take_size},
                                                   {"protected-ref", take_protection},
                                                   {"branch-name", take_branch_name},
                                                   {"path-name", take_path_name},
                                                   {"artifact-path", take_artifact_path},
                                                   {"commit-header", take_header},
                                                   {"commit-type", take_part_of_header},
                                                   {"commit-scope", take_part_of_header},
                                                   {"commit-autosquash", take_autosquash},
                                                   {"commit-author", take_author},
                                                   {"commit-footer", take_footer}}};

Result<void> take_check(const policy::Check& check, ExportDraft& draft, PushRules& rules) {
  const auto* const handler = std::find_if(kGitlabHandlers.begin(), kGitlabHandlers.end(),
                                           [&](const Handler& each) { return each.rule == check.rule->id; });
  if (draft.can_take(check, handler != kGitlabHandlers.end())) TRY(handler->take(check, draft, rules));
  return {};
}

}  // namespace

Result<ForgeExport> gitlab_push_rules(const policy::Policy& policy, bool strict) {
  ExportDraft draft{policy, strict};
  PushRules rules{.messages = message_checks(policy)};
  for (const policy::Check& check : policy.checks)
    if (check.severity != Severity::off) TRY(take_check(check, draft, rules));
  for (const policy::Check* check : rules.artifacts) TRY(add_artifacts(*check, draft, rules));
  std::string names;
  for (const std::string& each : rules.file_names) names += (names.empty() ? "" : "|") + each;
  if (!names.empty()) rules.json["file_name_regex"] = names;
  return ForgeExport{json_text(rules.json), std::move(draft.remarks)};
}

}  // namespace expgate::app
