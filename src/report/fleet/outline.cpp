#include "report/fleet/outline.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "report/fleet/words.h"
#include "report/numbers.h"
#include "report/phrases.h"
#include "text/columns.h"
#include "text/utf8.h"
#include "text/wrap.h"

namespace expgate::report {

namespace {

constexpr std::size_t kMostOutlined = 20;
constexpr std::size_t kLongestOutlined = 200;  // columns

// One line of text from anywhere, of a bounded length.
std::string fleet_line(std::string_view text) {
  return text::shortened(text::printable(text), kLongestOutlined);
}

struct OutlineTable {
  Text title;
  std::vector<std::vector<std::string>> rows;  // the first has the headings; the last column is a name
  std::size_t left_out = 0;
};

OutlineTable outlined_repositories(const Fleet& fleet) {
  OutlineTable table{tr("repositories, the worst first"), {}, 0};
  table.rows.push_back({shown(tr("errors")), shown(tr("warnings")), shown(tr("on disk")),
                        shown(tr("artifacts")), shown(tr("repository"))});
  const std::size_t listed = std::min(kMostOutlined, fleet.repositories.size());
  for (std::size_t i = 0; i < listed; ++i) {
    const FleetRepository& each = fleet.repositories[i];
    table.rows.push_back({grouped(each.errors), grouped(each.warnings), format_size(each.stored),
                          format_size(each.artifacts), fleet_line(each.name)});
  }
  table.left_out = static_cast<std::size_t>(fleet.audits()) - listed;
  return table;
}

OutlineTable outlined_rules(const Fleet& fleet) {
  OutlineTable table{tr("findings by rule"), {}, 0};
  table.rows.push_back({shown(tr("errors")), shown(tr("warnings")), shown(tr("waived")),
                        shown(tr("repositories")), shown(tr("rule"))});
  const auto rules = fleet.sorted_rules();
  const std::size_t listed = std::min(kMostOutlined, rules.size());
  for (std::size_t i = 0; i < listed; ++i) {
    const FleetRule& rule = rules[i].second;
    table.rows.push_back({grouped(rule.errors), grouped(rule.warnings), grouped(rule.waived),
                          grouped(rule.repositories), fleet_line(rules[i].first)});
  }
  table.left_out = rules.size() - listed;
  return table;
}

struct OutlinedProblem {
  std::string file;
  std::string why;
};

// The first of those that nothing is certain about.
std::vector<OutlinedProblem> outlined_problems(const Fleet& fleet) {
  std::vector<OutlinedProblem> problems;
  for (const UnreadableAudit& each : fleet.unreadable_ones)
    if (problems.size() < kMostOutlined)
      problems.push_back({fleet_line(each.file),
                          fleet_line(shown(tr("could not be read: {problem}", {{"problem", each.why}})))});
  for (const FleetRepository& each : fleet.undecided_ones)
    if (problems.size() < kMostOutlined)
      problems.push_back({fleet_line(each.file), each.problem.empty() ? shown(fleet_verdict(each.verdict))
                                                                      : fleet_line(each.problem)});
  return problems;
}

std::string further(std::uint64_t count) {
  return shown(tr_n("… and {count} more", "… and {count} more", count));
}

std::string at_right(const std::string& text, std::size_t columns) {
  return std::string(columns - std::min(columns, text::width(text)), ' ') + text;
}

std::string in_color(const TextStyle& style, std::string_view color, const std::string& text) {
  return style.color ? fmt::format("\x1B[1;{}m{}\x1B[0m", color, text) : text;
}

void add_table(std::string& out, const OutlineTable& table, const TextStyle& style) {
  if (table.rows.size() < 2) return;
  std::vector<std::size_t> widths(table.rows.front().size(), 0);
  for (const auto& row : table.rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], text::width(row[i]));
  out += "\n" + in_color(style, "34", shown(table.title)) + "\n";
  for (const auto& row : table.rows) {
    std::string line = " ";
    for (std::size_t i = 0; i + 1 < row.size(); ++i) line += " " + at_right(row[i], widths[i] + 1);
    const std::size_t used = text::width(line) + 2;
    out +=
        line + "  " + text::shortened(row.back(), style.width > used + 20 ? style.width - used : 20) + "\n";
  }
  if (table.left_out > 0) out += "  " + further(table.left_out) + "\n";
}

std::string_view sign_of_fleet(Verdict verdict) {
  if (verdict == Verdict::pass) return "✅";
  return verdict == Verdict::fail ? "❌" : "🛑";
}

// A cell of a table: nothing in it is markup, a link or the end of the cell.
std::string markdown_cell(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]<>#!|~&@$^:%";
  std::string out;
  for (const char c : text) {
    if (kMarkup.find(c) == std::string_view::npos)
      out += c;
    else
      out += fmt::format("&#{};", static_cast<int>(c));
  }
  return replaced(std::move(out), "www.", "www&#46;");
}

