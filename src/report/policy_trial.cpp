#include "report/policy_trial.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/strings.h"
#include "report/json_text.h"
#include "report/numbers.h"
#include "report/phrases.h"
#include "report/push_log_text.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

constexpr std::size_t kMostRowsOfTrial = 20;

void add_trial_groups(std::string& out, const Text& title, const PushGroups& groups) {
  if (groups.groups.empty()) return;
  out += "\n" + shown(title) + "\n";
  std::size_t rows = 0;
  for (const PushGroup& group : groups.groups) {
    if (++rows > kMostRowsOfTrial) break;
    std::string users;
    if (group.users > 0)
      users = shown(
          tr_n(" ({number} user)", " ({number} users)", group.users, {{"number", grouped(group.users)}}));
    out += fmt::format("  {:>9}  {}{}\n", grouped(group.pushes.rejected), shown_name(group), users);
  }
  if (groups.known > kMostRowsOfTrial)
    out += "  " + shown(tr("… and {number} more", {{"number", grouped(groups.known - kMostRowsOfTrial)}})) +
           "\n";
}

void add_trial_pushes(std::string& out, const Text& title, const std::vector<ChangedPush>& pushes,
                      std::uint64_t all) {
  if (pushes.empty()) return;
  out += "\n" + shown(title) + "\n";
  std::size_t rows = 0;
  for (const ChangedPush& push : pushes) {
    if (++rows > kMostRowsOfTrial) break;
    out += fmt::format("  {}  {}  {}  {}  ({})\n", shown_minute(push.time), text::printable(push.user),
                       text::printable(push.project), text::printable(push.ref),
                       text::printable(join(push.rules, ", ")));
  }
  if (all > kMostRowsOfTrial)
    out += "  " + shown(tr("… and {number} more", {{"number", grouped(all - kMostRowsOfTrial)}})) + "\n";
}

void add_unjudged(std::string& out, const UnjudgedPushes& unjudged) {
  if (unjudged.all() == 0) return;
  out += "\n" +
         shown(tr_n("{number} push could not be judged again:", "{number} pushes could not be judged again:",
                    unjudged.all(), {{"number", grouped(unjudged.all())}})) +
         "\n";
  const auto add = [&](std::uint64_t count, const Text& why) {
    if (count > 0) out += fmt::format("  {:>9}  {}\n", grouped(count), shown(why));
  };
  add(unjudged.without_objects, tr("their commits are gone, as those of rejected pushes are"));
  add(unjudged.without_repository, tr("their repository is not found; `--repositories` says where they lie"));
  add(unjudged.without_refs, tr("the log does not name all their refs"));
  add(unjudged.undecided, tr("expgate cannot decide; the first: {error}", {{"error", unjudged.first_error}}));
}

Json changed_pushes(const std::vector<ChangedPush>& pushes) {
  Json list = Json::array();
  for (const ChangedPush& push : pushes)
    list.push_back({{"time", json_text(push.time)},
                    {"project", json_text(push.project)},
                    {"user", json_text(push.user)},
                    {"ref", json_text(push.ref)},
                    {"refs", push.refs},
                    {"before", kOutcomeNames[static_cast<std::size_t>(push.before)]},
                    {"after", kOutcomeNames[static_cast<std::size_t>(push.after)]},
                    {"rules", json_texts(push.rules)}});
  return list;
}

