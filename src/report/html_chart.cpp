#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include <fmt/core.h>

#include "base/bytes.h"
#include "report/html_parts.h"
#include "report/numbers.h"
#include "report/phrases.h"

// Pictures as SVG. Coordinates are stretched to whatever room there is; texts stand beside them as HTML, so
// that they stay readable on a phone. Colours are attributes, which the style sheet replaces: without it the
// pictures are still there.
namespace expgate::report {

namespace {

constexpr double kWidth = 1000;
constexpr double kHeight = 300;
constexpr std::size_t kMostBuckets = 96;
constexpr std::size_t kSeries = 8;
constexpr int kQuarters = 4;
constexpr Day kFirstSane = 3653;  // 1980: commits before it have clocks that were never set
constexpr std::array<std::string_view, kSeries> kColors = {"#c93636", "#d9578f", "#2f6fd6", "#12908a",
                                                           "#8a5a2b", "#d0850f", "#7d5bd0", "#8794a5"};
// From the bottom of a stack: what belongs there, then what does not.
constexpr std::array<std::size_t, kSeries> kStack = {7, 6, 5, 4, 3, 2, 1, 0};

using Values = std::array<std::uint64_t, kSeries>;

// Days in equal parts.
struct Axis {
  Day first = 0;
  Day last = 0;
  std::size_t buckets = 1;

  [[nodiscard]] std::size_t bucket_of(Day day) const {
    const double share = static_cast<double>(std::max(day, first) - first) / (last - first + 1);
    return std::min(buckets - 1, static_cast<std::size_t>(share * static_cast<double>(buckets)));
  }
  [[nodiscard]] Day day_of(std::size_t bucket) const {
    return first + static_cast<Day>(std::lround(static_cast<double>(bucket) * (last - first + 1) /
                                                static_cast<double>(buckets)));
  }
};

Axis axis_of(const PushLog& log) {
  Axis axis{log.days.begin()->first, log.days.rbegin()->first, 1};
  axis.buckets = std::min<std::size_t>(kMostBuckets, static_cast<std::size_t>(axis.last - axis.first) + 1);
  return axis;
}

// What came of pushes, by the colour of each.
constexpr std::size_t kRejectedSeries = 0;
constexpr std::size_t kPassedSeries = 3;
constexpr std::size_t kWouldRejectSeries = 5;
constexpr std::size_t kUndecidedSeries = 6;

Text outcome_of(std::size_t series) {
  if (series == kRejectedSeries) return tr("rejected");
  if (series == kWouldRejectSeries) return tr("would be rejected");
  return series == kUndecidedSeries ? tr("undecided") : tr("passed");
}

Axis axis_of(const Survey& survey) {
  Axis axis{survey.first_day, survey.last_day, 1};
  if (axis.first < kFirstSane && axis.last >= kFirstSane) {
    const auto sane = survey.growth.lower_bound(kFirstSane);
    axis.first = sane == survey.growth.end() ? axis.last : sane->first;
  }
  axis.buckets = std::min<std::size_t>(kMostBuckets, static_cast<std::size_t>(axis.last - axis.first) + 1);
  return axis;
}

// What the axis ends with: at least the value, and in four equal parts that can be read.
std::uint64_t round_up(std::uint64_t value, std::uint64_t unit) {
  constexpr int kSteps[] = {4,   8,   12,  20,  40,  60,  80,  100,  120,
                            160, 200, 240, 320, 400, 600, 800, 1000, 1200};
  for (std::uint64_t scale = unit;; scale *= 1000)
    for (const int step : kSteps)
      if (static_cast<std::uint64_t>(step) * scale >= value) return static_cast<std::uint64_t>(step) * scale;
}

std::uint64_t byte_unit(std::uint64_t most) {
  std::uint64_t unit = 1;
  while (unit * 1024 * 4 <= most) unit *= 1024;
  return unit;
}

std::string frame(const Axis& axis, const std::vector<std::string>& labels, const Text& what,
                  const std::string& drawing) {
  std::string out = "<div class=\"plot\">\n<div class=\"y\" aria-hidden=\"true\">";
  for (const std::string& label : labels) out += "<span>" + label + "</span>";
  out += fmt::format(
      "</div>\n<svg viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">\n",
      kWidth, kHeight, words(what));
  for (int i = 0; i < kQuarters; ++i)
    out +=
        fmt::format("<line class=\"grid\" stroke=\"#dde2e8\" x1=\"0\" x2=\"{0}\" y1=\"{1}\" y2=\"{1}\"/>\n",
                    kWidth, kHeight * i / kQuarters);
  out += drawing + "</svg>\n<div class=\"x\" aria-hidden=\"true\">";
  constexpr int kDates = 5;
  const int dates = axis.last - axis.first < kDates ? 2 : kDates;
  for (int i = 0; i < dates; ++i)
    out += "<span>" + iso_date(axis.first + (axis.last - axis.first) * i / (dates - 1)) + "</span>";
  return out + "</div>\n</div>\n";
}

std::uint64_t sum_of(const Values& values) {
  std::uint64_t sum = 0;
  for (const std::uint64_t value : values) sum += value;
  return sum;
}

// A strip over each bucket that shows its numbers to a reader who points at it.
std::string tips(const Axis& axis, const std::vector<Values>& values,
                 const std::function<Text(std::size_t)>& numbers) {
  std::string out;
  const double width = kWidth / static_cast<double>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (sum_of(values[i]) == 0) continue;
    out += fmt::format(
        "<rect class=\"hit\" fill-opacity=\"0\" x=\"{:.2f}\" y=\"0\" width=\"{:.2f}\" "
        "height=\"{}\"><title>{}</title></rect>\n",
        static_cast<double>(i) * width, width, kHeight,
        words(tr("{date}: {numbers}", {{"date", iso_date(axis.day_of(i))}, {"numbers", numbers(i)}})));
  }
  return out;
}

std::string legend(const std::vector<std::string>& items) {
  std::string out = "<ul class=\"legend\">\n";
  for (const std::string& item : items) out += "<li>" + item + "</li>\n";
  return out + "</ul>\n";
}

std::string legend_item(std::size_t series, const Text& name, const std::string& number) {
  return swatch(series) + "<span>" + words(name) + "</span><span class=\"n\">" + escaped(number) + "</span>";
}

// One area a category, each on top of those before it.
std::string areas(const std::vector<Values>& values, std::uint64_t top) {
  const double step = values.size() < 2 ? kWidth : kWidth / static_cast<double>(values.size() - 1);
  const std::size_t points = std::max<std::size_t>(values.size(), 2);
  std::vector<double> floor(points, kHeight);
  std::string out;
  for (const std::size_t series : kStack) {
    if (values.back()[series] == 0) continue;
    std::string upper;
    std::string lower;
    for (std::size_t i = 0; i < points; ++i) {
      const double x = static_cast<double>(i) * step;
      lower.insert(0, fmt::format(" {:.2f},{:.2f}", x, floor[i]));
      const std::uint64_t value = values[std::min(i, values.size() - 1)][series];
      floor[i] -= kHeight * static_cast<double>(value) / static_cast<double>(top);
      upper += fmt::format(" {:.2f},{:.2f}", x, floor[i]);
    }
    out += fmt::format("<polygon class=\"f{}\" fill=\"{}\" points=\"{}{}\"/>\n", series, kColors[series],
                       upper.substr(1), lower);
  }
  return out;
}

std::string bars(const std::vector<Values>& values, std::uint64_t top) {
  constexpr double kFilled = 0.82;
  const double width = kWidth / static_cast<double>(values.size());
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    double floor = kHeight;
    for (std::size_t series = 0; series < kSeries; ++series) {
      if (values[i][series] == 0) continue;
      const double height = kHeight * static_cast<double>(values[i][series]) / static_cast<double>(top);
      floor -= height;
      out += fmt::format(
          "<rect class=\"f{}\" fill=\"{}\" x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\"/>\n",
          series, kColors[series], (static_cast<double>(i) + (1 - kFilled) / 2) * width, floor,
          width * kFilled, height);
    }
  }
  return out;
}

