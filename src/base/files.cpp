#include "base/files.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>

namespace expgate {

namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

tl::unexpected<std::error_code> last_error() {
  return tl::unexpected(std::error_code(errno, std::generic_category()));
}

}  // namespace

tl::expected<std::string, std::error_code> read_file(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rbe"));
  if (!file) return last_error();
  std::string bytes;
  std::array<char, 16384> chunk;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  while (const std::size_t count = std::fread(chunk.data(), 1, chunk.size(), file.get()))
    bytes.append(chunk.data(), count);
  if (std::ferror(file.get()) != 0) return last_error();
  return bytes;
}

}  // namespace expgate
