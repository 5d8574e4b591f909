#include "app/output.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "app/formats.h"
#include "app/style.h"
#include "app/terminal.h"
#include "base/environment.h"
#include "base/trace.h"
#include "catalogue/catalogue.h"
#include "report/markdown.h"
#include "report/phrases.h"
#include "report/text.h"
#include "report/workflow_commands.h"
#include "text/columns.h"
#include "text/suggestion.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

// One --report FORMAT=FILE.
struct Destination {
  const Format* format = nullptr;
  std::string file;
};

Result<Destination> read_destination(const std::string& option) {
  const std::size_t equals = option.find('=');
  if (equals == std::string::npos || equals + 1 == option.size())
    return fail(
        tr("`--report {option}` names no file", {{"option", option}}),
        tr("write `--report FORMAT=FILE`, as in `--report json=report.json`; the formats are {formats}",
           {{"formats", text::listed(report_formats())}}));
  TRY_ASSIGN(const Format* format, find_format(option.substr(0, equals)));
  return Destination{format, option.substr(equals + 1)};
}

// What --format and --report ask for.
struct Outputs {
  const Format* format = nullptr;
  std::vector<Destination> files;
};

Result<Outputs> read_outputs(const Common& common) {
  Outputs outputs;
  TRY_SET(outputs.format, find_format(common.format));
  for (const std::string& option : common.reports) {
    TRY_ASSIGN(Destination destination, read_destination(option));
    outputs.files.push_back(std::move(destination));
  }
  return outputs;
}

Result<void> write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(verbatim(std::strerror(errno)));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// Writes all of the file, or with O_APPEND behind what it has already. A file that cannot be written whole is
// left empty, or as it was.
Result<void> write_file(const std::string& path, std::string_view text, int how = O_TRUNC) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | how, 0666);
  if (fd < 0) return fail(verbatim(std::strerror(errno)));
  const off_t before = how == O_APPEND ? ::lseek(fd, 0, SEEK_END) : 0;
  Result<void> written = write_all(fd, text);
  // A pipe or a device has no size, and it does not matter that it cannot be cut.
  if (!written && before >= 0) [[maybe_unused]]
    const int cut = ::ftruncate(fd, before);
  if (::close(fd) != 0 && written) return fail(verbatim(std::strerror(errno)));
  return written;
}

bool writes_to_stderr(Mode mode) {
  return mode != Mode::ci && mode != Mode::audit;
}

// Shows the report on a terminal or in a log. False if a machine waits for it and does not get it.
bool show(const Report& report, const Common& common, const Format& format) {
  if (format.name == "text") {
    const int fd = writes_to_stderr(report.mode) ? STDERR_FILENO : STDOUT_FILENO;
    Result<void> written =
        write_all(fd, report::without_commands(report::text(report, text_style(report.mode, common, fd))));
    if (!written && fd != STDERR_FILENO)
      remark(tr("cannot write the report to stdout: {problem}", {{"problem", written.error().message}}));
    return true;
  }
  std::string text = format.write(report);
  if (format.is_json)
    text = report::json_without_commands(text);
  else
    text = format.name == "github" ? report::without_older_commands(text) : report::without_commands(text);
  const Result<void> written = print(text);
  if (!written) print_undecided(written.error(), common);
  return written.has_value();
}

// Where GitHub Actions shows what a job has to say: a file for each step, to which its commands append.
void add_step_summary(const Report& report, const Outputs& outputs) {
  const std::string file = environment("GITHUB_STEP_SUMMARY");
  if (report.mode != Mode::ci || file.empty()) return;
  const bool is_wanted =
      outputs.format->name == "github" ||
      std::any_of(outputs.files.begin(), outputs.files.end(),
                  [](const Destination& destination) { return destination.format->name == "github"; });
  if (!is_wanted) return;
  const Result<void> written = write_file(file, report::markdown(report), O_APPEND);
  if (!written)
    remark(tr("cannot write the summary of the step: {problem}", {{"problem", written.error().message}}));
}

report::TextStyle error_style(const Common& common) {
  report::TextStyle style = text_style(Mode::ci, common, STDERR_FILENO);
  style.prefix = web_prefix();
  return style;
}

void print_to_stderr(const std::string& text) {
  (void)write_all(STDERR_FILENO, report::without_commands(text));
}

// Where a report is that somebody asked for by hand.
void note_written(const std::string& file, const Common& common) {
  if (!common.quiet) remark(tr("wrote `{file}`", {{"file", file}}));
}

}  // namespace

Result<void> check_output(const Common& common) {
  TRY(read_outputs(common));
  return {};
}

int conclude(const Report& report, const Common& common) {
  const Trace trace("write the report");
  const Result<Outputs> outputs = read_outputs(common);
  if (!outputs) {
    print_undecided(outputs.error(), common);
    return exit_code(Verdict::undecided);
  }
  const bool shown = show(report, common, *outputs->format);
  for (const Destination& destination : outputs->files) {
    const Result<void> written = write_file(destination.file, destination.format->write(report));
    if (!written)
      remark(tr("cannot write the report `{file}`: {problem}",
                {{"file", destination.file}, {"problem", written.error().message}}));
    else if (report.mode == Mode::audit)  // by hand: somebody wants to open it
      note_written(destination.file, common);
  }
  add_step_summary(report, *outputs);
  const int code = exit_code(report);
  return code == 0 && !shown ? exit_code(Verdict::undecided) : code;
}

Result<void> write_report_file(const std::string& path, std::string_view text, const Common& common) {
  Result<void> written = write_file(path, text);
  if (written) {
    note_written(path, common);
    return {};
  }
  return fail(tr("cannot write the report `{file}`: {problem}",
                 {{"file", path}, {"problem", written.error().message}}));
}

Result<void> print(std::string_view text) {
  Result<void> written = write_all(STDOUT_FILENO, text);
  if (!written) return within(tr("writing to stdout"), written.error());
  return {};
}

Result<void> print_line(const Text& text) {
  return print(fitted(text));
}

void remark(const Text& text) {
  const std::string line = text::printable(catalogue::render(text));
  const std::string label = web_prefix() + "expgate: ";
  print_to_stderr(text::hanging(label, line, 4, text_style(Mode::ci, {}, STDERR_FILENO).width));
}

void print_error(const Error& error, const Common& common) {
  print_to_stderr(report::plain_text(error, error_style(common)));
}

void print_undecided(const Error& error, const Common& common) {
  print_to_stderr(report::text(error, error_style(common)));
}

}  // namespace expgate::app
