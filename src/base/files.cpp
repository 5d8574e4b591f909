#include "base/files.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/environment.h"

namespace expgate {

namespace {

tl::unexpected<std::error_code> last_error() {
  return tl::unexpected(std::error_code(errno, std::generic_category()));
}

// A file that is open for reading, or -1.
class Descriptor {
 public:
  explicit Descriptor(const char* path) : number_(open(path, O_RDONLY | O_CLOEXEC)) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

// Bytes: more than any text that is read whole. Without it, /dev/zero would take all memory there is.
constexpr std::size_t kMostRead = std::size_t{1} << 30U;

// The bytes to make room for: those of a file as it says and one more, which shows its end; of a pipe some.
std::size_t expected_size(int file) {
  constexpr std::size_t kSome = 4096;
  struct stat status {};
  const bool is_known = fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
  return is_known ? static_cast<std::size_t>(status.st_size) + 1 : kSome;
}

}  // namespace

bool is_named_pipe(const std::filesystem::path& path) {
  const std::string& name = path.native();
  struct stat status {};
  return !name.starts_with("/dev/") && !name.starts_with("/proc/") && ::stat(path.c_str(), &status) == 0 &&
         S_ISFIFO(status.st_mode);
}

std::string temporary_path(const std::string& name) {
  const std::string folder = environment("TMPDIR");
  return (std::filesystem::path(folder.empty() ? "/tmp" : folder) / name).string();
}

tl::expected<std::string, std::error_code> read_file(const std::filesystem::path& path) {
  if (is_named_pipe(path)) return tl::unexpected(std::make_error_code(std::errc::not_supported));
  const Descriptor file(path.c_str());
  if (file.number() < 0) return last_error();
  std::string bytes(expected_size(file.number()), '\0');
  for (std::size_t size = 0;;) {
    const ssize_t count = read(file.number(), bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_error();
    size += static_cast<std::size_t>(count);
    if (size > kMostRead) return tl::unexpected(std::make_error_code(std::errc::file_too_large));
    if (count == 0) {
      bytes.resize(size);
      return bytes;
    }
    if (size == bytes.size()) bytes.resize(2 * size);
  }
}

}  // namespace expgate
