#include "app/forges/github_ruleset.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "app/forges/patterns.h"
#include "app/forges/ref_conditions.h"
#include "base/strings.h"

namespace expgate::app {

namespace {

using Json = nlohmann::ordered_json;

struct Rulesets {
  Json list = Json::array();
  MessageChecks messages;
};

bool has_rule(const Json& ruleset, const std::string& type) {
  return std::any_of(ruleset["rules"].begin(), ruleset["rules"].end(),
                     [&](const Json& rule) { return rule["type"] == type; });
}

// "expgate: branches main, develop"; a name that stands twice gets a number.
std::string name_for(const RefConditions& refs, const std::string& target, const Json& list) {
  constexpr std::size_t kLongest = 80;
  const std::string plural = target == "push" ? "files" : target == "tag" ? "tags" : "branches";
  std::vector<std::string> shown;
  for (std::string_view name : refs.include) {
    for (const std::string_view prefix : {"refs/heads/", "refs/tags/"})
      if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    shown.emplace_back(name == "~DEFAULT_BRANCH" ? "the default branch" : name);
  }
  std::string name = "expgate: " + plural + (shown.empty() ? "" : " " + join(shown, ", "));
  if (shown == std::vector<std::string>{"~ALL"}) name = "expgate: all " + plural;
  if (name.size() > kLongest) name = "expgate: " + plural;
  const auto has_name = [&](const std::string& wanted) {
    return std::any_of(list.begin(), list.end(), [&](const Json& each) { return each["name"] == wanted; });
  };
  std::string numbered = name;
  for (int number = 2; has_name(numbered); ++number) numbered = name + " (" + std::to_string(number) + ")";
  return numbered;
}

// A rule goes where others for the same refs are, except one of its own type.
void add(const std::string& target, const RefConditions& refs, Json rule, Json& list) {
  Json conditions;
  if (target != "push") conditions["ref_name"] = {{"include", refs.include}, {"exclude", refs.exclude}};
  for (Json& each : list) {
    const bool is_same = each["target"] == target && each.value("conditions", Json()) == conditions;
    if (!is_same || has_rule(each, rule["type"])) continue;
    each["rules"].push_back(std::move(rule));
    return;
  }
  Json made{{"name", name_for(refs, target, list)}, {"target", target}, {"enforcement", "active"}};
  if (!conditions.is_null()) made["conditions"] = conditions;
  made["rules"] = Json::array({std::move(rule)});
  list.push_back(std::move(made));
}

Json pattern_rule(const char* type, const std::string& name, const std::string& regex, bool negate = false) {
  return {{"type", type},
          {"parameters", {{"name", name}, {"negate", negate}, {"operator", "regex"}, {"pattern", regex}}}};
}

// The branches of a check that can be named; none: that is said.
std::optional<RefConditions> branches_of(const policy::Check& check, ExportDraft& draft) {
  RefConditions refs = conditions_of_branches(check);
  if (refs.include.empty()) {
    draft.leave_out(check, tr("a ruleset cannot name its branches"));
    return std::nullopt;
  }
  if (!refs.is_whole) draft.say_part(check, tr("a ruleset cannot name all of its refs"));
  return refs;
}

Result<void> protect(const policy::Check& check, ExportDraft& draft, Rulesets& rulesets) {
  const RefConditions branches = conditions_of_branches(check);
  const RefConditions tags = conditions_of_tags(check);
  if (!branches.include.empty()) {
    add("branch", branches, {{"type", "deletion"}}, rulesets.list);
    add("branch", branches, {{"type", "non_fast_forward"}}, rulesets.list);
  }
  if (!tags.include.empty()) {
    add("tag", tags, {{"type", "deletion"}}, rulesets.list);
    add("tag", tags, {{"type", "update"}}, rulesets.list);
  }
  if (branches.include.empty() && tags.include.empty())
    draft.leave_out(check, tr("a ruleset cannot name its refs"));
  else if (!branches.is_whole || !tags.is_whole)
    draft.say_part(check, tr("a ruleset cannot name all of its refs"));
  const bool denies = check.options.text("direct_push") == "deny" && !branches.include.empty();
  if (denies && draft.takes_stricter(check, tr("edits in the web page need a pull request there, too")))
    add("branch", branches,
        {{"type", "pull_request"},
         {"parameters",
          {{"dismiss_stale_reviews_on_push", false},
           {"require_code_owner_review", false},
           {"require_last_push_approval", false},
           {"required_approving_review_count", 0},
           {"required_review_thread_resolution", false}}}},
        rulesets.list);
  return {};
}

bool is_for_all_refs(const policy::Check& check, ExportDraft& draft) {
  if (check.refs.empty() && check.exclude_refs.empty()) return true;
  draft.leave_out(check, tr("it is for some refs only, push rulesets are for all"));
  return false;
}

Result<void> limit_size(const policy::Check& check, ExportDraft& draft, Rulesets& rulesets) {
  constexpr std::uint64_t kMegabyte = 1'000'000;  // the smaller meaning, so that the limit is never too small
  constexpr std::uint64_t kMost = 100;
  const auto limit = largest_limit(draft.policy, check);
  if (!is_for_all_refs(check, draft)) return {};
  if (!limit) {
    draft.leave_out(check, tr("some paths have no limit"));
    return {};
  }
  const std::uint64_t megabytes = std::max<std::uint64_t>(*limit / kMegabyte + (*limit % kMegabyte > 0), 1);
  if (megabytes > kMost) {
    draft.leave_out(check, tr("GitHub takes no file over {most} MB anyway", {{"most", kMost}}));
    return {};
  }
  if (megabytes * kMegabyte != check.options.number("limit"))
    draft.say_part(check, tr("its limit is {megabytes} MB there, for all paths", {{"megabytes", megabytes}}));
  add("push", {}, {{"type", "max_file_size"}, {"parameters", {{"max_file_size", megabytes}}}}, rulesets.list);
  return {};
}

Result<void> limit_length(const policy::Check& check, ExportDraft& draft, Rulesets& rulesets) {
  if (!is_for_all_refs(check, draft)) return {};
  if (draft.takes_stricter(check,
                           tr("files that have been there before may be rejected, too; only the length "
                              "of paths is looked at")))
    add("push", {},
        {{"type", "max_file_path_length"},
         {"parameters", {{"max_file_path_length", check.options.number("max_length")}}}},
        rulesets.list);
  return {};
}

Result<void> restrict_endings(const policy::Check& check, ExportDraft& draft, Rulesets& rulesets) {
  constexpr std::size_t kMost = 200;  // that GitHub takes
  if (!is_for_all_refs(check, draft)) return {};
  std::vector<std::string> globs;
  const ArtifactNames names = artifact_names(check.options);
  for (const std::string& ending : names.endings)
    if (globs.size() < kMost) globs.push_back("*." + ending);
  if (globs.empty())
    draft.leave_out(check, tr("none of its names is known by its ending alone"));
  else if (draft.takes_stricter(check, tr("LFS pointers, links, names with a leading dot and the deletion of "
                                          "such files may be rejected; "
                                          "only {count} endings of names are looked at",
                                          {{"count", globs.size()}})))
    add("push", {},
        {{"type", "file_extension_restriction"}, {"parameters", {{"restricted_file_extensions", globs}}}},
        rulesets.list);
  return {};
}

Result<void> name_branches(const policy::Check& check, ExportDraft& draft, Rulesets& rulesets) {
  TRY_ASSIGN(const std::string regex, branch_regex(check.options));
  auto refs = branches_of(check, draft);
  if (!refs) return {};
  refs->exclude.emplace_back("~DEFAULT_BRANCH");
  add("branch", *refs, pattern_rule("branch_name_pattern", check.key, "^(?:" + regex + ")\\n?$"),
      rulesets.list);
  return {};
}

Result<void> match_header(const policy::Check& check, ExportDraft& draft, Rulesets& rulesets) {
  if (rulesets.messages.header != &check) {
    draft.leave_out(
        check, tr("the messages of release tools pass, and a regular expression cannot tell them apart"));
    return {};
  }
  if (!draft.takes_stricter(check,
                            tr("a merge passes there only if its text begins with `Merge `, and commits "
                               "of other branches are judged again")))
    return {};
  if (const auto refs = branches_of(check, draft))
    add("branch", *refs, pattern_rule("commit_message_pattern", check.key, message_regex(rulesets.messages)),
        rulesets.list);
  return {};
}

Result<void> match_part_of_header(const policy::Check& check, ExportDraft& draft, Rulesets& rulesets) {
  const bool is_taken = &check == rulesets.messages.type || &check == rulesets.messages.scope;
  if (!is_taken)
    draft.leave_out(check, tr("it goes with `commit-header`, for the same refs"));
  else if (!draft.strict)
    draft.leave_out(check, tr("it goes with `commit-header`"));
  return {};
}

Result<void> forbid_autosquash(const policy::Check& check, ExportDraft& draft, Rulesets& rulesets) {
  if (!draft.takes_stricter(check, tr("a merge with such a text is rejected there, too, and commits of other "
                                      "branches are judged again")))
    return {};
  if (const auto refs = branches_of(check, draft))
    add("branch", *refs,
        pattern_rule("commit_message_pattern", check.key, R"(\A(?:fixup|squash|amend)! )", true),
        rulesets.list);
  return {};
}

Result<void> match_author(const policy::Check& check, ExportDraft& draft, Rulesets& rulesets) {
  const std::string& email = check.options.text("email");
  const bool is_signed = check.options.boolean("signed");
  if (email.empty() && !is_signed) {
    draft.leave_out(check, tr("the forge has no rule for it"));
    return {};
  }
  if (!draft.takes_stricter(check,
                            tr("commits of other branches are judged again there, and a signature must "
                               "be verified; names are not looked at")))
    return {};
  const auto refs = branches_of(check, draft);
  if (!refs) return {};
  if (!email.empty())
    add("branch", *refs,
        pattern_rule("commit_author_email_pattern", check.key, "^" + grouped_regex(email) + "\\n?$"),
        rulesets.list);
  if (is_signed) add("branch", *refs, {{"type", "required_signatures"}}, rulesets.list);
  return {};
}

struct RulesetHandler {
  std::string_view rule;
  Result<void> (*take)(const policy::Check& check, ExportDraft& draft, Rulesets& rulesets);
};
constexpr std::array<RulesetHandler, 10> kGithubHandlers{{{"protected-ref", protect},
                                                          {"max-file-size", limit_size},
                                                          {"path-name", limit_length},
                                                          {"artifact-path", restrict_endings},
                                                          {"branch-name", name_branches},
                                                          {"commit-header", match_header},
                                                          {"commit-type", match_part_of_header},
                                                          {"commit-scope", match_part_of_header},
                                                          {"commit-autosquash", forbid_autosquash},
                                                          {"commit-author", match_author}}};

Result<void> take_check(const policy::Check& check, ExportDraft& draft, Rulesets& rulesets) {
  const auto* const handler =
      std::find_if(kGithubHandlers.begin(), kGithubHandlers.end(),
                   [&](const RulesetHandler& each) { return each.rule == check.rule->id; });
  if (draft.can_take(check, handler != kGithubHandlers.end())) TRY(handler->take(check, draft, rulesets));
  return {};
}

}  // namespace

Result<ForgeExport> github_rulesets(const policy::Policy& policy, bool strict) {
  ExportDraft draft{policy, strict};
  Rulesets rulesets{.messages = message_checks(policy)};
  for (const policy::Check& check : policy.checks)
    if (check.severity != Severity::off) TRY(take_check(check, draft, rulesets));
  return ForgeExport{json_text(rulesets.list), std::move(draft.remarks)};
}

}  // namespace expgate::app
