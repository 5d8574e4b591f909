#pragma once

#include <string>
#include <string_view>

namespace expgate::app {

// The trace that EXPGATE_TRACE=FILE asks for: how long the passes of this command took and how much was read,
// for a bug report. It has no names of files, refs or people, and no content.
//
// The trace is appended to FILE, which is created if necessary. An existing file must begin with the line
// "# expgate trace", so that no other file is changed.
//
// On a server, anyone who pushes may set variables (AcceptEnv of sshd). There, and in a filter, which git
// runs whenever it checks files out, no file is created: the administrator creates it, with that line. So a
// pusher can neither overwrite a file nor find out whether it exists.
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
