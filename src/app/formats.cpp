#include "app/formats.h"

#include <limits>
#include <vector>

#include "base/version.h"
#include "report/github.h"
#include "report/gitlab.h"
#include "report/html.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/sarif.h"
#include "report/text.h"
#include "rules/rule.h"
#include "text/suggestion.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

std::string whole_text(const Report& report) {
  report::TextStyle style;
  style.most = std::numeric_limits<std::size_t>::max();
  style.verbose = true;
  return report::text(report, style);
}

std::string json(const Report& report) {
  return report::json(report, version());
}

std::string sarif(const Report& report) {
  return report::sarif(report, version(), rules::declarations());
}

std::string html(const Report& report) {
  return report::html(report, version());
}

// Every format that --format and --report know; text on a terminal is conclude()'s own affair.
constexpr Format kFormats[] = {
    {"text", whole_text},           {"json", json, true},   {"gitlab", report::gitlab, true},
    {"junit", report::junit},       {"sarif", sarif, true}, {"github", report::github},
    {"markdown", report::markdown}, {"html", html},
};

}  // namespace

std::vector<std::string> report_formats() {
  std::vector<std::string> names;
  for (const Format& format : kFormats) names.emplace_back(format.name);
  return names;
}

Result<const Format*> find_format(const std::string& name) {
  for (const Format& format : kFormats)
    if (format.name == name) return &format;
  const std::string printable = text::printable(name);
  const Text help = tr("the formats are {formats}", {{"formats", text::listed(report_formats())}});
  if (const auto meant = text::suggestion(name, report_formats()))
    return fail(
        tr("unknown format `{format}`; did you mean `{meant}`?", {{"format", printable}, {"meant", *meant}}),
        help);
  return fail(tr("unknown format `{format}`", {{"format", printable}}), help);
}

}  // namespace expgate::app
