#include "report/html.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "report/advice.h"
#include "report/html_parts.h"
#include "report/numbers.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

// `names in backticks` as code.
std::string prose(std::string_view text) {
  std::string out;
  bool is_code = false;
  for (const std::string_view part : split(text, '`')) {
    out += is_code ? "<code>" + escaped(part) + "</code>" : escaped(part);
    is_code = !is_code;
  }
  return out;
}

std::string advice_of(const Report& report) {
  if (!report.survey) return "<p class=\"headline\">The pictures come with <code>expgate audit</code>.</p>";
  const Advice advice = report::advice(report);
  std::string out = "<p class=\"headline\">" + prose(advice.headline) + "</p>\n";
  if (advice.steps.empty()) return out;
  out += "<ol>\n";
  for (const Advice::Step& step : advice.steps) {
    out += "<li>" + prose(step.text);
    if (!step.commands.empty()) {
      std::vector<std::string> lines;
      for (const std::string& command : step.commands) lines.push_back(escaped(command));
      out += "<pre tabindex=\"0\"><code>" + join(lines, "\n") + "</code></pre>";
    }
    out += "</li>\n";
  }
  return out + "</ol>";
}

std::string tile(std::string_view number, std::string_view what, std::string_view color = "") {
  return fmt::format("<li><b class=\"{}\">{}</b><span>{}</span></li>\n", color, escaped(number),
                     escaped(what));
}

std::string tiles_of(const Report& report) {
  std::string out = "<ul class=\"tiles\">\n";
  if (report.survey) {
    std::uint64_t artefacts = 0;
    for (std::size_t i = 0; i < kBulks; ++i)
      if (is_artefact(static_cast<ContentCategory>(i))) artefacts += report.survey->categories[i].stored;
    const std::uint64_t all = report.survey->stored();
    out += tile(format_size(all), "of files in history, on disk");
    out += tile(percent(artefacts, all), "of it weights, data, logs, archives",
                artefacts * 10 >= all ? "bad" : "good");
  }
  const std::uint64_t errors = report.count(Severity::error);
  out += tile(grouped(errors), "findings that would be refused", errors > 0 ? "bad" : "good");
  out += tile(grouped(report.count(Severity::warn)),
              report.counts.waived > 0
                  ? fmt::format("warnings, {} findings let pass", grouped(report.counts.waived))
                  : "warnings");
  return out + "</ul>";
}

std::string span_of(const Report& report) {
  std::string text =
      fmt::format("{} commits, {} files", grouped(report.counts.commits), grouped(report.counts.files));
  if (report.survey)
    text += fmt::format(", {} to {}", iso_date(report.survey->first_day), iso_date(report.survey->last_day));
  return escaped(text);
}

std::string revisions_of(const Report& report) {
  return report.survey ? escaped(join(report.survey->revisions, ", ")) : std::string(name_of(report.mode));
}

std::string list_of(const Report& report) {
  return "<section aria-labelledby=\"list-title\">\n<h2 id=\"list-title\">Findings</h2>\n" +
         findings_table(report) + "</section>";
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text::printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// The parts are put in one after the other and never looked at again: what a part says is not a place.
std::string html(const Report& report, std::string_view version) {
  const Survey empty;
  const Survey& survey = report.survey ? *report.survey : empty;
  const std::pair<std::string_view, std::string> parts[] = {
      {"TITLE", "Audit of " + revisions_of(report)},
      {"REVISIONS", revisions_of(report)},
      {"SPAN", span_of(report)},
      {"ADVICE", advice_of(report)},
      {"TILES", tiles_of(report)},
      {"GROWTH", growth_chart(survey)},
      {"FINDINGS", findings_chart(survey)},
      {"WORST", worst_table(survey)},
      {"RULES", rules_table(survey)},
      {"LIST", list_of(report)},
      {"FOOTER", fmt::format("expgate {}. This page names no authors and asks nothing of the network.",
                             escaped(version))},
  };
  std::string out;
  std::string_view rest = page_template();
  for (const auto& [name, part] : parts) {
    const std::string place = fmt::format("{{{{{}}}}}", name);
    const std::size_t at = rest.find(place);
    if (at == std::string_view::npos) continue;
    out += rest.substr(0, at);
    out += part;
    rest.remove_prefix(at + place.size());
  }
  return out.append(rest);
}

}  // namespace expgate::report
