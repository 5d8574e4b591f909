// Lines of an audit log: read and added up, whatever they hold. What is whole has a time and a known verdict.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "gate/log_summary.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace expgate;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  gate::AuditEntry entry;
  const gate::EntryState state = gate::read_entry(line, 3, entry);
  if (entry.refs.size() > 3) std::abort();
  if (state == gate::EntryState::whole && (entry.time.empty() || entry.verdict.empty())) std::abort();
  gate::LogSummary summary("2026-01-31");
  summary.add_line(line, false);
  summary.add_line(line, true);
  const PushLog log = summary.take();
  if (log.lines.read !=
      log.lines.damaged + log.lines.unknown_schema + log.lines.before + log.trials + log.pushes.all())
    std::abort();
  return 0;
}
