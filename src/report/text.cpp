#include "report/text.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/strings.h"
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

  // The same of "help", whose command (engine/help.h) can be pasted and has lines of its own.
  void add_help(std::string_view help, bool has_command) {
    constexpr std::string_view kName = "  = help: ";
    const std::size_t end = help.find('\n');
    const std::string advice = text::printable(end == help.npos ? help : help.substr(end + 1));
    if (end == help.npos || !has_command) {
      if (!advice.empty()) add(kName, kBlue, advice, kName.size());
      return;
    }
    const std::string command = text::printable(help.substr(0, end));
    std::string front = style_.color ? fmt::format("{}{}{}", kBlue, kName, kPlain) : std::string(kName);
    for (const std::string& line : text::wrap_command(command, width_, kName.size(), kName.size())) {
      page_ += fmt::format("{}{}{}\n", style_.prefix, front, line);
      front.clear();
    }
    if (!advice.empty()) add(std::string(kName.size(), ' '), kPlain, advice, kName.size());
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
    add(label, kBlue, text, label.size());
  }

  [[nodiscard]] bool empty() const { return page_.empty(); }
  std::string take() { return std::move(page_); }

 private:
  const TextStyle& style_;
  std::size_t width_ = 0;
  std::string page_;
};

// The command of a help (engine/help.h), or nothing.
std::string_view command_of(const Finding& finding) {
  const std::size_t end = finding.help.find('\n');
  std::string_view command = std::string_view(finding.help).substr(0, end == std::string::npos ? 0 : end);
  if (command.ends_with(';')) command.remove_suffix(1);
  return command;
}

// What was said already, or is yet to be said.
struct Repeated {
  std::set<std::string> whys;                             // why a rule is there is said once
  std::map<std::string_view, std::size_t> times_to_come;  // of a command, which is shown the last time
};

void add_finding(Page& page, const Finding& finding, Mode mode, Repeated& told) {
  const bool is_error = finding.severity == Severity::error;
  const std::string label =
      fmt::format("{}[{}]: ", is_error ? "error" : "warning", text::printable(finding.rule));
  page.add(label, is_error ? kRed : kYellow, message_of(finding), 4);
  const std::string place = place_of(finding, mode);
  if (!place.empty()) page.add("  --> ", kBlue, place, 6);
  if (!finding.why.empty() && told.whys.insert(finding.why).second)
    page.add_aside("why", text::printable(finding.why));
  if (finding.help.empty()) return;
  const std::string_view command = command_of(finding);
  page.add_help(finding.help, !command.empty() && --told.times_to_come[command] == 0);
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
  Repeated told;
  const std::vector<const Finding*> shown = chosen(report, style);
  for (const Finding* finding : shown) ++told.times_to_come[command_of(*finding)];
  for (const Finding* finding : shown) {
    add_finding(page, *finding, report.mode, told);
    page.add_blank();
  }
  const std::uint64_t all = style.quiet ? report.count(Severity::error) : report.findings.size();
  if (all == shown.size()) return;
  page.add("", kPlain, fmt::format("… and {} more (--format json has all)", all - shown.size()), 4);
  page.add_blank();
}

std::string volume_of(const Report& report) {
  return fmt::format("{}, {}, {:.1f} ms", count_of(report.counts.commits, "commit"),
                     count_of(report.counts.files, "file"), report.elapsed_ms);
}

void add_verdict(Page& page, const Report& report, const TextStyle& style) {
  if (report.count(Severity::error) > 0) {
    page.add("expgate: ", report.warn_only ? kYellow : kRed, headline(report), 4);
  } else if (!style.quiet && (report.count(Severity::warn) > 0 || style.verbose)) {
    page.add("expgate: ", kGreen, headline(report) + (style.verbose ? ": " + volume_of(report) : ""), 4);
  }
}

// What would have been said, and who lets it pass.
void add_waived(Page& page, const Report& report) {
  for (const Finding& finding : report.waived) {
    const std::string place = place_of(finding, report.mode);
    const std::string said = message_of(finding);
    page.add("note: ", kBlue,
             fmt::format("waived[{}]: {}{} (\"{}\", {})", text::printable(finding.rule), said,
                         place.empty() ? "" : " in " + place, text::printable(finding.waived),
                         text::printable(finding.waived_by)),
             6);
  }
}

void add_error(Page& page, const Error& error) {
  page.add("expgate: ", kRed, "could not decide: " + text::printable(error.message), 4);
  if (!error.help.empty()) page.add_aside("help", text::printable(error.help));
}

}  // namespace

std::string text(const Report& report, const TextStyle& style) {
  Page page(style);
  add_findings(page, report, style);
  if (!style.quiet)
    for (const std::string& note : report.notes) page.add("note: ", kBlue, text::printable(note), 6);
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
  if (is_hook)
    page.add_aside("note", fmt::format("the gate fails shut: this {} is refused until it can decide",
                                       subject_of(report.mode)));
  return page.take();
}

std::string text(const Error& error, const TextStyle& style) {
  Page page(style);
  add_error(page, error);
  return page.take();
}

}  // namespace expgate::report