std::vector<Text> counted(const Values& values, const std::function<Text(std::size_t)>& name,
                          const std::function<std::string(std::uint64_t)>& number) {
  std::vector<Text> all;
  for (std::size_t i = 0; i < kSeries; ++i)
    if (values[i] > 0)
      all.push_back(tr("{name} {number}", {{"name", name(i)}, {"number", number(values[i])}}));
  return all;
}

}  // namespace

std::string swatch(std::size_t series) {
  return fmt::format(
      "<svg viewBox=\"0 0 10 10\" width=\"10\" height=\"10\" aria-hidden=\"true\"><rect class=\"f{0}\" "
      "fill=\"{1}\" width=\"10\" height=\"10\" rx=\"2\"/></svg>",
      series, kColors[series]);
}

std::string growth_chart(const Survey& survey) {
  if (survey.stored() == 0) return "<p>" + words(tr("There are no files in this history.")) + "</p>";
  const Axis axis = axis_of(survey);
  std::vector<Values> values(axis.buckets);
  for (const auto& [day, came] : survey.growth)
    for (std::size_t i = 0; i < kSeries; ++i) values[axis.bucket_of(day)][i] += came[i];
  for (std::size_t b = 1; b < values.size(); ++b)
    for (std::size_t i = 0; i < kSeries; ++i) values[b][i] += values[b - 1][i];
  const std::uint64_t most = sum_of(values.back());
  const std::uint64_t top = round_up(most, byte_unit(most));
  std::vector<std::string> labels;
  for (int i = kQuarters; i >= 0; --i)
    labels.push_back(i == 0 ? "0" : format_size(top / kQuarters * static_cast<std::uint64_t>(i)));
  const auto name = [](std::size_t i) { return text_of(static_cast<ContentCategory>(i)); };
  const std::string drawing =
      areas(values, top) + tips(axis, values, [&](std::size_t b) {
        return tr("{size} in all: {categories}", {{"size", Bytes{sum_of(values[b])}},
                                                  {"categories", counted(values[b], name, format_size)}});
      });
  std::vector<std::string> items;
  for (std::size_t i = 0; i < kSeries; ++i)
    if (survey.categories[i].objects > 0)
      items.push_back(
          legend_item(i, name(i),
                      report::shown(tr("{size}, {share}",
                                       {{"size", Bytes{survey.categories[i].stored}},
                                        {"share", percent(survey.categories[i].stored, survey.stored())}}))));
  const Text what =
      tr("Size of the history on disk from {first} to {last}: {size} at the end",
         {{"first", iso_date(axis.first)}, {"last", iso_date(axis.last)}, {"size", Bytes{most}}});
  return "<figure>\n" + frame(axis, labels, what, drawing) + legend(items) + "</figure>";
}

