#include "report/push_log_html.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "report/html_parts.h"
#include "report/numbers.h"
#include "report/phrases.h"

namespace expgate::report {

namespace {

constexpr std::size_t kMostRows = 200;

std::string section(std::string_view id, const Text& title, const std::string& content) {
  return fmt::format(
      "<section aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n{2}</section>\n", id,
      report::words(title), content);
}

std::string end_of_table(std::uint64_t shown_rows, std::uint64_t known) {
  std::string out = "</tbody></table></div>\n";
  if (known > shown_rows)
    out += "<p class=\"quiet\">" +
           report::words(tr("… and {number} more", {{"number", grouped(known - shown_rows)}})) + "</p>\n";
  return out;
}

std::string rules_of_log(const PushLog& log) {
  if (log.rules.groups.empty())
    return "<p class=\"good\">" + report::words(tr("There are no findings.")) + "</p>";
  std::string out = table_head("rules",
                               {{tr("Rule"), false},
                                {tr("Pushes rejected"), true},
                                {tr("Would be rejected"), true},
                                {tr("Users"), true},
                                {tr("Projects"), true},
                                {tr("Errors"), true},
                                {tr("Warnings"), true},
                                {tr("Waived"), true}},
                               -1);
  std::size_t rows = 0;
  for (const PushGroup& group : log.rules.groups) {
    if (rows == kMostRows) break;
    ++rows;
    out +=
        "<tr>" + table_cell("<code>" + cut_text(group.name) + "</code>") +
        number_cell(tr("rejected"), group.pushes.rejected, grouped(group.pushes.rejected)) +
        number_cell(tr("would be rejected"), group.pushes.would_reject, grouped(group.pushes.would_reject)) +
        number_cell(tr("users"), group.users, grouped(group.users)) +
        number_cell(tr("projects"), group.projects, grouped(group.projects)) +
        number_cell(tr("errors"), group.errors, grouped(group.errors)) +
        number_cell(tr("warnings"), group.warnings, grouped(group.warnings)) +
        number_cell(tr("waived"), group.waived, grouped(group.waived)) + "</tr>\n";
  }
  return out + end_of_table(rows, log.rules.known);
}

std::string groups_of_log(std::string_view id, const Text& kind, const PushGroups& groups) {
  if (groups.groups.empty()) return "<p>" + report::words(tr("There are no pushes.")) + "</p>";
  std::string out = table_head(id,
                               {{kind, false},
                                {tr("Pushes"), true},
                                {tr("Rejected"), true},
                                {tr("Would be rejected"), true},
                                {tr("Undecided"), true},
                                {tr("Bypassed"), true}},
                               -1);
  std::size_t rows = 0;
  for (const PushGroup& group : groups.groups) {
    if (rows == kMostRows) break;
    ++rows;
    const PushCounts& counts = group.pushes;
    out += "<tr>" + table_cell(cut_text(shown_name(group)), {}, "path") +
           number_cell(tr("pushes"), counts.all(), grouped(counts.all())) +
           number_cell(tr("rejected"), counts.rejected, grouped(counts.rejected)) +
           number_cell(tr("would be rejected"), counts.would_reject, grouped(counts.would_reject)) +
           number_cell(tr("undecided"), counts.undecided, grouped(counts.undecided)) +
           number_cell(tr("bypassed"), counts.bypassed, grouped(counts.bypassed)) + "</tr>\n";
  }
  return out + end_of_table(rows, groups.known);
}

std::string noted_pushes(std::string_view id, const Text& why, const std::vector<NotedPush>& pushes,
                         std::uint64_t all) {
  std::string out = table_head(
      id,
      {{tr("Time"), false}, {tr("User"), false}, {tr("Project"), false}, {tr("Ref"), false}, {why, false}},
      0);
  for (const NotedPush& push : pushes) {
    std::string rules;
    if (!push.rules.empty()) rules = "<small>" + cut_text(join(push.rules, ", ")) + "</small>";
    out += "<tr>" + table_cell(escaped(shown_minute(push.time)), {}, "nowrap") +
           table_cell(cut_text(push.user)) + table_cell(cut_text(push.project)) +
           table_cell(cut_text(push.ref), {}, "path") +
           table_cell(cut_text(push.reason) + rules, {}, "path") + "</tr>\n";
  }
  return out + end_of_table(pushes.size(), all);
}

std::string waivers_of_log(const PushLog& log) {
  std::string out = table_head("waivers",
                               {{tr("Exception or bypass"), false},
                                {tr("Findings"), true},
                                {tr("Last used"), false},
                                {tr("Reason"), false}},
                               1);
  std::size_t rows = 0;
  for (const WaiverUse& use : log.waivers) {
    if (rows == kMostRows) break;
    ++rows;
    out += "<tr>" + table_cell(cut_text(use.by), {}, "path") +
           number_cell(tr("findings"), use.findings, grouped(use.findings)) +
           table_cell(escaped(shown_minute(use.last)), {}, "nowrap") +
           table_cell(cut_text(use.reason), {}, "path") + "</tr>\n";
  }
  return out + end_of_table(rows, log.waivers.size());
}

std::string ending_of_log(const std::vector<EndingException>& ending) {
  if (ending.empty()) return "<p class=\"good\">" + report::words(tr("None ends soon.")) + "</p>\n";
  std::string out = table_head("ending",
                               {{tr("Last day"), false},
                                {tr("Rule"), false},
                                {tr("Findings"), true},
                                {tr("Reason"), false},
                                {tr("Where"), false}},
                               -1);
  for (const EndingException& each : ending)
    out += "<tr>" + table_cell(escaped(each.expires), {}, "nowrap") +
           table_cell("<code>" + cut_text(each.rule) + "</code>") +
           number_cell(tr("findings"), each.used, grouped(each.used)) +
           table_cell(cut_text(each.reason), {}, "path") + table_cell(cut_text(each.at), {}, "path") +
           "</tr>\n";
  return out + end_of_table(ending.size(), ending.size());
}

std::string tables_of_log(const PushLog& log, PushLogKind kind) {
  std::string out;
  const auto wants = [&](PushLogKind each) { return kind == PushLogKind::all || kind == each; };
  if (wants(PushLogKind::rules)) out += section("rules", tr("By rule"), rules_of_log(log));
  if (wants(PushLogKind::projects))
    out += section("projects", tr("By project"), groups_of_log("projects", tr("Project"), log.projects));
  if (wants(PushLogKind::users))
    out += section("users", tr("By user"), groups_of_log("users", tr("User"), log.users));
  if (!log.bypasses.empty())
    out += section("bypasses", tr("Bypasses"),
                   noted_pushes("bypasses", tr("Reason"), log.bypasses, log.pushes.bypassed));
  if (!log.undecided.empty())
    out += section("undecided", tr("Undecided pushes"),
                   noted_pushes("undecided", tr("Why"), log.undecided, log.pushes.undecided));
  if (!log.waivers.empty()) out += section("waivers", tr("What let findings pass"), waivers_of_log(log));
  if (log.ending)
    out += section("ending", tr("Exceptions that end within 30 days"), ending_of_log(*log.ending));
  return out;
}

std::string tile_of_log(const std::string& number, const Text& what, std::string_view color = "") {
  return fmt::format("<li><b class=\"{}\">{}</b><span>{}</span></li>\n", color, escaped(number),
                     report::words(what));
}

std::string tiles_of_log(const PushLog& log) {
  std::string out = "<ul class=\"tiles\">\n";
  out += tile_of_log(grouped(log.pushes.all()), tr("pushes"));
  out += tile_of_log(grouped(log.pushes.rejected), tr("rejected"));
  out += tile_of_log(grouped(log.pushes.would_reject), tr("let in by warn mode alone"),
                     log.pushes.would_reject > 0 ? "bad" : "good");
  out +=
      tile_of_log(grouped(log.pushes.undecided), tr("undecided"), log.pushes.undecided > 0 ? "bad" : "good");
  return out + "</ul>";
}

std::string advice_of_log(const PushLog& log) {
  std::string out = "<p class=\"headline\">" + escaped(push_log_headline(log)) + "</p>\n";
  if (log.lines.damaged > 0)
    out += "<p>" +
           report::words(tr_n("{number} line is cut off or damaged and was not counted",
                              "{number} lines are cut off or damaged and were not counted", log.lines.damaged,
                              {{"number", grouped(log.lines.damaged)}})) +
           "</p>\n";
  if (log.times.count == 0) return out;
  return out + "<p>" +
         report::words(tr("time for a push: median {median}, 95th percentile {p95}, 99th percentile {p99}, "
                          "longest {longest}",
                          {{"median", shown_duration(log.times.median)},
                           {"p95", shown_duration(log.times.p95)},
                           {"p99", shown_duration(log.times.p99)},
                           {"longest", shown_duration(log.times.longest)}})) +
         "</p>";
}

}  // namespace

std::string push_log_html(const PushLog& log, PushLogKind kind, std::string_view version) {
  const std::string span =
      log.first.empty() ? "" : shown_minute(log.first) + " – " + shown_minute(log.last) + " UTC";
  const std::pair<std::string_view, std::string> parts[] = {
      {"LANGUAGE", language_of_page()},
      {"TITLE", report::words(tr("Pushes to this server"))},
      {"KIND", report::words(tr("Audit log summed up"))},
      {"HEADING", report::words(tr("Pushes to this server"))},
      {"SPAN", escaped(span)},
      {"FIRST_TITLE", report::words(tr("In short"))},
      {"ADVICE", advice_of_log(log)},
      {"TILES", tiles_of_log(log)},
      {"DAYS_TITLE", report::words(tr("Pushes over time, by outcome"))},
      {"DAYS_NOTE", report::words(tr("By the day of the push, UTC."))},
      {"DAYS", pushes_chart(log)},
      {"TABLES", tables_of_log(log, kind)},
      {"FOOTER",
       report::words(tr("expgate {version}. This page names users and projects, and loads nothing from the "
                        "network.",
                        {{"version", version}}))},
  };
  return filled(push_log_template(), parts);
}

}  // namespace expgate::report
