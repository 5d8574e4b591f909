#pragma once

#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>

// Files for targets whose readers take a path, in memory if the machine has such a folder.
namespace expgate::fuzz {

// A new folder, which stays until the process ends; its path ends with a slash.
inline std::string scratch_folder() {
  std::string name =
      (::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + std::string("/expgate-fuzz.XXXXXX");
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  static const std::string made = name;
  std::atexit([] { static_cast<void>(std::system(("rm -rf '" + made + "'").c_str())); });
  return name + "/";
}

// A file that is written anew for each input. Nothing may map it meanwhile.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& path)
      : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (file_ < 0) std::abort();
  }
  ~ScratchFile() { ::close(file_); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  void write(std::string_view bytes) const {
    if (::ftruncate(file_, static_cast<off_t>(bytes.size())) != 0) std::abort();
    if (::pwrite(file_, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) std::abort();
  }

 private:
  int file_;
};

}  // namespace expgate::fuzz
