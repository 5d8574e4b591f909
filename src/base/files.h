#pragma once

#include <filesystem>
#include <string>
#include <system_error>

#include <tl/expected.hpp>

namespace expgate {

// All bytes of a file, or what the system says against it (a folder cannot be read, nor a named
// pipe).
tl::expected<std::string, std::error_code> read_file(const std::filesystem::path& path);

// Returns the path of that name in the folder for what is temporary: `TMPDIR`, `/tmp` where that is not set
// or empty.
std::string temporary_path(const std::string& name);

// Whether somebody put a named pipe where a file is to be: to open it would wait for a writer, for ever
// perhaps. A pipe that a shell made for this program (`<(…)`) is none.
bool is_named_pipe(const std::filesystem::path& path);

// Whether the error says that there is no such file. After any other error, a file may still be there.
inline bool is_not_there(const std::error_code& error) {
  return error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
}

}  // namespace expgate
