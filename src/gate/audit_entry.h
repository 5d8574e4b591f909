#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace expgate::gate {

// A finding as the audit log names it.
struct LoggedFinding {
  std::string rule;
  std::string check;
  std::string severity;      // "error" or "warning"
  std::string enforce_from;  // the day from which a warning will be an error; empty: it stays one
  std::string reason;        // of a waived one
  std::string by;            // what waived it

  void reset();  // to nothing, with its memory kept
};

// A ref of a push.
struct LoggedRef {
  std::string ref;
  std::string old_oid;
  std::string new_oid;

  void reset();
};

// A line of the audit log, as far as it is summed up or judged again. What is null is empty.
struct AuditEntry {
  std::string schema;
  std::string time;
  std::string project;
  std::string user;
  std::string user_id;
  std::string protocol;
  std::string mode;
  std::string verdict;
  std::string bypass;
  std::string error;
  std::string exit_code;
  std::string elapsed_ms;
  std::uint64_t refs_count = 0;
  std::uint64_t errors = 0;
  std::vector<LoggedRef> refs;  // as many as were asked for
  std::vector<LoggedFinding> findings;
  std::vector<LoggedFinding> waived;
};

enum class EntryState {
  whole,
  unknown_schema,
  damaged,  // cut off, or without what every line has
};

// Reads a line, its first `most_refs` refs included. The memory of `entry` is used again.
EntryState read_entry(std::string_view line, std::size_t most_refs, AuditEntry& entry);

}  // namespace expgate::gate
