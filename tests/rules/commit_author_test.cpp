#include <stdexcept>

#include "support/verdict.h"

namespace expgate::test {
namespace {

Commit by(const std::string& name, const std::string& email) {
  Commit commit = message("feat: a");
  commit.author = {name, email};
  return commit;
}

TEST(CommitAuthor, AnybodyByDefault) {
  EXPECT_TRUE(catches_not("commit-author", "", by("root", "root@localhost")));
  EXPECT_TRUE(catches_not("commit-author", "", by("", "")));
}

TEST(CommitAuthor, MatchesThePatterns) {
  const std::string_view options = "email: '.+@example\\.org', name: '\\S+ \\S.*'";
  EXPECT_TRUE(catches_not("commit-author", options, by("Ada Lovelace", "ada@example.org")));
  EXPECT_TRUE(catches("commit-author", options, by("Ada Lovelace", "ada@example.org.evil"),
                      "the author's address `ada@example.org.evil` does not match"));
  EXPECT_TRUE(catches("commit-author", options, by("Ada Lovelace", "ada@exampleXorg"), "address"));
  EXPECT_TRUE(catches("commit-author", options, by("root", "root@example.org"),
                      "the author's name `root` does not match"));
  EXPECT_EQ(judge("commit-author", options, by("", "")).size(), 2U);
  EXPECT_THROW(judge("commit-author", "name: '('", by("a", "b")), std::runtime_error);
}

TEST(CommitAuthor, LooksAtMergesToo) {
  Commit commit = merge("Merge x");
  EXPECT_TRUE(catches("commit-author", "name: 'Bob'", commit, "`Ada Lovelace`"));
}

TEST(CommitAuthor, ASignatureIsThere) {
  Commit commit = message("feat: a");
  EXPECT_TRUE(catches_not("commit-author", "signed: true", commit)) << "git signs it after the hook";
  commit.oid.bytes[0] = 1;
  EXPECT_TRUE(catches("commit-author", "signed: true", commit, "has no signature"));
  EXPECT_TRUE(catches_not("commit-author", "", commit));
  commit.is_signed = true;
  EXPECT_TRUE(catches_not("commit-author", "signed: true", commit));
}

}  // namespace
}  // namespace expgate::test
