#include "experiments/input_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace expgate::experiments {

namespace {

tl::unexpected<Error> unreadable_input(const std::string& path, int code) {
  Text help = tr("check the disk, and that the file is not moved meanwhile");
  if (code == ENOENT || code == ENOTDIR)
    help = tr("check the spelling: the path is taken from the current folder");
  else if (code == EACCES || code == EPERM)
    help = tr("make it readable for you: `ls -l` shows for whom it is");
  return fail(
      tr("cannot read `{path}`: {problem}",
         {{"path", path}, {"problem", verbatim(std::strerror(code))}}),  // NOLINT(concurrency-mt-unsafe)
      std::move(help));
}

}  // namespace

InputFile::~InputFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<InputFile> InputFile::open(const std::string& path) {
  // Without O_NONBLOCK the open of a pipe waits for somebody who writes.
  InputFile file(path, ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (file.fd_ < 0 || ::fstat(file.fd_, &status) != 0) return unreadable_input(path, errno);
  if (S_ISDIR(status.st_mode))
    return fail(tr("`{path}` is a folder", {{"path", path}}),
                tr("name its files one by one, or an archive of it"));
  if (!S_ISREG(status.st_mode))
    return fail(tr("`{path}` is not a regular file", {{"path", path}}),
                tr("write what it yields into a file, and name that"));
  file.size_ = static_cast<std::uint64_t>(status.st_size);
  file.seconds_ = status.st_mtim.tv_sec;
  file.nanoseconds_ = status.st_mtim.tv_nsec;
  return file;
}

Result<void> InputFile::read(const std::function<Result<void>(std::string_view)>& take) const {
  constexpr std::size_t kChunk = std::size_t{1} << 20U;
  std::vector<char> chunk(kChunk);
  for (;;) {
    const ssize_t count = ::read(fd_, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable_input(path_, errno);
    if (count == 0) return {};
    TRY(take({chunk.data(), static_cast<std::size_t>(count)}));
  }
}

bool InputFile::has_changed() const {
  struct stat now {};
  return ::fstat(fd_, &now) != 0 || static_cast<std::uint64_t>(now.st_size) != size_ ||
         now.st_mtim.tv_sec != seconds_ || now.st_mtim.tv_nsec != nanoseconds_;
}

Result<std::string> read_input(const std::string& path, std::uint64_t most) {
  TRY_ASSIGN(const InputFile file, InputFile::open(path));
  std::string bytes;
  TRY(file.read([&](std::string_view piece) -> Result<void> {
    bytes += piece;
    if (bytes.size() > most)
      return fail(tr("`{path}` is over the limit of {limit}", {{"path", path}, {"limit", Bytes{most}}}));
    return {};
  }));
  return bytes;
}

}  // namespace expgate::experiments
