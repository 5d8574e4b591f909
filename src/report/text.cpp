#include "report/text.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "report/phrases.h"
#include "report/survey_text.h"
#include "text/shell.h"
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

std::string name_of_help() {
  return shown(tr("help"));
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

  // "help" in words, and below it commands that can be pasted, on lines of their own.
  void add_help(const std::string& help, const std::string& command) {
    std::string label = fmt::format("  = {}: ", name_of_help());
    if (!help.empty()) {
      add(label, kBlue, help, text::width(label));
      label.assign(text::width(label), ' ');
    }
    if (command.empty()) return;
    const std::size_t indent = text::width(label);
    std::string front = style_.color ? fmt::format("{}{}{}", kBlue, label, kPlain) : label;
    for (const std::string& line : text::wrap_command(command, width_, indent, indent)) {
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

  // "  = help: …", its further lines below its text.
  void add_aside(std::string_view name, std::string_view text) {
    const std::string label = fmt::format("  = {}: ", name);
    add(label, kBlue, text, text::width(label));
  }

  void add_note(const Text& note) {
    const std::string label = shown(tr("note")) + ": ";
    add(label, kBlue, shown(note), text::width(label));
  }

  [[nodiscard]] bool empty() const { return page_.empty(); }
  std::string take() { return std::move(page_); }

 private:
  const TextStyle& style_;
  std::size_t width_ = 0;
  std::string page_;
};

std::string commands_of(const Finding& finding) {
  return text::printable(text::shell_line(finding.remedy.commands.list()));
}

// What was said already, or is yet to be said.
struct Repeated {
  std::set<std::string> whys;                        // why a rule is there is said once
  std::map<std::string, std::size_t> times_to_come;  // of commands, which are shown the last time
};

void add_finding(Page& page, const Finding& finding, Mode mode, Repeated& repeated) {
  const bool is_error = finding.severity == Severity::error;
  const std::string label =
      fmt::format("{}[{}]: ", shown(is_error ? tr("error") : tr("warning")), text::printable(finding.rule));
  page.add(label, is_error ? kRed : kYellow, message_of(finding), 4);
  const std::string place = place_of(finding, mode);
  if (!place.empty()) page.add("  --> ", kBlue, place, 6);
  const std::string why = why_of(finding);
  if (!why.empty() && repeated.whys.insert(why).second) page.add_aside(shown(tr("why")), why);
  std::string commands = commands_of(finding);
  if (!commands.empty() && --repeated.times_to_come[commands] > 0) commands.clear();
  page.add_help(help_of(finding), commands);
}

// The findings to show, in their order: where they are too many, warnings make room for errors.
std::vector<const Finding*> chosen(const Report& report, const TextStyle& style) {
  const std::size_t errors = std::min<std::size_t>(report.count(Severity::error), style.most);
  std::size_t room_for_warnings = style.quiet ? 0 : style.most - errors;
  std::size_t room_for_errors = errors;
  std::vector<const Finding*> shown;
  for (const Finding& finding : report.findings) {
    std::size_t& room = finding.severity == Severity::error ? room_for_errors : room_for_warnings;
    if (room == 0) continue;
    --room;
    shown.push_back(&finding);
  }
  return shown;
}

void add_findings(Page& page, const Report& report, const TextStyle& style) {
  Repeated repeated;
  const std::vector<const Finding*> shown = chosen(report, style);
  for (const Finding* finding : shown) ++repeated.times_to_come[commands_of(*finding)];
  for (const Finding* finding : shown) {
    add_finding(page, *finding, report.mode, repeated);
    page.add_blank();
  }
  const std::uint64_t all = style.quiet ? report.count(Severity::error) : report.findings.size();
  if (all == shown.size()) return;
  page.add("", kPlain,
           report::shown(tr_n("… and {count} more finding (--format json has all)",
                              "… and {count} more findings (--format json has all)", all - shown.size())),
           4);
  page.add_blank();
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

void add_error(Page& page, const Error& error) {
  page.add("expgate: ", kRed, shown(tr("could not decide: {error}", {{"error", error.message}})), 4);
  if (!error.help.empty()) page.add_aside(name_of_help(), shown(error.help));
}

}  // namespace

std::string text(const Report& report, const TextStyle& style) {
  Page page(style);
  add_findings(page, report, style);
  if (!style.quiet)
    for (const Text& note : report.notes) page.add_note(note);
  if (style.verbose && report.mode != Mode::audit) add_waived(page, report);  // thousands, counted by rule
  if (report.survey && report.counts.commits > 0 && !style.quiet)
    for (const SurveyLine& line : survey_lines(report, page.width()))
      page.add_line(line.is_heading ? kBlue : "", line.text);
  if (!report.error) {
    add_verdict(page, report, style);
    return page.take();
  }
  add_error(page, *report.error);
  const bool is_hook = report.mode != Mode::ci && report.mode != Mode::audit;
  if (report.is_accepted_undecided)
    page.add_aside(shown(tr("note")),
                   shown(tr("accepted without a check: the server's policy is in warn mode")));
  else if (is_hook)
    page.add_aside(shown(tr("note")), shown(fails_closed(report.mode)));
  return page.take();
}

std::string text(const Error& error, const TextStyle& style) {
  Page page(style);
  add_error(page, error);
  return page.take();
}

}  // namespace expgate::report
