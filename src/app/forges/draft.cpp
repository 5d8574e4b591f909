#include "app/forges/draft.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "text/utf8.h"

namespace expgate::app {

namespace {

bool lists(const std::vector<std::string>& rules, const policy::Check& check) {
  return std::any_of(rules.begin(), rules.end(),
                     [&](const std::string& rule) { return rule == check.key || rule == check.rule->id; });
}

// Whether the server's policy lets some findings of the check pass.
bool has_way_round(const policy::Policy& policy, const policy::Check& check) {
  return std::any_of(policy.exceptions.begin(), policy.exceptions.end(),
                     [&](const policy::Exception& each) { return lists({each.rule}, check); }) ||
         std::any_of(policy.bypasses.begin(), policy.bypasses.end(), [&](const policy::Bypass& each) {
           return each.rules.empty() || lists(each.rules, check);
         });
}

bool has_one_of(const std::vector<std::string>& globs, std::initializer_list<std::string_view> wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](std::string_view glob) {
    return std::find(globs.begin(), globs.end(), glob) != globs.end();
  });
}

// The one exception that sizes know: other checks may judge some of the paths.
bool has_own_paths(const policy::Check& check) {
  const bool shares = !check.specialised_by.empty() && check.rule->id != "max-file-size";
  return !check.paths.empty() || !check.exclude.empty() || shares;
}

}  // namespace

Text text_of(const ExportRemark& remark) {
  const Arguments arguments{{"check", text::printable(remark.check)}, {"reason", remark.reason}};
  if (remark.extent == Extent::none) return {msgid("`{check}` is left out: {reason}"), arguments};
  if (remark.extent == Extent::part) return {msgid("`{check}` is exported in part: {reason}"), arguments};
  return {msgid("`{check}` is stricter there: {reason}"), arguments};
}

void ExportDraft::leave_out(const policy::Check& check, Text reason) {
  remarks.push_back({check.key, Extent::none, std::move(reason)});
}

void ExportDraft::say_part(const policy::Check& check, Text reason) {
  remarks.push_back({check.key, Extent::part, std::move(reason)});
}

bool ExportDraft::can_take(const policy::Check& check, bool knows) {
  auto reason = obstacle(policy, check);
  if (!knows && check.severity != Severity::warn) reason = tr("the forge has no rule for it");
  if (!reason) return true;
  leave_out(check, *std::move(reason));
  return false;
}

bool ExportDraft::takes_stricter(const policy::Check& check, Text reason) {
  if (strict)
    remarks.push_back({check.key, Extent::more, std::move(reason)});
  else
    leave_out(check, tr("{reason}; `--strict` exports it", {{"reason", std::move(reason)}}));
  return strict;
}

std::string json_text(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::optional<Text> obstacle(const policy::Policy& policy, const policy::Check& check) {
  if (check.severity == Severity::warn) return tr("it only warns");
  if (policy.warn_only) return tr("the policy is in warn mode");
  if (has_way_round(policy, check)) return tr("the policy lets some of what it finds pass");
  if (has_own_paths(check)) return tr("it does not judge all paths alike");
  return std::nullopt;
}

bool is_for_all_branches(const policy::Check& check) {
  return check.exclude_refs.empty() && (check.refs.empty() || has_one_of(check.refs, {"*", "**"}));
}

bool is_for_all_tags(const policy::Check& check) {
  return check.exclude_refs.empty() &&
         (check.refs.empty() || has_one_of(check.refs, {"**", "tags/*", "tags/**"}));
}

std::optional<std::uint64_t> largest_limit(const policy::Policy& policy, const policy::Check& check) {
  std::uint64_t limit = check.options.number("limit");
  for (const std::size_t index : check.specialised_by) {
    const policy::Check& other = policy.checks[index];
    const bool is_sure = other.severity == Severity::error && other.refs.empty() &&
                         other.exclude_refs.empty() && other.exclude.empty() && !has_way_round(policy, other);
    if (!is_sure) return std::nullopt;
    limit = std::max(limit, other.options.number("limit"));
  }
  return limit;
}

}  // namespace expgate::app
