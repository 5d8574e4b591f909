#include "report/junit.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/core.h>

#include "model/ref_name.h"
#include "report/entries.h"
#include "report/phrases.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

// `text` for an element or an attribute of XML 1.0. It is printable, so of what XML forbids only U+FFFE and
// U+FFFF can be in it. "##" would open a command in the log of a CI.
std::string xml(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '#' && text.substr(i + 1).starts_with('#')) {
      out += "&#35;";
    } else if (text.substr(i).starts_with("\xEF\xBF\xBE") || text.substr(i).starts_with("\xEF\xBF\xBF")) {
      out += text[i + 2] == '\xBE' ? "\\u{FFFE}" : "\\u{FFFF}";
      i += 2;
    } else {
      out += c;
    }
  }
  return out;
}

struct Case {
  std::string name;
  std::string_view element;  // failure, error, skipped; empty: passed
  std::string_view type;     // of a failure or an error
  std::string message;
  std::string text;
  std::string check;
  std::string path;
};

// Readers know a test by its name: of tests of one name GitLab keeps one.
class Names {
 public:
  std::string unique(std::string name) {
    const int times = ++seen_[name];
    return times == 1 ? std::move(name) : fmt::format("{} ({})", name, times);
  }

 private:
  std::unordered_map<std::string, int> seen_;
};

// Check, message, and as far as it takes them file and subject: nothing that a rebase changes.
std::string name_of_case(const Finding& finding) {
  const std::string message = message_of(finding);
  Arguments arguments{{"check", finding.check}, {"message", message}};
  const auto add = [&](std::string_view name, const std::string& text) {
    const bool is_new = message.find(text::printable(text)) == std::string::npos;
    if (is_new) arguments.emplace_back(name, text);
    return is_new;
  };
  if (finding.path && add("place", *finding.path))
    return shown(tr("{check}: {message} in {place}", std::move(arguments)));
  if (!finding.path && finding.scope == Scope::commit && !finding.subject.empty() &&
      add("subject", finding.subject))
    return shown(tr("{check}: {message} in \"{subject}\"", std::move(arguments)));
  if (!finding.path && finding.scope != Scope::commit && !finding.refs.empty() &&
      add("place", std::string(short_name(finding.refs.front()))))
    return shown(tr("{check}: {message} in {place}", std::move(arguments)));
  return shown(tr("{check}: {message}", std::move(arguments)));
}

// "  = help: "
std::string aside(const Text& label) {
  return fmt::format("  = {}: ", shown(label));
}

std::string body_of(const ReportEntry& each) {
  const Finding& finding = *each.finding;
  std::string text =
      fmt::format("{}[{}]: {}\n", shown(each.standing), text::printable(finding.rule), each.message);
  const auto add = [&](std::string_view label, const std::string& line) {
    if (!line.empty()) text += fmt::format("{}{}\n", label, line);
  };
  add("  --> ", each.place);
  add(aside(tr("why")), why_of(finding));
  add(aside(tr("help")), help_on_one_line(finding));
  return text;
}

Case case_of(const ReportEntry& each, Names& names) {
  const Finding& finding = *each.finding;
  const bool fails = each.standing == Standing::error;
  return {names.unique(name_of_case(finding)),
          fails ? "failure" : "skipped",
          fails ? std::string_view(finding.rule) : std::string_view(),
          fails ? each.message
                : shown(tr("{standing}: {message}",
                           {{"standing", shown(each.standing)}, {"message", each.message}})),
          body_of(each),
          finding.check,
          finding.path.value_or("")};
}

Case undecided_case(const Report& report) {
  std::string text = "expgate: " + headline(report) + "\n";
  if (!report.error->help.empty()) text += aside(tr("help")) + shown(report.error->help) + "\n";
  return {shown(tr("could decide")), "error", "undecided", headline(report), text, "verdict", ""};
}

std::string element_of(const Case& each) {
  std::string out = fmt::format(R"(    <testcase name="{}" classname="expgate.{}" time="0")", xml(each.name),
                                xml(text::printable(each.check)));
  if (!each.path.empty()) out += fmt::format(R"( file="{}")", xml(text::printable(each.path)));
  if (each.element.empty()) return out + "/>\n";
  out += fmt::format(">\n      <{} message=\"{}\"", each.element, xml(each.message));
  if (!each.type.empty()) out += fmt::format(R"( type="{}")", xml(text::printable(each.type)));
  return out + fmt::format(">{}</{}>\n    </testcase>\n", xml(each.text), each.element);
}

std::vector<Case> cases_of(const Report& report) {
  std::vector<Case> cases;
  Names names;
  std::set<std::string> with_findings;
  if (report.error) cases.push_back(undecided_case(report));
  for (const ReportEntry& each : entries_of(report)) {
    cases.push_back(case_of(each, names));
    with_findings.insert(each.finding->check);
  }
  if (report.error) return cases;  // then no check has passed
  for (const JudgedCheck& each : report.judged)
    if (!with_findings.contains(each.check))
      cases.push_back({.name = names.unique(text::printable(each.check)), .check = each.check});
  return cases;
}

std::size_t count(const std::vector<Case>& cases, std::string_view element) {
  return static_cast<std::size_t>(
      std::count_if(cases.begin(), cases.end(), [&](const Case& each) { return each.element == element; }));
}

}  // namespace

std::string junit(const Report& report) {
  const std::vector<Case> cases = cases_of(report);
  const std::string totals = fmt::format(R"(tests="{}" failures="{}" errors="{}")", cases.size(),
                                         count(cases, "failure"), count(cases, "error"));
  const std::string time = fmt::format("{:.3f}", report.elapsed_ms / 1000);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format("<testsuites name=\"expgate\" {} time=\"{}\">\n", totals, time);
  out += fmt::format("  <testsuite name=\"expgate {}\" {} skipped=\"{}\" time=\"{}\">\n",
                     expgate::name_of(report.mode), totals, count(cases, "skipped"), time);
  for (const Case& each : cases) out += element_of(each);
  std::string said = "expgate: " + headline(report) + "\n";
  for (const Text& note : report.notes) said += shown(tr("note: {note}", {{"note", note}})) + "\n";
  out += fmt::format("    <system-out>{}</system-out>\n", xml(said));
  return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace expgate::report
