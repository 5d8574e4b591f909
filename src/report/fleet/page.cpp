#include "report/fleet/page.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/bytes.h"
#include "report/fleet/words.h"
#include "report/html_parts.h"
#include "report/numbers.h"
#include "report/phrases.h"

namespace expgate::report {

namespace {

constexpr std::size_t kLongestFleetText = 400;  // bytes in a table

std::string fleet_cut(std::string_view text) {
  return text.size() <= kLongestFleetText ? escaped(text) : escaped(text.substr(0, kLongestFleetText)) + "…";
}

struct FleetColumn {
  Text title;
  bool is_number = false;
};

std::string fleet_head(std::string_view id, const std::vector<FleetColumn>& columns, int sorted) {
  std::string out =
      fmt::format("<div class=\"scroll wide\"><table class=\"sortable\" id=\"{}\">\n<thead><tr>", id);
  for (std::size_t i = 0; i < columns.size(); ++i)
    out += fmt::format("<th scope=\"col\"{}{}>{}</th>", columns[i].is_number ? " class=\"num\"" : "",
                       static_cast<int>(i) == sorted ? " aria-sort=\"descending\"" : "",
                       words(columns[i].title));
  return out + "</tr></thead>\n<tbody>\n";
}

constexpr std::string_view kEndOfFleetTable = "</tbody></table></div>\n";

std::string fleet_number(const Text& label, std::uint64_t value, const std::string& shown) {
  return fmt::format("<td class=\"num\" data-v=\"{}\" data-label=\"{}\">{}</td>", value, words(label),
                     escaped(shown));
}

std::string fleet_number(const Text& label, std::uint64_t value) {
  return fleet_number(label, value, grouped(value));
}

std::string fleet_name(const std::string& name, const std::string& file) {
  return fmt::format("<td class=\"path\">{}<small class=\"mono\">{}</small></td>", fleet_cut(name),
                     fleet_cut(file));
}

std::string_view fleet_color(Verdict verdict) {
  return verdict == Verdict::pass ? "good" : "bad";
}

std::string fleet_tile(const std::string& number, const Text& what, std::string_view color = "") {
  return fmt::format("<li><b class=\"{}\">{}</b><span>{}</span></li>\n", color, escaped(number), words(what));
}

std::string fleet_tiles(const Fleet& fleet) {
  const std::uint64_t unknown = fleet.undecided + fleet.unreadable;
  return "<ul class=\"tiles\">\n" +
         fleet_tile(grouped(fleet.failed),
                    tr_n("repository would be rejected", "repositories would be rejected", fleet.failed),
                    fleet.failed > 0 ? "bad" : "good") +
         fleet_tile(grouped(unknown),
                    tr_n("is undecided or could not be read", "are undecided or could not be read", unknown),
                    unknown > 0 ? "bad" : "good") +
         fleet_tile(format_size(fleet.sum.stored), tr("of files in the histories, on disk")) +
         fleet_tile(percent(fleet.sum.artifacts, fleet.sum.stored),
                    tr("of that in weights, data, logs and archives"),
                    fleet.sum.artifacts > fleet.sum.stored / 10 ? "bad" : "good") +
         "</ul>";
}

std::string fleet_steps(const Fleet& fleet) {
  const FleetAdvice advice = fleet_advice(fleet);
  std::string out = "<p class=\"headline\">" + prose(advice.headline) + "</p>\n";
  if (advice.steps.empty()) return out;
  out += "<ol>\n";
  for (const auto& [text, command] : advice.steps) {
    out += "<li>" + prose(text);
    if (!command.empty()) out += "<pre tabindex=\"0\"><code>" + escaped(command) + "</code></pre>";
    out += "</li>\n";
  }
  return out + "</ol>";
}

// One bar of all bytes by category, and what is in it.
std::string fleet_bytes(const Fleet& fleet) {
  constexpr double kBarWidth = 1000;
  if (fleet.sum.stored == 0) return "<p>" + words(tr("There are no files.")) + "</p>";
  std::string bar =
      "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"" +
      words(tr("bytes by category")) + "\">";
  std::string legend = "<ul class=\"legend\">\n";
  double at = 0;
  for (std::size_t i = 0; i < kBulks; ++i) {
    const std::uint64_t stored = fleet.categories[i].stored;
    if (stored == 0) continue;
    const double wide = kBarWidth * static_cast<double>(stored) / static_cast<double>(fleet.sum.stored);
    bar +=
        fmt::format("<rect class=\"f{}\" x=\"{:.2f}\" y=\"0\" width=\"{:.2f}\" height=\"10\"/>", i, at, wide);
    at += wide;
    legend += fmt::format("<li>{}{}<span class=\"n\">{}, {}</span></li>\n", swatch(i),
                          words(text_of(static_cast<ContentCategory>(i))), escaped(format_size(stored)),
                          escaped(percent(stored, fleet.sum.stored)));
  }
  return "<figure>" + bar + "</svg></figure>\n" + legend + "</ul>";
}

std::string fleet_repositories(const Fleet& fleet) {
  if (fleet.repositories.empty()) return "<p>" + words(tr("No audit could be read.")) + "</p>";
  std::string out = fleet_head("repositories",
                               {{tr("Repository")},
                                {tr("Verdict")},
                                {tr("Errors"), true},
                                {tr("Warnings"), true},
                                {tr("On disk"), true},
                                {tr("Artifacts"), true},
                                {tr("Commits"), true},
                                {tr("Last commit")}},
                               2);
  for (const FleetRepository& each : fleet.repositories)
    out += "<tr>" + fleet_name(each.name, each.file) +
           fmt::format("<td class=\"nowrap {}\">{}</td>", fleet_color(each.verdict),
                       words(fleet_verdict(each.verdict))) +
           fleet_number(tr("errors"), each.errors) + fleet_number(tr("warnings"), each.warnings) +
           fleet_number(tr("on disk"), each.stored, format_size(each.stored)) +
           fleet_number(tr("artifacts"), each.artifacts, format_size(each.artifacts)) +
           fleet_number(tr("commits"), each.commits) +
           fmt::format("<td class=\"nowrap\" data-label=\"{}\">{}</td></tr>\n", words(tr("last commit")),
                       fleet_cut(each.last));
  return out.append(kEndOfFleetTable);
}

std::string fleet_rules(const Fleet& fleet) {
  if (fleet.rules.empty()) return "<p class=\"good\">" + words(tr("There are no findings.")) + "</p>";
  std::string out = fleet_head("rules",
                               {{tr("Rule")},
                                {tr("Repositories"), true},
                                {tr("Errors"), true},
                                {tr("Warnings"), true},
                                {tr("Waived"), true}},
                               2);
  for (const auto& [name, rule] : fleet.sorted_rules())
    out += "<tr><td><code>" + fleet_cut(name) + "</code></td>" +
           fleet_number(tr("repositories"), rule.repositories) + fleet_number(tr("errors"), rule.errors) +
           fleet_number(tr("warnings"), rule.warnings) + fleet_number(tr("waived"), rule.waived) + "</tr>\n";
  return out.append(kEndOfFleetTable) + "<p class=\"quiet\">" +
         prose(tr("`expgate explain RULE` explains a rule.")) + "</p>";
}

// The repositories that nothing is certain about, first those whose audit could not be read.
std::string fleet_unknown(const Fleet& fleet) {
  if (fleet.undecided + fleet.unreadable == 0) return "";
  std::string out = "<section aria-labelledby=\"unknown-title\">\n<h2 id=\"unknown-title\">" +
                    words(tr("Undecided, or not read")) + "</h2>\n" +
                    fleet_head("unknown", {{tr("Repository")}, {tr("Why")}}, -1);
  for (const UnreadableAudit& each : fleet.unreadable_ones)
    out += "<tr><td class=\"path\"><span class=\"mono\">" + fleet_cut(each.file) + "</span></td><td>" +
           prose(tr("could not be read: {problem}", {{"problem", each.why}})) + "</td></tr>\n";
  for (const FleetRepository& each : fleet.undecided_ones)
    out += "<tr>" + fleet_name(each.name, each.file) + "<td class=\"path\">" +
           (each.problem.empty() ? words(tr("undecided")) : fleet_cut(each.problem)) + "</td></tr>\n";
  return out.append(kEndOfFleetTable) + "</section>\n";
}

std::string notes_of_fleet(const Fleet& fleet) {
  std::string out;
  for (const Text& note : fleet_notes(fleet)) out += "<p class=\"quiet\">" + words(note) + "</p>\n";
  return out;
}

}  // namespace

std::string fleet_page(const Fleet& fleet, std::string_view version) {
  const Text title = tr_n("Audit of {number} repository", "Audit of {number} repositories", fleet.audits(),
                          {{"number", grouped(fleet.audits())}});
  const std::pair<std::string_view, std::string> parts[] = {
      {"LANGUAGE", language_of_page()},
      {"TITLE", words(title)},
      {"KIND", words(tr("Audit of many Git histories"))},
      {"HEADING", words(title)},
      {"SPAN", words(fleet_counts(fleet))},
      {"FIRST_TITLE", words(tr("What to do first"))},
      {"ADVICE", fleet_steps(fleet)},
      {"TILES", fleet_tiles(fleet)},
      {"UNKNOWN", fleet_unknown(fleet)},
      {"BYTES_TITLE", words(tr("What the histories consist of"))},
      {"BYTES_NOTE", words(tr("Everything that was ever committed, in bytes on disk. A file that is "
                              "deleted later still counts."))},
      {"BYTES", fleet_bytes(fleet)},
      {"REPOSITORIES_TITLE", words(tr("Repositories, the worst first"))},
      {"NOTES", notes_of_fleet(fleet)},
      {"FILTER_LABEL", words(tr("Filter"))},
      {"REPOSITORIES", fleet_repositories(fleet)},
      {"RULES_TITLE", words(tr("Findings by rule"))},
      {"RULES", fleet_rules(fleet)},
      {"FOOTER", words(tr("expgate {version}. This page names no authors and loads nothing from the network.",
                          {{"version", version}}))},
  };
  return filled(fleet_template(), parts);
}

}  // namespace expgate::report
