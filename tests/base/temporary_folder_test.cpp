#include "base/temporary_folder.h"

#include <array>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "support/texts.h"

namespace expgate {
namespace {

// What `act` returns while the variable has that value.
template <typename Act>
auto with_variable(const char* name, const std::string& value, Act act) {
  const char* const before = std::getenv(name);
  const auto kept = before != nullptr ? std::optional<std::string>(before) : std::nullopt;
  ::setenv(name, value.c_str(), 1);
  auto result = act();
  if (kept)
    ::setenv(name, kept->c_str(), 1);
  else
    ::unsetenv(name);
  return result;
}

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

// One that was ended by a signal left the keys of a server behind.
TEST(TemporaryFolder, RemovesWhatWasLeftADayAgo) {
  namespace fs = std::filesystem;
  auto made = TemporaryFolder::make("around");
  ASSERT_TRUE(made);
  const TemporaryFolder around(*std::move(made));
  const auto left = [&](const std::string& name, std::time_t age) {
    const fs::path path = around.path() / name;
    fs::create_directory(path);
    std::ofstream(path / "file") << "x";
    const timespec then{std::time(nullptr) - age, 0};
    const std::array<timespec, 2> times{then, then};
    EXPECT_EQ(::utimensat(AT_FDCWD, path.c_str(), times.data(), 0), 0);
    return path;
  };
  constexpr std::time_t kTwoDays = 172'800;
  const fs::path old = left("expgate-test.aaaaaa", kTwoDays);
  const fs::path young = left("expgate-test.bbbbbb", 3600);
  const fs::path another = left("expgate-other.aaaaaa", kTwoDays);
  const fs::path link = around.path() / "expgate-test.cccccc";
  fs::create_directory_symlink(another, link);
  const auto folder = with_variable("TMPDIR", around.path(), [] { return TemporaryFolder::make("test"); });
  ASSERT_TRUE(folder);
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(young / "file"));
  EXPECT_TRUE(fs::exists(another / "file"));
  EXPECT_TRUE(fs::is_symlink(link));
}

TEST(TemporaryFolder, SaysThatItCannotBeMade) {
  const auto made = with_variable("TMPDIR", "/nowhere/at/all", [] { return TemporaryFolder::make("test"); });
  ASSERT_FALSE(made);
  EXPECT_NE(english(made.error().message).find("No such file"), std::string::npos);
}

}  // namespace
}  // namespace expgate
