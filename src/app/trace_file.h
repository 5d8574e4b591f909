#pragma once

#include <string>
#include <string_view>

namespace expgate::app {

// What EXPGATE_TRACE=FILE asks for: how long the passes of this command took and how much was read, for a bug
// report. Names of files, refs and people are not in it, nor anything that they hold.
//
// The file is made, or the trace is put behind those that it has. It is never anybody else's file: one that
// is there already has to begin with the line "# expgate trace".
//
// On a server whoever pushes may set variables (AcceptEnv of sshd). There, and in a filter, which git runs
// wherever it checks files out, no file is made: the administrator makes it, with that line. That leaves
// nothing to overwrite, and nobody who pushes is told whether a file is there.
class TraceFile {
 public:
  // Begins to trace the command, if that is asked for.
  explicit TraceFile(std::string_view command);
  // Writes the trace.
  ~TraceFile();
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;
  TraceFile(TraceFile&&) = delete;
  TraceFile& operator=(TraceFile&&) = delete;

 private:
  std::string command_;
  int fd_ = -1;
};

}  // namespace expgate::app