Json trial_groups(const PushGroups& groups, const char* kind, bool has_users) {
  Json list = Json::array();
  for (const PushGroup& group : groups.groups) {
    Json one = {{kind, json_text(group.name)}, {"pushes", group.pushes.rejected}};
    if (has_users) one["users"] = group.users;
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace

std::string policy_trial_text(const PolicyTrial& trial) {
  const auto at = [&](PushOutcome before, PushOutcome after) {
    return trial.outcomes[static_cast<std::size_t>(before)][static_cast<std::size_t>(after)];
  };
  std::string out =
      shown(tr_n("with `{policy}`, of {number} push that was judged again: {rejected} newly rejected, "
                 "{accepted} newly accepted",
                 "with `{policy}`, of {number} pushes that were judged again: {rejected} newly rejected, "
                 "{accepted} newly accepted",
                 trial.judged,
                 {{"policy", trial.policy},
                  {"number", grouped(trial.judged)},
                  {"rejected", grouped(trial.count_newly_rejected())},
                  {"accepted", grouped(trial.count_newly_accepted())}})) +
      "\n";
  std::uint64_t warned = 0;
  for (std::size_t before = 0; before < kOutcomeNames.size(); ++before)
    warned += trial.outcomes[before][static_cast<std::size_t>(PushOutcome::warned)];
  if (warned > 0)
    out +=
        shown(tr_n("{number} push would only be let in by this policy's warn mode; `--mode enforce` shows it "
                   "as rejected",
                   "{number} pushes would only be let in by this policy's warn mode; `--mode enforce` shows "
                   "them as rejected",
                   warned, {{"number", grouped(warned)}})) +
        "\n";
  if (const std::uint64_t cleared = at(PushOutcome::warned, PushOutcome::passes); cleared > 0)
    out += shown(tr_n("{number} push that warn mode let in would pass by itself",
                      "{number} pushes that warn mode let in would pass by themselves", cleared,
                      {{"number", grouped(cleared)}})) +
           "\n";
  add_trial_groups(out, tr("newly rejected, by rule"), trial.rejecting_rules);
  add_trial_groups(out, tr("newly rejected, by project"), trial.rejected_projects);
  add_trial_groups(out, tr("newly accepted, by the rule that rejected them"), trial.accepting_rules);
  add_trial_pushes(out, tr("newly rejected pushes"), trial.newly_rejected, trial.count_newly_rejected());
  add_trial_pushes(out, tr("newly accepted pushes"), trial.newly_accepted, trial.count_newly_accepted());
  add_unjudged(out, trial.unjudged);
  const std::uint64_t bad_lines = trial.lines.damaged + trial.lines.unknown_schema;
  if (bad_lines > 0)
    out += shown(tr_n("{number} line of the log could not be read",
                      "{number} lines of the log could not be read", bad_lines,
                      {{"number", grouped(bad_lines)}})) +
           "\n";
  return out;
}

std::string policy_trial_json(const PolicyTrial& trial) {
  Json outcomes = Json::array();
  for (std::size_t before = 0; before < kOutcomeNames.size(); ++before)
    for (std::size_t after = 0; after < kOutcomeNames.size(); ++after)
      if (trial.outcomes[before][after] > 0)
        outcomes.push_back({{"before", kOutcomeNames[before]},
                            {"after", kOutcomeNames[after]},
                            {"pushes", trial.outcomes[before][after]}});
  const UnjudgedPushes& unjudged = trial.unjudged;
  const Json whole = {
      {"schema", "expgate-policy-try/1"},
      {"policy", json_text(trial.policy)},
      {"lines",
       {{"read", trial.lines.read},
        {"damaged", trial.lines.damaged},
        {"unknown_schema", trial.lines.unknown_schema},
        {"before_since", trial.lines.before}}},
      {"judged", trial.judged},
      {"newly_rejected", trial.count_newly_rejected()},
      {"newly_accepted", trial.count_newly_accepted()},
      {"outcomes", std::move(outcomes)},
      {"undecidable",
       {{"pushes", unjudged.all()},
        {"objects_gone", unjudged.without_objects},
        {"no_repository", unjudged.without_repository},
        {"refs_not_logged", unjudged.without_refs},
        {"undecided", unjudged.undecided},
        {"first_error", unjudged.undecided > 0 ? json_text(english(unjudged.first_error)) : Json()}}},
      {"rejecting_rules", trial_groups(trial.rejecting_rules, "rule", true)},
      {"rejected_projects", trial_groups(trial.rejected_projects, "project", false)},
      {"accepting_rules", trial_groups(trial.accepting_rules, "rule", false)},
      {"rejected", changed_pushes(trial.newly_rejected)},
      {"accepted", changed_pushes(trial.newly_accepted)}};
  return whole.dump(2) + "\n";
}

}  // namespace expgate::report
