#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

#include "base/result.h"

// Files as `expgate fix` handles them: links are not followed, and files are never half written.
namespace expgate::app {

// The content of a file, and its state when it was read.
struct WorkFile {
  std::string bytes;
  struct stat status = {};
};

// All that can be read from the open file.
Result<std::string> read_all(int fd);

// Errors: not a regular file (a link, a folder), not readable.
Result<WorkFile> read_work_file(const std::filesystem::path& path);

// Puts `text` in the place of the file in one step, with its mode; an error if it has changed since
// `before`.
Result<void> replace_file(const std::filesystem::path& path, const WorkFile& before, std::string_view text);

// Creates a file; an error if it exists.
Result<void> create_file(const std::filesystem::path& path, std::string_view text);

// Whether the name is that of a notebook: *.ipynb in either case.
bool is_notebook_name(std::string_view path);

// The notebooks that `paths` mean: files as they are, of folders all below that git does not ignore. Without
// paths: all that differ from HEAD or that git does not know yet. Errors: a path that is neither here nor
// staged, that leads out of the work tree, or that is not a notebook and in no work tree.
Result<std::vector<std::filesystem::path>> find_notebooks(const std::vector<std::string>& paths);

}  // namespace expgate::app
