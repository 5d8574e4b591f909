#include "app/audit_merge.h"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

#include "app/output.h"
#include "app/style.h"
#include "base/version.h"
#include "report/fleet/outline.h"
#include "report/fleet/page.h"
#include "report/fleet/read.h"
#include "report/workflow_commands.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

namespace fs = std::filesystem;

using report::Fleet;

std::string fleet_as_text(const Fleet& fleet) {
  return report::fleet_text(fleet, {});
}

std::string fleet_as_json(const Fleet& fleet) {
  return report::fleet_json(fleet, version());
}

std::string fleet_as_html(const Fleet& fleet) {
  return report::fleet_page(fleet, version());
}

struct FleetFormat {
  std::string_view name;
  std::string (*write)(const Fleet& fleet);
};

constexpr FleetFormat kFleetFormats[] = {{"text", fleet_as_text},
                                         {"json", fleet_as_json},
                                         {"markdown", report::fleet_markdown},
                                         {"html", fleet_as_html}};

Result<const FleetFormat*> fleet_format(const std::string& name) {
  for (const FleetFormat& format : kFleetFormats)
    if (format.name == name) return &format;
  return fail(tr("`--merge` cannot write `{format}`", {{"format", text::printable(name)}}),
              tr("the formats are {formats}", {{"formats", "text, json, markdown, html"}}));
}

// The reports in a folder and those below it, in the order of their names. Links to folders are not followed.
Result<std::vector<std::string>> reports_below(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error)) {
    std::error_code unknown;
    if (each->path().extension() == ".json" && !each->is_directory(unknown))
      files.push_back(each->path().string());
  }
  if (error)
    return fail(tr("cannot read the folder `{folder}`: {problem}",
                   {{"folder", text::printable(folder)}, {"problem", error.message()}}));
  if (files.empty())
    return fail(tr("there is no report (*.json) in `{folder}`", {{"folder", text::printable(folder)}}));
  std::sort(files.begin(), files.end());
  return files;
}

// Each file once, in the order in which it is named first.
Result<std::vector<std::string>> files_of(const std::vector<std::string>& places) {
  std::vector<std::string> files;
  for (const std::string& place : places) {
    std::error_code error;
    if (!fs::is_directory(place, error)) {
      files.push_back(place);
      continue;
    }
    TRY_ASSIGN(const std::vector<std::string> below, reports_below(place));
    files.insert(files.end(), below.begin(), below.end());
  }
  std::vector<std::pair<std::string, std::size_t>> names;
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::error_code error;
    const fs::path whole = fs::weakly_canonical(files[i], error);
    names.emplace_back(error ? files[i] : whole.string(), i);
  }
  std::sort(names.begin(), names.end());
  for (std::size_t i = 1; i < names.size(); ++i)
    if (names[i].first == names[i - 1].first) files[names[i].second].clear();
  files.erase(std::remove(files.begin(), files.end(), std::string()), files.end());
  return files;
}

Fleet read_fleet(const std::vector<std::string>& files) {
  report::FleetSurvey survey;
  for (const std::string& file : files) {
    Result<report::FleetAudit> audit = report::read_audit(file);
    if (audit)
      survey.add(*audit);
    else
      survey.add_unreadable({file, std::move(audit.error().message)});
  }
  return survey.finish();
}

std::string shown_fleet(const Fleet& fleet, const FleetFormat& format, const Common& common) {
  if (format.name == "json") return report::json_without_commands(format.write(fleet));
  if (format.name != "text") return report::without_commands(format.write(fleet));
  return report::without_commands(report::fleet_text(fleet, text_style(Mode::audit, common, STDOUT_FILENO)));
}

}  // namespace

Result<int> merge_audits(const std::vector<std::string>& places, const Common& common) {
  TRY(check_output(common));
  if (places.empty())
    return fail(tr("`--merge` needs the reports of audits"),
                tr("name files or a folder, as in `{command}`",
                   {{"command", "expgate audit --merge reports --report html=fleet.html"}}));
  TRY_ASSIGN(const FleetFormat* format, fleet_format(common.format));
  std::vector<std::pair<const FleetFormat*, std::string>> targets;
  for (const std::string& option : common.reports) {
    const std::size_t equals = option.find('=');
    TRY_ASSIGN(const FleetFormat* of_file, fleet_format(option.substr(0, equals)));
    targets.emplace_back(of_file, option.substr(equals + 1));
  }
  TRY_ASSIGN(const std::vector<std::string> files, files_of(places));
  const Fleet fleet = read_fleet(files);
  TRY(print(shown_fleet(fleet, *format, common)));
  for (const auto& [of_file, file] : targets) TRY(write_report_file(file, of_file->write(fleet), common));
  return exit_code(fleet.verdict());
}

}  // namespace expgate::app
