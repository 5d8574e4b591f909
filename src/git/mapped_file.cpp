#include "git/mapped_file.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace expgate::git {

Result<MappedFile> MappedFile::open(const std::string& path) {
  const auto cannot_read = [&] {
    return fail(tr("cannot read `{file}`: {reason}",
                   {{"file", LocalFile{path}}, {"reason", verbatim(std::strerror(errno))}}));
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a named pipe is not waited for
  if (file < 0 && errno == ENOENT) return MappedFile();
  if (file < 0) return cannot_read();
  const auto close_and = [&](Result<MappedFile> result) {
    ::close(file);
    return result;
  };
  struct stat facts {};
  if (::fstat(file, &facts) != 0) return close_and(cannot_read());
  if (!S_ISREG(facts.st_mode)) {
    errno = S_ISDIR(facts.st_mode) ? EISDIR : EINVAL;
    return close_and(cannot_read());
  }
  if (facts.st_size == 0) return close_and(MappedFile(std::string_view()));
  const auto size = static_cast<std::size_t>(facts.st_size);
  void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  ::close(file);  // the mapping stays
  if (bytes == MAP_FAILED) return cannot_read();
  return MappedFile({static_cast<const char*>(bytes), size});
}

MappedFile::~MappedFile() {
  if (!text_.empty()) ::munmap(const_cast<char*>(text_.data()), text_.size());
}

void let_go(std::string_view mapped) {
  static const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(mapped.data()) / page * page;
  const auto end = (reinterpret_cast<std::uintptr_t>(mapped.data()) + mapped.size()) / page * page;
  // A hint: what it cannot do does not matter.
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

}  // namespace expgate::git
