#include "app/output.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <unistd.h>

#include "app/style.h"
#include "app/version.h"
#include "app/workflow_commands.h"
#include "base/strings.h"
#include "report/json.h"
#include "report/text.h"

namespace expgate::app {

namespace {

// A format for machines and files; "text" on a terminal is conclude()'s own affair.
struct Format {
  std::string_view name;
  std::string (*write)(const Report& report);
};

std::string whole_text(const Report& report) {
  report::TextStyle style;
  style.most = std::numeric_limits<std::size_t>::max();
  style.verbose = true;
  return report::text(report, style);
}

// Every format that --format and --report know.
constexpr std::array kFormats{
    Format{"text", whole_text},
    Format{"json", [](const Report& report) { return report::json(report, version()); }},
};

Result<const Format*> find_format(const std::string& name) {
  std::vector<std::string> names;
  for (const Format& format : kFormats) {
    if (format.name == name) return &format;
    names.emplace_back(format.name);
  }
  const auto meant = nearest(name, names);
  return fail("`" + name + "` is no format" + (meant ? ", did you mean `" + *meant + "`?" : ""),
              "the formats are " + join(names, ", "));
}

// One --report FORMAT=FILE.
struct Destination {
  const Format* format = nullptr;
  std::string file;
};

Result<Destination> read_destination(const std::string& option) {
  const std::size_t equals = option.find('=');
  if (equals == std::string::npos || equals + 1 == option.size())
    return fail("`--report " + option + "` names no file",
                "write --report FORMAT=FILE, as in --report json=report.json");
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
    if (written < 0) return fail(std::strerror(errno));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> write_file(const std::string& path, std::string_view text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return fail(std::strerror(errno));
  Result<void> written = write_all(fd, text);
  if (::close(fd) != 0 && written) return fail(std::strerror(errno));
  return written;
}

// A remark on stderr that changes no verdict. Nobody is left to be told where that fails, too.
void remark(const std::string& what, const Error& error) {
  (void)write_all(STDERR_FILENO, web_prefix() + "expgate: " + what + ": " + error.message + "\n");
}

bool writes_to_stderr(Mode mode) {
  return mode != Mode::ci && mode != Mode::audit;
}

// What the gate says where somebody looks; false where a machine waits for it and does not get it.
bool show(const Report& report, const Common& common, const Format& format) {
  if (format.name == "text") {
    const int fd = writes_to_stderr(report.mode) ? STDERR_FILENO : STDOUT_FILENO;
    std::string text = report::text(report, text_style(report.mode, common, fd));
    if (fd == STDOUT_FILENO) text = without_commands(text);
    Result<void> written = write_all(fd, text);
    if (!written && fd != STDERR_FILENO) remark("the report cannot be written to stdout", written.error());
    return true;
  }
  std::string text = format.write(report);
  if (format.name == "json") text = json_without_commands(text);
  const Result<void> written = print(text);
  if (!written) print_error(written.error(), common);
  return written.has_value();
}

}  // namespace

Result<void> check_output(const Common& common) {
  TRY(read_outputs(common));
  return {};
}

std::vector<std::string> report_formats() {
  std::vector<std::string> names;
  for (const Format& format : kFormats) names.emplace_back(format.name);
  return names;
}

int conclude(const Report& report, const Common& common) {
  const Result<Outputs> outputs = read_outputs(common);
  if (!outputs) {
    print_error(outputs.error(), common);
    return exit_code(Verdict::undecided);
  }
  const bool shown = show(report, common, *outputs->format);
  for (const Destination& destination : outputs->files) {
    const Result<void> written = write_file(destination.file, destination.format->write(report));
    if (!written) remark("the report `" + destination.file + "` cannot be written", written.error());
  }
  const Verdict verdict = report.verdict();
  return exit_code(verdict == Verdict::pass && !shown ? Verdict::undecided : verdict);
}

Result<void> print(std::string_view text) {
  Result<void> written = write_all(STDOUT_FILENO, text);
  if (!written) return within("writing to stdout", written.error());
  return {};
}

void print_error(const Error& error, const Common& common) {
  report::TextStyle style = text_style(Mode::ci, common, STDERR_FILENO);
  style.prefix = web_prefix();
  (void)write_all(STDERR_FILENO, without_commands(report::text(error, style)));
}

}  // namespace expgate::app
