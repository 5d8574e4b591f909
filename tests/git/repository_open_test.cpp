#include <cstdlib>

#include <gtest/gtest.h>

#include "support/temporary_repository.h"

namespace expgate::git {
namespace {

TEST(RepositoryOpen, TheEnvironmentDoesNotMatter) {
  test::TemporaryRepository real;
  const std::string blob = real.git({"hash-object", "-w", "--stdin"}, "text").substr(0, 40);
  const std::string git_dir = std::getenv("GIT_DIR");
  ::setenv("GIT_DIR", "/nowhere", 1);
  ::setenv("GIT_OBJECT_DIRECTORY", "/nowhere/objects", 1);
  const auto repository = Repository::open(git_dir);
  ::unsetenv("GIT_OBJECT_DIRECTORY");
  ::setenv("GIT_DIR", git_dir.c_str(), 1);
  ASSERT_TRUE(repository);
  EXPECT_TRUE((*repository)->has(Oid::parse(blob).value()));
}

TEST(RepositoryOpen, NoFolderAboveIsTakenInstead) {
  const test::TemporaryRepository real;
  EXPECT_FALSE(Repository::open(real.folder() + "/objects"));
  EXPECT_FALSE(Repository::open("/nowhere"));
}

}  // namespace
}  // namespace expgate::git
