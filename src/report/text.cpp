#include "report/text.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "report/bundles.h"
#include "report/fixes.h"
#include "report/phrases.h"
#include "report/survey_text.h"
#include "text/utf8.h"
#include "text/wrap.h"

namespace expgate::report {

namespace {

constexpr std::size_t kNarrowest = 20;

constexpr std::string_view kRed = "\x1B[1;31m";
constexpr std::string_view kYellow = "\x1B[1;33m";
constexpr std::string_view kBlue = "\x1B[1;34m";
constexpr std::string_view kGreen = "\x1B[1;32m";
constexpr std::string_view kPlain = "\x1B[0m";

Text name_of_help() {
  return tr("help");
}

// "help: ", with the colon of the language.
std::string as_label(const Text& name) {
  return shown(tr("{label}: ", {{"label", name}}));
}

// Collects lines: wraps, paints and prefixes them.
class Page {
 public:
  explicit Page(const TextStyle& style) : style_(style) {
    const std::size_t prefix = text::width(style.prefix);
    width_ = std::max(kNarrowest, style.width > prefix ? style.width - prefix : 0);
  }

  // `label` in its colour and `text` behind it, on as many lines as that takes.
  void add(std::string_view label, std::string_view color, std::string_view text, std::size_t indent) {
    const std::size_t used = text::width(label);
    std::string front = style_.color ? fmt::format("{}{}{}", color, label, kPlain) : std::string(label);
    for (const std::string& line : text::wrap(text, width_, used, indent)) {
      page_ += fmt::format("{}{}{}\n", style_.prefix, front, line);
      front.clear();
    }
  }

  // A line as it is: whoever made it has seen to its width.
  void add_line(std::string_view color, std::string_view text) {
    page_ += style_.color && !color.empty() ? fmt::format("{}{}{}{}\n", style_.prefix, color, text, kPlain)
                                            : fmt::format("{}{}\n", style_.prefix, text);
  }
  [[nodiscard]] std::size_t width() const { return width_; }

  void add_blank() { page_ += style_.prefix + "\n"; }

  // A blank line, unless the last one is.
  void add_gap() {
    const std::string blank = "\n" + style_.prefix + "\n";
    if (!page_.empty() && !page_.ends_with(blank)) add_blank();
  }

  // "  = help: …", its further lines below its text.
  void add_aside(const Text& name, std::string_view text) {
    const std::string label = "  = " + as_label(name);
    add(label, kBlue, text, text::width(label));
  }

  void add_note(const Text& note) {
    const std::string label = as_label(tr("note"));
    add(label, kBlue, shown(note), text::width(label));
  }

  [[nodiscard]] bool empty() const { return page_.empty(); }
  std::string take() { return std::move(page_); }

