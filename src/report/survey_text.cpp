#include "report/survey_text.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "model/ref_name.h"
#include "report/advice.h"
#include "report/numbers.h"
#include "text/utf8.h"
#include "text/wrap.h"

namespace expgate::report {

namespace {

using Lines = std::vector<SurveyLine>;

constexpr std::size_t kMostStale = 20;

void add_bulks(Lines& lines, const Survey& survey) {
  const std::uint64_t all = survey.stored();
  lines.push_back({"bytes by category", true});
  lines.push_back({"     on disk   share   objects    unpacked"});
  for (std::size_t i = 0; i < kBulks; ++i) {
    const CategorySum& sum = survey.categories[i];
    if (sum.objects == 0) continue;
    lines.push_back(
        {fmt::format("  {:>10} {:>7} {:>9} {:>11}  {}", format_size(sum.stored), percent(sum.stored, all),
                     grouped(sum.objects), format_size(sum.size), kCategoryNames[i])});
  }
}

// "at main and 2 more", "gone"
std::string whereabouts(const LargeObject& large_object) {
  if (!large_object.is_at_tip()) return "at no tip";
  std::string where = "at " + text::printable(short_name(large_object.tips.front()));
  const std::uint64_t more = large_object.tips.size() - 1 + large_object.further_tips;
  return more == 0 ? where : where + fmt::format(" and {} more", more);
}

std::string bringers(const LargeObject& large_object) {
  std::vector<std::string> commits;
  for (const LargeObject::Bringer& each : large_object.commits)
    commits.push_back(each.commit.abbreviated() + " (" + iso_date(each.day) + ")");
  std::string text = join(commits, ", ");
  return large_object.further_commits == 0 ? text
                                           : text + fmt::format(" and {} more", large_object.further_commits);
}

void add_worst(Lines& lines, const Survey& survey, std::size_t width) {
  if (survey.worst.empty()) return;
  lines.push_back({});
  lines.push_back({"the largest objects on disk", true});
  for (const LargeObject& large_object : survey.worst) {
    const std::string front = fmt::format("  {:>10}  ", format_size(large_object.stored));
    const std::string back =
        fmt::format("  {}, {}", name_of(large_object.category), whereabouts(large_object));
    const std::size_t used = front.size() + text::width(back);
    const std::string path =
        text::shortened(text::printable(large_object.paths.front()), width > used + 20 ? width - used : 20);
    lines.push_back({fmt::format("{}{}{}", front, path, back)});
    lines.push_back({fmt::format("              {} came with {}", large_object.oid.abbreviated(),
                                 bringers(large_object))});
  }
}

void add_rules(Lines& lines, const Survey& survey) {
  if (survey.rules.empty()) return;
  lines.push_back({});
  lines.push_back({"findings by rule", true});
  lines.push_back({"   errors  warnings   waived"});
  for (const RuleSum& sum : survey.rules)
    lines.push_back({fmt::format("  {:>7} {:>9} {:>8}  {}", grouped(sum.errors), grouped(sum.warnings),
                                 grouped(sum.waived), text::printable(sum.rule))});
}

void add_baseline(Lines& lines, const Survey& survey) {
  if (!survey.baseline) return;
  const BaselineUse& use = *survey.baseline;
  lines.push_back({});
  const std::string file = text::printable(use.file);
  if (use.done == "written")
    lines.push_back({fmt::format("baseline `{}` written: {} let pass from now on", file,
                                 count_of(use.waived, "finding"))});
  else
    lines.push_back({fmt::format("baseline `{}`: {} let pass", file, count_of(use.waived, "finding"))});
  if (use.stale.empty()) return;
  lines.push_back(
      {use.done == "pruned"
           ? fmt::format("{} of it matched nothing, and are taken out:", grouped(use.stale.size()))
           : fmt::format("{} of it match nothing any more (--prune-baseline takes them out):",
                         grouped(use.stale.size()))});
  for (std::size_t i = 0; i < use.stale.size() && i < kMostStale; ++i)
    lines.push_back({"  " + text::printable(use.stale[i])});
  if (use.stale.size() > kMostStale)
    lines.push_back({fmt::format("  … and {} more", use.stale.size() - kMostStale)});
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
  lines.push_back({"what to do first", true});
  add_wrapped(lines, "  ", advice.headline, width);
  for (std::size_t i = 0; i < advice.steps.size(); ++i) {
    add_wrapped(lines, fmt::format("  {}. ", i + 1), advice.steps[i].text, width);
    for (const std::string& command : advice.steps[i].commands) lines.push_back({"       " + command});
  }
}

}  // namespace

std::vector<SurveyLine> survey_lines(const Report& report, std::size_t width) {
  const Survey& survey = *report.survey;
  Lines lines;
  std::vector<std::string> revisions;
  for (const std::string& revision : survey.revisions) revisions.push_back(text::printable(revision));
  lines.push_back({fmt::format("history of {}: {} commit{} from {} to {}", join(revisions, ", "),
                               grouped(report.counts.commits), report.counts.commits == 1 ? "" : "s",
                               iso_date(survey.first_day), iso_date(survey.last_day)),
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