std::string findings_chart(const Survey& survey) {
  if (survey.rules.empty()) return "<p class=\"good\">" + words(tr("There are no findings.")) + "</p>";
  const Axis axis = axis_of(survey);
  std::vector<const RuleSum*> rules;
  for (const RuleSum& sum : survey.rules) rules.push_back(&sum);
  std::ranges::stable_sort(
      rules, [](const RuleSum* one, const RuleSum* other) { return one->all() > other->all(); });
  // A colour for each of the first; the rest share the last one.
  const bool has_rest = rules.size() > kSeries;
  const std::size_t named = has_rest ? kSeries - 1 : rules.size();
  std::vector<Values> values(axis.buckets);
  for (std::size_t r = 0; r < rules.size(); ++r)
    for (const auto& [day, count] : rules[r]->days)
      values[axis.bucket_of(day)][std::min(r, kSeries - 1)] += count;
  std::uint64_t most = 0;
  for (const Values& each : values) most = std::max(most, sum_of(each));
  const std::uint64_t top = round_up(most, 1);
  std::vector<std::string> labels;
  for (int i = kQuarters; i >= 0; --i)
    labels.push_back(grouped(top / kQuarters * static_cast<std::uint64_t>(i)));
  const auto name = [&](std::size_t i) { return i < named ? verbatim(rules[i]->rule) : tr("other rules"); };
  const std::string drawing = bars(values, top) + tips(axis, values, [&](std::size_t b) {
                                return tr("{rules}", {{"rules", counted(values[b], name, grouped)}});
                              });
  std::vector<std::string> items;
  for (std::size_t i = 0; i < named; ++i) items.push_back(legend_item(i, name(i), grouped(rules[i]->all())));
  if (has_rest) {
    std::uint64_t rest = 0;
    for (std::size_t i = named; i < rules.size(); ++i) rest += rules[i]->all();
    items.push_back(legend_item(kSeries - 1, tr("other rules"), grouped(rest)));
  }
  return "<figure>\n" + frame(axis, labels, tr("Findings over time, by rule"), drawing) + legend(items) +
         "</figure>";
}

std::string pushes_chart(const PushLog& log) {
  if (log.days.empty()) return "<p>" + words(tr("There are no pushes.")) + "</p>";
  const Axis axis = axis_of(log);
  std::vector<Values> values(axis.buckets);
  Values sums{};
  for (const auto& [day, counts] : log.days) {
    Values& at = values[axis.bucket_of(day)];
    at[kRejectedSeries] += counts.rejected;
    at[kPassedSeries] += counts.passed;
    at[kWouldRejectSeries] += counts.would_reject;
    at[kUndecidedSeries] += counts.undecided;
  }
  std::uint64_t most = 0;
  for (const Values& each : values) {
    most = std::max(most, sum_of(each));
    for (std::size_t i = 0; i < kSeries; ++i) sums[i] += each[i];
  }
  const std::uint64_t top = round_up(most, 1);
  std::vector<std::string> labels;
  for (int i = kQuarters; i >= 0; --i)
    labels.push_back(grouped(top / kQuarters * static_cast<std::uint64_t>(i)));
  const std::string drawing = bars(values, top) + tips(axis, values, [&](std::size_t b) {
                                return tr("{rules}", {{"rules", counted(values[b], outcome_of, grouped)}});
                              });
  std::vector<std::string> items;
  for (std::size_t i = 0; i < kSeries; ++i)
    if (sums[i] > 0) items.push_back(legend_item(i, outcome_of(i), grouped(sums[i])));
  return "<figure>\n" + frame(axis, labels, tr("Pushes over time, by outcome"), drawing) + legend(items) +
         "</figure>";
}

}  // namespace expgate::report