void add_markdown_table(std::string& out, const OutlineTable& table) {
  if (table.rows.size() < 2) return;
  out += "\n**" + shown(table.title) + "**\n\n";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    out += "| " + markdown_cell(row.back()) + " |";
    for (std::size_t j = 0; j + 1 < row.size(); ++j) out += " " + markdown_cell(row[j]) + " |";
    out += "\n";
    if (i > 0) continue;
    out += "| --- |";
    for (std::size_t j = 0; j + 1 < row.size(); ++j) out += " ---: |";
    out += "\n";
  }
  if (table.left_out > 0) out += "\n" + further(table.left_out) + "\n";
}

}  // namespace

std::string fleet_text(const Fleet& fleet, const TextStyle& style) {
  std::string out = in_color(style, "34", shown(fleet_counts(fleet))) + "\n";
  if (!style.quiet) {
    add_table(out, outlined_repositories(fleet), style);
    add_table(out, outlined_rules(fleet), style);
  }
  const std::vector<OutlinedProblem> problems = outlined_problems(fleet);
  if (!problems.empty()) out += "\n" + in_color(style, "31", shown(tr("undecided, or not read"))) + "\n";
  for (const OutlinedProblem& each : problems)
    out += text::hanging("  " + each.file + ": ", each.why, 4, style.width);
  if (const std::uint64_t all = fleet.undecided + fleet.unreadable; all > problems.size())
    out += "  " + further(all - problems.size()) + "\n";
  if (style.quiet) return out;
  const FleetAdvice advice = fleet_advice(fleet);
  out += "\n" + in_color(style, "34", shown(tr("what to do first"))) + "\n" +
         text::hanging("  ", shown(advice.headline), 2, style.width);
  for (std::size_t i = 0; i < advice.steps.size(); ++i) {
    out += text::hanging(fmt::format("  {}. ", i + 1), shown(advice.steps[i].first), 5, style.width);
    if (!advice.steps[i].second.empty()) out += "       " + advice.steps[i].second + "\n";
  }
  return out;
}

std::string fleet_markdown(const Fleet& fleet) {
  std::string out = fmt::format("### {} expgate: {}\n", sign_of_fleet(fleet.verdict()),
                                markdown_cell(shown(fleet_counts(fleet))));
  add_markdown_table(out, outlined_repositories(fleet));
  add_markdown_table(out, outlined_rules(fleet));
  const std::vector<OutlinedProblem> problems = outlined_problems(fleet);
  if (!problems.empty()) out += "\n**" + shown(tr("undecided, or not read")) + "**\n\n";
  for (const OutlinedProblem& each : problems)
    out += "- " + markdown_cell(each.file) + ": " + markdown_cell(each.why) + "\n";
  if (const std::uint64_t all = fleet.undecided + fleet.unreadable; all > problems.size())
    out += "\n" + further(all - problems.size()) + "\n";
  return out;
}

}  // namespace expgate::report
