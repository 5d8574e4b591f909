#include "base/temporary_folder.h"

#include <cstdlib>
#include <fstream>
#include <optional>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "support/texts.h"

namespace expgate {
namespace {

TEST(TemporaryFolder, IsOursAloneAndGoesWithTheObject) {
  std::filesystem::path path;
  {
    auto made = TemporaryFolder::make("test");
    ASSERT_TRUE(made);
    const std::optional<TemporaryFolder> folder(*std::move(made));
    path = folder->path();
    EXPECT_TRUE(path.filename().string().starts_with("expgate-test."));
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    std::ofstream(path / "file") << "x";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TemporaryFolder, SaysThatItCannotBeMade) {
  const char* const before = std::getenv("TMPDIR");
  const std::optional<std::string> kept =
      before != nullptr ? std::optional<std::string>(before) : std::nullopt;
  ::setenv("TMPDIR", "/nowhere/at/all", 1);
  const auto made = TemporaryFolder::make("test");
  if (kept)
    ::setenv("TMPDIR", kept->c_str(), 1);
  else
    ::unsetenv("TMPDIR");
  ASSERT_FALSE(made);
  EXPECT_NE(english(made.error().message).find("No such file"), std::string::npos);
}

}  // namespace
}  // namespace expgate
