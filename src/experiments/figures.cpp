#include "experiments/figures.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/ascii.h"
#include "base/paths.h"
#include "base/strings.h"
#include "message/metrics.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

constexpr std::size_t kLongestFigureName = 200;
constexpr std::size_t kLongestFigureText = 40;  // bytes of a text that is no number

// What tables of a run count by.
constexpr std::array<std::string_view, 12> kCounters = {"epoch",    "step",    "global_step", "iteration",
                                                        "iter",     "time",    "timestamp",   "wall_time",
                                                        "walltime", "elapsed", "date",        "index"};

bool is_good_figure_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestFigureName && text::printable(name) == name &&
         trim(name) == name;
}

// Whether the column or key counts or was chosen before the run, so that it is no result.
bool is_no_result(std::string_view name) {
  const std::string last = ascii_lower(file_name_of(name));
  return std::find(kCounters.begin(), kCounters.end(), last) != kCounters.end() ||
         message::is_hyper_parameter(last);
}

std::string_view without_sign(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return text;
}

std::string_view without_percent(std::string_view text) {
  for (const std::string_view sign : {std::string_view("%"), std::string_view("\xEF\xBC\x85")})
    if (text.ends_with(sign)) return trim(text.substr(0, text.size() - sign.size()));
  return text;
}

// Whether the text was meant as a number: "0.87±0.01", "1_000", "042".
bool begins_as_number(std::string_view text) {
  const std::string_view rest = without_sign(text);
  const std::size_t at = rest.starts_with('.') ? 1 : 0;
  return at < rest.size() && is_digit(rest[at]);
}

bool has_leading_zero(std::string_view text) {
  const std::string_view rest = without_sign(text);
  return rest.size() > 1 && rest[0] == '0' && is_digit(rest[1]);
}

Text short_list(const std::vector<std::string>& names) {
  constexpr std::size_t kMostNamed = 5;
  std::vector<Text> shown;
  for (std::size_t at = 0; at < std::min(kMostNamed, names.size()); ++at)
    shown.push_back(verbatim("`" + text::printable(names[at]) + "`"));
  if (names.size() > kMostNamed)
    shown.push_back(tr_n("{count} more", "{count} more", names.size() - kMostNamed));
  return tr("{parts}", {{"parts", std::move(shown)}});
}

}  // namespace

std::optional<double> number_in(std::string_view text) {
  text = without_percent(text);
  if (text.starts_with("+-") || has_leading_zero(text)) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  const bool is_negative = text.starts_with('-');
  const std::string word = ascii_lower(text.substr(is_negative ? 1 : 0));
  if (word == ".nan") return std::nan("");
  if (word == ".inf") return is_negative ? -HUGE_VAL : HUGE_VAL;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  // Too large or too small: strtod tells which.
  if (error == std::errc::result_out_of_range) return std::strtod(std::string(text).c_str(), nullptr);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

bool Figures::takes(std::string_view name) {
  if (name.empty() || is_no_result(name)) return false;
  if (is_good_figure_name(name)) return true;
  ++misnamed_;
  return false;
}

void Figures::put(Entry entry) {
  const auto known = places_.find(entry.name);
  if (known != places_.end()) {
    entries_[known->second] = std::move(entry);
  } else if (entries_.size() == kMost) {
    ++more_;
  } else {
    places_.emplace(entry.name, entries_.size());
    entries_.push_back(std::move(entry));
  }
}

void Figures::add(std::string_view name, double value) {
  put({std::string(name), value, {}});
}

void Figures::add_result(std::string_view name, double value) {
  if (takes(name)) add(name, value);
}

void Figures::put_text(std::string_view name, std::string_view text) {
  put({std::string(name), std::nullopt,
       begins_as_number(text) ? std::string(text.substr(0, kLongestFigureText)) : std::string()});
}

void Figures::add_text(std::string_view name, std::string_view text) {
  if (!takes(name)) return;
  if (const auto value = number_in(text))
    add(name, *value);
  else
    put_text(name, text);
}

void Figures::add_quoted(std::string_view name, std::string_view text) {
  if (takes(name)) put_text(name, text);
}

bool Figures::has_numbers() const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const Entry& each) { return each.value.has_value(); });
}

void Figures::add(const Figures& other) {
  for (const Entry& each : other.entries_) put(each);
  more_ += other.more_;
  misnamed_ += other.misnamed_;
}

std::vector<NamedNumber> Figures::values() const {
  std::vector<NamedNumber> numbers;
  for (const Entry& each : entries_)
    if (each.value && std::isfinite(*each.value)) numbers.emplace_back(each.name, *each.value);
  return numbers;
}

std::vector<Text> Figures::left_out() const {
  std::vector<Text> reasons;
  std::vector<std::string> texts;
  for (const Entry& each : entries_) {
    if (!each.value && each.text.empty())
      texts.push_back(each.name);
    else if (!each.value)
      reasons.push_back(tr("`{metric}` is `{value}`, which not every reader takes as a number",
                           {{"metric", each.name}, {"value", text::printable(each.text)}}));
    else if (std::isnan(*each.value))
      reasons.push_back(tr("`{metric}` is NaN", {{"metric", each.name}}));
    else if (!std::isfinite(*each.value))
      reasons.push_back(tr("`{metric}` is infinite", {{"metric", each.name}}));
  }
  if (!texts.empty()) reasons.push_back(tr("no numbers: {names}", {{"names", short_list(texts)}}));
  if (misnamed_ > 0)
    reasons.push_back(tr_n("{count} figure whose name is too long or has control characters",
                           "{count} figures whose names are too long or have control characters", misnamed_));
  if (more_ > 0)
    reasons.push_back(tr_n("{count} figure more than the {limit} that a record holds",
                           "{count} figures more than the {limit} that a record holds", more_,
                           {{"limit", kMost}}));
  return reasons;
}

Result<NamedNumber> parse_metric(std::string_view option) {
  const std::size_t equals = option.rfind('=');
  const Text help = tr("write a name and a number: `--metric acc@1=87.3`");
  if (equals == std::string_view::npos || equals == 0)
    return fail(tr("`--metric {option}` is not a name and a number", {{"option", option}}), help);
  std::string name(trim(option.substr(0, equals)));
  const std::string_view digits = trim(option.substr(equals + 1));
  if (!is_good_figure_name(name))
    return fail(tr("`--metric {option}`: the name of the metric is empty, too long or has control characters",
                   {{"option", option}}),
                help);
  const auto value = number_in(digits);
  if (!value && begins_as_number(digits))
    return fail(tr("`--metric {option}`: not every reader takes `{value}` as a number",
                   {{"option", option}, {"value", digits}}),
                tr("write it as in 42, 87.3 or 1e-3: without leading zeros, `_` and commas"));
  if (!value)
    return fail(tr("`--metric {option}`: `{value}` is not a number", {{"option", option}, {"value", digits}}),
                help);
  if (!std::isfinite(*value))
    return fail(tr("`--metric {option}`: a record holds finite numbers only", {{"option", option}}),
                tr("leave it out if the run has no such figure"));
  return NamedNumber{std::move(name), *value};
}

}  // namespace expgate::experiments
