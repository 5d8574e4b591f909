#include "report/github.h"

#include <fmt/core.h>

#include "report/entries.h"
#include "report/phrases.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

// What stands behind the second "::": nothing in it begins another command.
std::string command_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '%')
      out += "%25";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else
      out += c;
  }
  return out;
}

// The value of a property, which a comma or a colon would end.
std::string property(std::string_view text) {
  std::string out;
  for (const char c : command_text(text)) {
    if (c == ':')
      out += "%3A";
    else if (c == ',')
      out += "%2C";
    else
      out += c;
  }
  return out;
}

std::string_view command_of(Standing standing) {
  if (standing == Standing::error) return "error";
  return standing == Standing::warning ? "warning" : "notice";
}

std::string line_of(const ReportEntry& each) {
  const Finding& finding = *each.finding;
  std::string properties;
  if (finding.path) {
    properties = "file=" + property(text::printable(*finding.path)) + ",";
    if (finding.line) properties += fmt::format("line={},", *finding.line);
  }
  properties += "title=" + property("expgate: " + text::printable(finding.check));
  std::string text = each.message;
  if (!each.place.empty()) text += "\n" + each.place;
  if (const std::string help = help_on_one_line(finding); !help.empty())
    text += "\n" + shown(tr("help: {help}", {{"help", help}}));
  return fmt::format("::{} {}::{}\n", command_of(each.standing), properties, command_text(text));
}

}  // namespace

std::string github(const Report& report) {
  std::string out;
  if (report.error) {
    std::string text = headline(report);
    if (!report.error->help.empty()) text += "\n" + shown(tr("help: {help}", {{"help", report.error->help}}));
    out += fmt::format("::error title=expgate::{}\n", command_text(text));
  }
  for (const ReportEntry& each : entries_of(report)) out += line_of(each);
  for (const Text& note : report.notes)
    out += fmt::format("::notice title=expgate::{}\n", command_text(shown(note)));
  return out + "expgate: " + headline(report) + "\n";
}

}  // namespace expgate::report
