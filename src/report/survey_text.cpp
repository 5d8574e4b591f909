#include "report/survey_text.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/bytes.h"
#include "model/ref_name.h"
#include "report/advice.h"
#include "report/numbers.h"
#include "report/phrases.h"
#include "text/utf8.h"
#include "text/wrap.h"

namespace expgate::report {

namespace {

using Lines = std::vector<SurveyLine>;

constexpr std::size_t kMostStale = 20;

// `text` in a column of that width, at its right edge.
std::string right(const std::string& text, std::size_t columns) {
  const std::size_t used = text::width(text);
  return std::string(columns > used ? columns - used : 0, ' ') + text;
}

void add_bulks(Lines& lines, const Survey& survey) {
  const std::uint64_t all = survey.stored();
  const auto row = [&](const std::string& stored, const std::string& share, const std::string& objects,
                       const std::string& size, const std::string& category) {
    std::string line =
        fmt::format("  {} {} {} {}", right(stored, 10), right(share, 7), right(objects, 9), right(size, 11));
    if (!category.empty()) line += "  " + category;
    lines.push_back({std::move(line)});
  };
  lines.push_back({shown(tr("bytes by category")), true});
  row(shown(tr("on disk")), shown(tr("share")), shown(tr("objects")), shown(tr("unpacked")), "");
  for (std::size_t i = 0; i < kBulks; ++i) {
    const CategorySum& sum = survey.categories[i];
    if (sum.objects > 0)
      row(format_size(sum.stored), percent(sum.stored, all), grouped(sum.objects), format_size(sum.size),
          shown(text_of(static_cast<ContentCategory>(i))));
  }
}

Text whereabouts(const LargeObject& large_object) {
  if (!large_object.is_at_tip()) return tr("at no tip");
  const std::string ref(short_name(large_object.tips.front()));
  const std::uint64_t more = large_object.tips.size() - 1 + large_object.further_tips;
  if (more == 0) return tr("at {ref}", {{"ref", ref}});
  return tr_n("at {ref} and {count} more ref", "at {ref} and {count} more refs", more, {{"ref", ref}});
}

Text introduction_of(const LargeObject& large_object) {
  std::vector<Text> commits;
  for (const LargeObject::Bringer& each : large_object.commits)
    commits.push_back(
        tr("{commit} ({date})", {{"commit", each.commit.abbreviated()}, {"date", iso_date(each.day)}}));
  Arguments arguments{{"object", large_object.oid.abbreviated()}, {"commits", std::move(commits)}};
  if (large_object.further_commits == 0) return tr("{object} introduced by {commits}", std::move(arguments));
  return tr_n("{object} introduced by {commits} and {count} more commit",
              "{object} introduced by {commits} and {count} more commits", large_object.further_commits,
              std::move(arguments));
}

void add_worst(Lines& lines, const Survey& survey, std::size_t width) {
  if (survey.worst.empty()) return;
  lines.push_back({});
  lines.push_back({shown(tr("the largest objects on disk")), true});
  for (const LargeObject& large_object : survey.worst) {
    const std::string front = fmt::format("  {:>10}  ", format_size(large_object.stored));
    const std::string back =
        "  " + shown(tr("{category}, {place}", {{"category", text_of(large_object.category)},
                                                {"place", whereabouts(large_object)}}));
    const std::size_t used = front.size() + text::width(back);
    const std::string path =
        text::shortened(text::printable(large_object.paths.front()), width > used + 20 ? width - used : 20);
    lines.push_back({fmt::format("{}{}{}", front, path, back)});
    lines.push_back({std::string(14, ' ') + shown(introduction_of(large_object))});
  }
}

void add_rules(Lines& lines, const Survey& survey) {
  if (survey.rules.empty()) return;
  const auto row = [&](const std::string& errors, const std::string& warnings, const std::string& waived,
                       const std::string& rule) {
    std::string line = fmt::format("  {} {} {}", right(errors, 7), right(warnings, 9), right(waived, 8));
    if (!rule.empty()) line += "  " + rule;
    lines.push_back({std::move(line)});
  };
  lines.push_back({});
  lines.push_back({shown(tr("findings by rule")), true});
  row(shown(tr("errors")), shown(tr("warnings")), shown(tr("waived")), "");
  for (const RuleSum& sum : survey.rules)
    row(grouped(sum.errors), grouped(sum.warnings), grouped(sum.waived), text::printable(sum.rule));
}

void add_baseline(Lines& lines, const Survey& survey) {
  if (!survey.baseline) return;
  const BaselineUse& use = *survey.baseline;
  const auto add = [&](const Text& text) { lines.push_back({shown(text)}); };
  lines.push_back({});
  add(use.done == "written"
          ? tr_n("wrote the baseline `{file}`: it waives {count} finding from now on",
                 "wrote the baseline `{file}`: it waives {count} findings from now on", use.waived,
                 {{"file", use.file}})
          : tr_n("the baseline `{file}` waives {count} finding",
                 "the baseline `{file}` waives {count} findings", use.waived, {{"file", use.file}}));
  if (use.stale.empty()) return;
  add(use.done == "pruned"
          ? tr_n("removed {count} entry that no longer matches a finding:",
                 "removed {count} entries that no longer match a finding:", use.stale.size())
          : tr_n("{count} entry no longer matches a finding (`--prune-baseline` removes it):",
                 "{count} entries no longer match a finding (`--prune-baseline` removes them):",
                 use.stale.size()));
  for (std::size_t i = 0; i < use.stale.size() && i < kMostStale; ++i)
    lines.push_back({"  " + text::printable(use.stale[i])});
  if (use.stale.size() > kMostStale)
    lines.push_back({"  " + shown(tr_n("… and {count} more entry", "… and {count} more entries",
                                       use.stale.size() - kMostStale))});
}

void add_wrapped(Lines& lines, const std::string& front, std::string_view text, std::size_t width) {
  std::string label = front;
  for (const std::string& line : text::wrap(text, width, front.size(), front.size())) {
    lines.push_back({label + line});
    label.clear();
  }
}

void add_advice(Lines& lines, const Report& report, std::size_t width) {
  const Advice advice = report::advice(report);
  lines.push_back({});
  lines.push_back({shown(tr("what to do first")), true});
  add_wrapped(lines, "  ", shown(advice.headline), width);
  for (std::size_t i = 0; i < advice.steps.size(); ++i) {
    add_wrapped(lines, fmt::format("  {}. ", i + 1), shown(advice.steps[i].text), width);
    for (const std::string& command : advice.steps[i].commands) lines.push_back({"       " + command});
  }
}

}  // namespace

std::vector<SurveyLine> survey_lines(const Report& report, std::size_t width) {
  const Survey& survey = *report.survey;
  Lines lines;
  std::vector<Text> revisions;
  for (const std::string& revision : survey.revisions) revisions.push_back(verbatim(revision));
  lines.push_back(
      {shown(tr_n("history of {revisions}: {number} commit from {first} to {last}",
                  "history of {revisions}: {number} commits from {first} to {last}", report.counts.commits,
                  {{"revisions", std::move(revisions)},
                   {"number", grouped(report.counts.commits)},
                   {"first", iso_date(survey.first_day)},
                   {"last", iso_date(survey.last_day)}})),
       true});
  lines.push_back({});
  add_bulks(lines, survey);
  add_worst(lines, survey, width);
  add_rules(lines, survey);
  add_baseline(lines, survey);
  add_advice(lines, report, width);
  lines.push_back({});
  return lines;
}

}  // namespace expgate::report