 private:
  const TextStyle& style_;
  std::size_t width_ = 0;
  std::string page_;
};

// Why a rule is there is said once.
using Said = std::set<std::string>;

void add_finding(Page& page, const Bundle& bundle, Mode mode, Said& said) {
  const Finding& finding = *bundle.first;
  const bool is_error = finding.severity == Severity::error;
  const std::string severity = shown(is_error ? tr("error") : tr("warning"));
  const std::string label =
      as_label(verbatim(fmt::format("{}[{}]", severity, text::printable(finding.rule))));
  page.add(label, is_error ? kRed : kYellow, message_of(finding), 4);
  const std::string place = place_of(finding, mode);
  if (!place.empty()) page.add("  --> ", kBlue, place, 6);
  if (const Text others = others_of(bundle); !others.empty()) page.add_aside(tr("also"), shown(others));
  const std::string why = why_of(finding);
  if (!why.empty() && said.insert(why).second) page.add_aside(tr("why"), why);
  if (const std::string help = help_of(finding); !help.empty()) page.add_aside(name_of_help(), help);
}

// The entries to show, in their order: where they are too many, warnings make room for errors.
std::vector<Bundle> chosen(const Report& report, const TextStyle& style) {
  std::vector<Bundle> bundles = bundles_of(report.findings);
  const auto is_error = [](const Bundle& each) { return each.first->severity == Severity::error; };
  const auto all_errors = static_cast<std::size_t>(std::count_if(bundles.begin(), bundles.end(), is_error));
  std::size_t room_for_errors = std::min<std::size_t>(all_errors, style.most);
  std::size_t room_for_warnings = style.quiet ? 0 : style.most - room_for_errors;
  std::erase_if(bundles, [&](const Bundle& each) {
    std::size_t& room = is_error(each) ? room_for_errors : room_for_warnings;
    if (room == 0) return true;
    --room;
    return false;
  });
  return bundles;
}

void add_findings(Page& page, const Report& report, const TextStyle& style) {
  Said said;
  std::uint64_t left = style.quiet ? report.count(Severity::error) : report.findings.size();
  for (const Bundle& bundle : chosen(report, style)) {
    add_finding(page, bundle, report.mode, said);
    page.add_blank();
    left -= 1 + bundle.others.size();
  }
  if (left == 0) return;
  page.add("", kPlain,
           report::shown(tr_n("… and {count} more finding (--format json has all)",
                              "… and {count} more findings (--format json has all)", left)),
           4);
  page.add_blank();
}

// What to do, once for each ref. Commands are never wrapped: behind git's `remote: ` nobody could paste them.
void add_fixes(Page& page, const Report& report) {
  for (const Fixes& fixes : fixes_of(report)) {
    page.add_gap();
    page.add("", kPlain, fixes.title, 2);
    for (const FixStep& step : fixes.steps) {
      if (!step.text.empty()) page.add(step.is_indented ? "  " : "", kPlain, step.text, 4);
      if (!step.command.empty()) page.add_line(kBlue, "  " + step.command);
    }
    page.add_blank();
  }
}

void add_verdict(Page& page, const Report& report, const TextStyle& style) {
  if (report.count(Severity::error) > 0) {
    page.add("expgate: ", report.warn_only ? kYellow : kRed, headline(report), 4);
  } else if (!style.quiet && (report.count(Severity::warn) > 0 || style.verbose)) {
    page.add("expgate: ", kGreen,
             style.verbose ? shown(tr("{headline}: {volume}",
                                      {{"headline", headline(report)}, {"volume", volume_of(report)}}))
                           : headline(report),
             4);
  }
}

// What would have been said, and who lets it pass.
void add_waived(Page& page, const Report& report) {
  for (const Finding& finding : report.waived) {
    const std::string place = place_of(finding, report.mode);
    Arguments arguments{{"rule", finding.rule},
                        {"message", message_of(finding)},
                        {"place", place},
                        {"reason", finding.waived},
                        {"by", finding.waived_by}};
    page.add_note(place.empty() ? tr("waived[{rule}]: {message} (\"{reason}\", {by})", std::move(arguments))
                                : tr("waived[{rule}]: {message} in {place} (\"{reason}\", {by})",
                                     std::move(arguments)));
  }
}

void add_error(Page& page, const Text& message, const Text& help) {
  page.add("expgate: ", kRed, shown(message), 4);
  if (!help.empty()) page.add_aside(name_of_help(), shown(help));
}

void add_undecided(Page& page, const Error& error) {
  add_error(page, tr("could not decide: {error}", {{"error", error.message}}), error.help);
}

}  // namespace

std::string text(const Report& report, const TextStyle& style) {
  Page page(style);
  if (report.warn_only && !report.error && report.count(Severity::error) > 0) {
    page.add("expgate: ", kYellow, shown(accepted_in_warn_mode(report.mode)), 4);
    page.add_blank();
  }
  add_findings(page, report, style);
  if (!style.quiet)
    for (const Text& note : report.notes) page.add_note(note);
  if (style.verbose && report.mode != Mode::audit) add_waived(page, report);  // thousands, counted by rule
  if (report.survey && report.counts.commits > 0 && !style.quiet)
    for (const SurveyLine& line : survey_lines(report, page.width()))
      page.add_line(line.is_heading ? kBlue : "", line.text);
  if (!report.error) {
    add_fixes(page, report);
    add_verdict(page, report, style);
    return page.take();
  }
  add_undecided(page, *report.error);
  const bool is_hook = report.mode != Mode::ci && report.mode != Mode::audit;
  if (report.is_accepted_undecided)
    page.add_aside(tr("note"), shown(tr("accepted without a check: the server's policy is in warn mode")));
  else if (is_hook)
    page.add_aside(tr("note"), shown(fails_closed(report.mode)));
  return page.take();
}

std::string text(const Error& error, const TextStyle& style) {
  Page page(style);
  add_undecided(page, error);
  return page.take();
}

std::string plain_text(const Error& error, const TextStyle& style) {
  Page page(style);
  add_error(page, error.message, error.help);
  return page.take();
}

}  // namespace expgate::report
