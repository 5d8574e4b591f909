#include <algorithm>

#include <fmt/core.h>

#include "base/bytes.h"
#include "model/ref_name.h"
#include "report/html_parts.h"
#include "report/numbers.h"
#include "report/phrases.h"

namespace expgate::report {

namespace {

constexpr std::size_t kMostListed = 200;  // findings

std::string introduction_html(const LargeObject& large_object) {
  std::string out;
  for (const LargeObject::Bringer& each : large_object.commits)
    out += fmt::format("<span class=\"mono nowrap\">{}</span> <span class=\"nowrap\">{}</span><br>",
                       each.commit.abbreviated(), iso_date(each.day));
  if (large_object.further_commits > 0)
    out += words(tr_n("and {count} more", "and {count} more", large_object.further_commits));
  return out;
}

std::string whereabouts_html(const LargeObject& large_object) {
  if (!large_object.is_at_tip()) return "<span class=\"bad\">" + words(tr("no, only in history")) + "</span>";
  const std::string ref(short_name(large_object.tips.front()));
  const std::uint64_t more = large_object.tips.size() - 1 + large_object.further_tips;
  if (more == 0) return escaped(ref);
  return words(tr_n("{ref} and {count} more", "{ref} and {count} more", more, {{"ref", ref}}));
}

std::string path_of(const LargeObject& large_object) {
  std::string out = cut_text(large_object.paths.front());
  if (large_object.paths.size() > 1)
    out += "<small>" +
           words(tr_n("and {count} more path", "and {count} more paths", large_object.paths.size() - 1)) +
           "</small>";
  return out + "<small class=\"mono\">" + large_object.oid.hex() + "</small>";
}

}  // namespace

std::string cut_text(std::string_view text) {
  constexpr std::size_t kLongest = 400;  // bytes: what was pushed has no limit
  return text.size() <= kLongest ? escaped(text) : escaped(text.substr(0, kLongest)) + "…";
}

std::string table_head(std::string_view id, const std::vector<std::pair<Text, bool>>& columns, int sorted) {
  std::string out =
      fmt::format("<div class=\"scroll wide\"><table class=\"sortable\" id=\"{}\">\n<thead><tr>", id);
  for (std::size_t i = 0; i < columns.size(); ++i)
    out += fmt::format("<th scope=\"col\"{}{}>{}</th>", columns[i].second ? " class=\"num\"" : "",
                       static_cast<int>(i) == sorted ? " aria-sort=\"descending\"" : "",
                       words(columns[i].first));
  return out + "</tr></thead>\n<tbody>\n";
}

std::string number_cell(const Text& label, std::uint64_t value, const std::string& shown) {
  return fmt::format("<td class=\"num\" data-v=\"{}\" data-label=\"{}\">{}</td>", value, words(label),
                     escaped(shown));
}

std::string table_cell(const std::string& content, const Text& label, std::string_view css) {
  std::string attributes;
  if (!css.empty()) attributes += fmt::format(" class=\"{}\"", css);
  if (!label.empty()) attributes += fmt::format(" data-label=\"{}\"", words(label));
  return fmt::format("<td{}>{}</td>", attributes, content);
}

std::string worst_table(const Survey& survey) {
  if (survey.worst.empty()) return "<p>" + words(tr("There are no large objects.")) + "</p>";
  std::string out = table_head("worst",
                               {{tr("On disk"), true},
                                {tr("Path"), false},
                                {tr("Category"), false},
                                {tr("Unpacked"), true},
                                {tr("Introduced by"), false},
                                {tr("Still at a tip"), false}},
                               0);
  for (const LargeObject& large_object : survey.worst)
    out += "<tr>" + number_cell(tr("on disk"), large_object.stored, format_size(large_object.stored)) +
           table_cell(path_of(large_object), {}, "path") +
           table_cell("<span class=\"chip\">" + swatch(static_cast<std::size_t>(large_object.category)) +
                      words(text_of(large_object.category)) + "</span>") +
           number_cell(tr("unpacked"), large_object.size, format_size(large_object.size)) +
           table_cell(introduction_html(large_object), tr("introduced by")) +
           table_cell(whereabouts_html(large_object), tr("at a tip:")) + "</tr>\n";
  return out + "</tbody></table></div>";
}

std::string rules_table(const Survey& survey) {
  if (survey.rules.empty()) return "<p class=\"good\">" + words(tr("There are no findings.")) + "</p>";
  std::string out = table_head("rules",
                               {{tr("Rule"), false},
                                {tr("Errors"), true},
                                {tr("Warnings"), true},
                                {tr("Waived"), true},
                                {tr("First"), false},
                                {tr("Last"), false}},
                               1);
  for (const RuleSum& sum : survey.rules) {
    const std::string first = sum.days.empty() ? "" : iso_date(sum.days.begin()->first);
    const std::string last = sum.days.empty() ? "" : iso_date(sum.days.rbegin()->first);
    out += "<tr>" + table_cell("<code>" + escaped(sum.rule) + "</code>") +
           number_cell(tr("errors"), sum.errors, grouped(sum.errors)) +
           number_cell(tr("warnings"), sum.warnings, grouped(sum.warnings)) +
           number_cell(tr("waived"), sum.waived, grouped(sum.waived)) +
           table_cell(first, tr("first"), "nowrap") + table_cell(last, tr("last"), "nowrap") + "</tr>\n";
  }
  return out + "</tbody></table></div>\n<p class=\"quiet\">" +
         prose(tr("`expgate explain RULE` explains a rule.")) + "</p>";
}

std::string findings_table(const Report& report) {
  if (report.findings.empty()) return "<p class=\"good\">" + words(tr("There are no findings.")) + "</p>\n";
  std::vector<const Finding*> shown;
  for (const Severity severity : {Severity::error, Severity::warn})
    for (const Finding& finding : report.findings)
      if (finding.severity == severity && shown.size() < kMostListed) shown.push_back(&finding);
  std::string out =
      "<details><summary>" +
      words(shown.size() < report.findings.size()
                ? tr_n("The first {shown} of {count} finding", "The first {shown} of {count} findings",
                       report.findings.size(), {{"shown", shown.size()}})
                : tr_n("{count} finding", "{count} findings", shown.size())) +
      "</summary>\n";
  out += table_head(
      "list", {{tr("Rule"), false}, {tr("Finding"), false}, {tr("Commit"), false}, {tr("Ref"), false}}, -1);
  for (const Finding* finding : shown) {
    std::string commit;
    if (finding->commit)
      commit = "<span class=\"mono\">" + finding->commit->abbreviated() + "</span><small>" +
               cut_text(finding->subject) + "</small>";
    out += "<tr>" + table_cell("<code class=\"nowrap\">" + escaped(finding->rule) + "</code>") +
           table_cell(cut_text(message_of(*finding)), {}, "path") + table_cell(commit) +
           table_cell(finding->refs.empty() ? "" : cut_text(short_name(finding->refs.front()))) + "</tr>\n";
  }
  return out + "</tbody></table></div>\n<p class=\"quiet\">" +
         prose(tr("`expgate audit --format json` has all of them.")) + "</p></details>\n";
}

}  // namespace expgate::report
