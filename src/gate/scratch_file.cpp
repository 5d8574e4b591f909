#include "gate/scratch_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include "base/files.h"

namespace expgate::gate {

namespace {

tl::unexpected<Error> no_scratch_file() {
  return fail(tr("cannot use a temporary file: {reason}", {{"reason", verbatim(std::strerror(errno))}}),
              tr("set `TMPDIR` to a folder with enough room that this user may write to"));
}

}  // namespace

Result<ScratchFile> ScratchFile::make() {
  std::string name = temporary_path("expgate.XXXXXX");
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) return no_scratch_file();
  ::unlink(name.c_str());
  return ScratchFile(fd);
}

ScratchFile::ScratchFile(ScratchFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), size_(std::exchange(other.size_, 0)) {}

ScratchFile& ScratchFile::operator=(ScratchFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(size_, other.size_);
  return *this;
}

ScratchFile::~ScratchFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<void> ScratchFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return no_scratch_file();
    bytes.remove_prefix(static_cast<std::size_t>(count));
    size_ += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<void> ScratchFile::read(std::uint64_t at, std::string& into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t count = ::pread(fd_, into.data() + done, into.size() - done, static_cast<off_t>(at + done));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EIO;
    if (count <= 0) return no_scratch_file();
    done += static_cast<std::size_t>(count);
  }
  return {};
}

}  // namespace expgate::gate
