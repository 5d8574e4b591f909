#include "gate/redact.h"

namespace expgate::gate {

namespace {

using Folders = std::vector<std::string>;

void shorten(std::string& path, const Folders& folders) {
  for (const std::string& folder : folders)
    if (folder.size() > 1 && path.starts_with(folder)) {
      path.erase(0, folder.size());
      return;
    }
}

void redact(Arguments& arguments, const Folders& folders) {
  for (Argument& argument : arguments) {
    if (auto* file = std::get_if<LocalFile>(&argument.value)) shorten(file->path, folders);
    if (auto* texts = std::get_if<std::vector<Text>>(&argument.value))
      for (Text& text : *texts) redact(text.arguments(), folders);
  }
}

}  // namespace

void redact(Report& report, const Folders& folders) {
  if (report.error) {
    redact(report.error->message.arguments(), folders);
    redact(report.error->help.arguments(), folders);
  }
  for (Text& note : report.notes) redact(note.arguments(), folders);
  for (std::vector<Finding>* findings : {&report.findings, &report.waived})
    for (Finding& finding : *findings) {
      shorten(finding.policy, folders);
      redact(finding.waived_by.arguments(), folders);
      redact(finding.arguments, folders);
    }
}

}  // namespace expgate::gate
