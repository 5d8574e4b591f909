#include "gate/audit_log.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <set>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

#include "base/version.h"
#include "text/utf8.h"

namespace expgate::gate {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostFindings = 100;
constexpr std::size_t kMostRefs = 10'000;
constexpr std::size_t kMostText = 1'000;  // bytes of a text that is the pusher's: a reason, a path, a ref

// "2026-01-31T09:05:00.123Z"
std::string now() {
  namespace chrono = std::chrono;
  const auto time = chrono::system_clock::now();
  const auto seconds = chrono::floor<chrono::seconds>(time);
  const auto milliseconds = chrono::duration_cast<chrono::milliseconds>(time - seconds).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(chrono::system_clock::to_time_t(seconds)),
                     milliseconds);
}

Json text_of(std::string_view text) {
  const bool is_cut = text.size() > kMostText;
  return text::with_escaped_bytes(text.substr(0, kMostText)) + (is_cut ? "…" : "");
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json() : text_of(text);
}

Json oid_or_null(const std::optional<Oid>& oid) {
  return oid ? Json(oid->hex()) : Json();
}

Json refs_of(const std::vector<RefUpdate>& updates) {
  Json list = Json::array();
  for (const RefUpdate& update : updates) {
    if (list.size() == kMostRefs) break;
    list.push_back(
        {{"ref", text_of(update.ref)}, {"old", update.old_oid.hex()}, {"new", update.new_oid.hex()}});
  }
  return list;
}

// Those that are written down: of more than there is room for, the first of each check and severity, so that
// none of them goes unnamed, then errors, then warnings.
std::vector<const Finding*> named_ones(const std::vector<Finding>& findings) {
  std::vector<const Finding*> named;
  for (const Finding& finding : findings) named.push_back(&finding);
  if (named.size() <= kMostFindings) return named;
  std::set<std::pair<std::string_view, Severity>> seen;
  std::set<const Finding*> first;
  for (const Finding& finding : findings)
    if (seen.emplace(finding.check, finding.severity).second) first.insert(&finding);
  // Warnings of checks that are named already come last.
  std::ranges::stable_sort(named, {}, [&](const Finding* finding) {
    if (first.contains(finding)) return 0;
    return finding->severity == Severity::error ? 1 : 2;
  });
  named.resize(kMostFindings);
  return named;
}

Json findings_of(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding* each : named_ones(findings)) {
    const Finding& finding = *each;
    Json one = {{"rule", finding.rule},
                {"check", text_of(finding.check)},
                {"severity", finding.severity == Severity::error ? "error" : "warning"},
                {"commit", oid_or_null(finding.commit)},
                {"path", finding.path ? text_of(*finding.path) : Json()},
                {"object", oid_or_null(finding.object)}};
    if (!finding.waived.empty()) {
      one["reason"] = text_of(finding.waived);
      one["by"] = text_of(english(finding.waived_by));
    }
    list.push_back(std::move(one));
  }
  return list;
}

Json counts_of(const Report& report, const ChangeSet& changes) {
  return {{"refs", changes.updates.size()},
          {"commits", report.counts.commits},
          {"files", report.counts.files},
          {"error", report.count(Severity::error)},
          {"warning", report.count(Severity::warn)},
          {"waived", report.counts.waived}};
}

std::string system_message() {
  return std::strerror(errno);
}

// Opens the log to read it as well, if its mode allows that. O_NONBLOCK: a pipe that nobody reads is an
// error, not a gate that hangs.
int open_log(const std::string& file) {
  constexpr mode_t kMode = 0640;
  constexpr int kHow = O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK;
  const int fd = ::open(file.c_str(), O_RDWR | kHow, kMode);
  return fd < 0 && errno == EACCES ? ::open(file.c_str(), O_WRONLY | kHow, kMode) : fd;
}

// Waits until no other hook writes to the log; closing it lets the next one in. False: somebody else holds
// the lock and does not let go.
bool lock(int fd) {
  constexpr int kMostTries = 1000;
  constexpr std::chrono::milliseconds kPause{1};
  for (int tries = 0; ::flock(fd, LOCK_EX | LOCK_NB) != 0; ++tries) {
    if (errno != EWOULDBLOCK || tries == kMostTries) return false;
    std::this_thread::sleep_for(kPause);
  }
  return true;
}

// Whether the file ends within a line: the disk was full when that was written, and no line feed fitted
// either. Without the lock it may be a line that is just being written.
bool ends_in_line(int fd) {
  struct stat status {};
  char last = '\n';
  return ::fstat(fd, &status) == 0 && status.st_size > 0 && ::pread(fd, &last, 1, status.st_size - 1) == 1 &&
         last != '\n';
}

// Writes the line in one go.
Result<void> write_line(int fd, std::string_view line) {
  const ssize_t written = ::write(fd, line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size())) return {};
  if (written < 0) return fail(verbatim(system_message()));
  return fail(tr("only a part of the line could be written; is the disk full?"));
}

}  // namespace

std::string audit_line(const Report& report, const ChangeSet& changes, const policy::Policy& policy) {
  const Context& context = changes.context;
  const Json line = {{"schema", "expgate-audit/1"},
                     {"time", now()},
                     {"project", text_or_null(context.project)},
                     {"user", text_or_null(context.user)},
                     {"user_id", text_or_null(context.user_id)},
                     {"protocol", text_or_null(context.protocol)},
                     {"hook", name_of(report.mode)},
                     {"mode", report.warn_only ? "warn" : "enforce"},
                     {"verdict", name_of(report.verdict())},
                     {"exit_code", exit_code(report)},
                     {"refs", refs_of(changes.updates)},
                     {"counts", counts_of(report, changes)},
                     {"findings", findings_of(report.findings)},
                     {"waived", findings_of(report.waived)},
                     {"bypass", text_or_null(report.bypass)},
                     {"error", report.error ? text_of(english(report.error->message)) : Json()},
                     {"policy", text_or_null(policy.digest)},
                     {"elapsed_ms", std::round(report.elapsed_ms * 10) / 10},
                     {"version", version()}};
  return line.dump() + "\n";
}

Result<void> append_line(const std::string& file, std::string_view line) {
  const int fd = open_log(file);
  if (fd < 0) return fail(verbatim(system_message()));
  struct stat status {};
  Result<void> written;
  if (::fstat(fd, &status) != 0)
    written = fail(verbatim(system_message()));
  else if (!S_ISREG(status.st_mode))
    written = fail(tr("it is not a regular file"));
  else
    written = write_line(fd, lock(fd) && ends_in_line(fd) ? "\n" + std::string(line) : std::string(line));
  if (::close(fd) != 0 && written) return fail(verbatim(system_message()));
  return written;
}

}  // namespace expgate::gate
