#include "base/files.h"

#include <fstream>

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
  EXPECT_EQ(read_file("/").error(), std::errc::is_a_directory);
}

}  // namespace
}  // namespace expgate
