#include "base/files.h"

#include <cstdlib>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace expgate {
namespace {

TEST(ReadFile, ReadsAllBytes) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "expgate-read-file";
  std::string bytes(100'000, 'x');
  bytes[5] = '\0';
  std::ofstream(path, std::ios::binary) << bytes;
  EXPECT_EQ(read_file(path).value(), bytes);
  std::filesystem::remove(path);
}

TEST(ReadFile, SaysWhyItCannot) {
  EXPECT_EQ(read_file("/there/is/none").error(), std::errc::no_such_file_or_directory);
  const std::string pipe = ::testing::TempDir() + "expgate-pipe-" + std::to_string(::getpid());
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(read_file(pipe).error(), std::errc::not_supported);  // not waited for
  ::unlink(pipe.c_str());
  EXPECT_EQ(read_file("/").error(), std::errc::is_a_directory);
}

TEST(TemporaryPath, AnEmptyTmpdirIsNone) {
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("TMPDIR", "/var/tmp/", 1);
  EXPECT_EQ(temporary_path("x.XXXXXX"), "/var/tmp/x.XXXXXX");
  ::setenv("TMPDIR", "", 1);
  EXPECT_EQ(temporary_path("x.XXXXXX"), "/tmp/x.XXXXXX");
  ::unsetenv("TMPDIR");
  EXPECT_EQ(temporary_path("x.XXXXXX"), "/tmp/x.XXXXXX");
  if (before != nullptr) ::setenv("TMPDIR", kept.c_str(), 1);
}

}  // namespace
}  // namespace expgate
