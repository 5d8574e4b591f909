#include "report/html.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "report/advice.h"
#include "report/html_parts.h"
#include "report/numbers.h"
#include "report/phrases.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

std::string advice_of(const Report& report) {
  if (!report.survey)
    return "<p class=\"headline\">" + prose(tr("Only `expgate audit` draws the charts.")) + "</p>";
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

std::string tile(std::string_view number, const Text& what, std::string_view color = "") {
  return fmt::format("<li><b class=\"{}\">{}</b><span>{}</span></li>\n", color, escaped(number), words(what));
}

std::string tiles_of(const Report& report) {
  std::string out = "<ul class=\"tiles\">\n";
  if (report.survey) {
    std::uint64_t artifacts = 0;
    for (std::size_t i = 0; i < kBulks; ++i)
      if (is_artifact(static_cast<ContentCategory>(i))) artifacts += report.survey->categories[i].stored;
    const std::uint64_t all = report.survey->stored();
    out += tile(format_size(all), tr("of files in the history, on disk"));
    out += tile(percent(artifacts, all), tr("of that in weights, data, logs and archives"),
                artifacts * 10 >= all ? "bad" : "good");
  }
  const std::uint64_t errors = report.count(Severity::error);
  const std::uint64_t warnings = report.count(Severity::warn);
  out +=
      tile(grouped(errors), tr_n("finding that would be rejected", "findings that would be rejected", errors),
           errors > 0 ? "bad" : "good");
  out += tile(grouped(warnings),
              report.counts.waived > 0
                  ? tr_n("findings that only warn, and {count} that is waived",
                         "findings that only warn, and {count} that are waived", report.counts.waived)
                  : tr_n("finding that only warns", "findings that only warn", warnings));
  return out + "</ul>";
}

std::string span_of(const Report& report) {
  const Text commits = tr_n("{number} commit", "{number} commits", report.counts.commits,
                            {{"number", grouped(report.counts.commits)}});
  const Text files = tr_n("{number} file", "{number} files", report.counts.files,
                          {{"number", grouped(report.counts.files)}});
  if (!report.survey) return words(tr("{commits}, {files}", {{"commits", commits}, {"files", files}}));
  return words(tr("{commits}, {files}, {first} to {last}", {{"commits", commits},
                                                            {"files", files},
                                                            {"first", iso_date(report.survey->first_day)},
                                                            {"last", iso_date(report.survey->last_day)}}));
}

std::string revisions_of(const Report& report) {
  return report.survey ? join(report.survey->revisions, ", ") : std::string(name_of(report.mode));
}

// "team/vit: all branches and tags": of many such pages one has to know which it is.
Text what_is_audited(const Report& report) {
  const bool has_name = report.survey && !report.survey->repository.empty();
  if (!has_name) return verbatim(revisions_of(report));
  return tr("{repository}: {revisions}",
            {{"repository", report.survey->repository}, {"revisions", revisions_of(report)}});
}

std::string list_of(const Report& report) {
  return "<section aria-labelledby=\"list-title\">\n<h2 id=\"list-title\">" + words(tr("Findings")) +
         "</h2>\n" + findings_table(report) + "</section>";
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

std::string words(const Text& text) {
  return escaped(shown(text));
}

std::string prose(const Text& text) {
  const std::string whole = shown(text);
  std::string out;
  bool is_code = false;
  for (const std::string_view part : split(whole, '`')) {
    out += is_code ? "<code>" + escaped(part) + "</code>" : escaped(part);
    is_code = !is_code;
  }
  return out;
}

std::string language_of_page() {
  return catalogue::language() == catalogue::Language::chinese ? "zh-CN" : "en";
}

std::string filled(std::string_view page, std::span<const std::pair<std::string_view, std::string>> parts) {
  std::string out;
  for (const auto& [name, part] : parts) {
    const std::string place = fmt::format("{{{{{}}}}}", name);
    const std::size_t at = page.find(place);
    if (at == std::string_view::npos) continue;
    out += page.substr(0, at);
    out += part;
    page.remove_prefix(at + place.size());
  }
  return out.append(page);
}

std::string html(const Report& report, std::string_view version) {
  const Survey empty;
  const Survey& survey = report.survey ? *report.survey : empty;
  const std::pair<std::string_view, std::string> parts[] = {
      {"LANGUAGE", language_of_page()},
      {"TITLE", words(tr("Audit of {revisions}", {{"revisions", what_is_audited(report)}}))},
      {"KIND", words(tr("Audit of a Git history"))},
      {"HEADING", words(what_is_audited(report))},
      {"SPAN", span_of(report)},
      {"FIRST_TITLE", words(tr("What to do first"))},
      {"ADVICE", advice_of(report)},
      {"TILES", tiles_of(report)},
      {"GROWTH_TITLE", words(tr("Size of a clone over time"))},
      {"GROWTH_NOTE", words(tr("Everything that was ever committed, in bytes on disk. A file that is "
                               "deleted later still counts."))},
      {"GROWTH", growth_chart(survey)},
      {"FINDINGS_TITLE", words(tr("Findings over time, by rule"))},
      {"FINDINGS_NOTE", words(tr("By the date of the commit. If a rule has bars at the right edge, recent "
                                 "commits still break it."))},
      {"FINDINGS", findings_chart(survey)},
      {"WORST_TITLE", words(tr("The largest objects"))},
      {"WORST", worst_table(survey)},
      {"RULES_TITLE", words(tr("Findings by rule"))},
      {"RULES", rules_table(survey)},
      {"LIST", list_of(report)},
      {"FOOTER", words(tr("expgate {version}. This page names no authors and loads nothing from the network.",
                          {{"version", version}}))},
  };
  return filled(page_template(), parts);
}

}  // namespace expgate::report
