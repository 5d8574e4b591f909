#include "input/git_command.h"

#include <gtest/gtest.h>

#include "support/words.h"

namespace expgate::input {
namespace {

using test::Words;
using test::words_of;

TEST(GitCommand, IsTakenApart) {
  const auto push = parse_git_command(
      words_of("git -C sub -c a.b=c --git-dir .git --config-env=d.e=F --no-pager push -u origin x"));
  ASSERT_TRUE(push);
  EXPECT_EQ(push->options, words_of("-C sub -c a.b=c --git-dir .git --config-env=d.e=F --no-pager"));
  EXPECT_EQ(push->settings(), words_of("-c a.b=c --config-env=d.e=F"));
  EXPECT_EQ(push->name, "push");
  EXPECT_EQ(push->words, words_of("-u origin x"));
}

TEST(GitCommand, AValueIsNoCommand) {
  for (const char* option : {"-C", "-c", "--git-dir", "--work-tree", "--namespace", "--config-env",
                             "--attr-source", "--super-prefix"}) {
    const auto command = parse_git_command(Words{"git", option, "value", "commit"});
    ASSERT_TRUE(command) << option;
    EXPECT_EQ(command->name, "commit") << option;
  }
  for (const char* option : {"-p", "--bare", "--exec-path=/x", "--git-dir=x", "--literal-pathspecs"})
    EXPECT_EQ(parse_git_command(Words{"git", option, "commit"})->name, "commit") << option;
  const auto odd = parse_git_command(Words{"git", "-C", "-c", "commit"});
  ASSERT_TRUE(odd);
  EXPECT_TRUE(odd->settings().empty()) << "a folder of that name";
}

TEST(GitCommand, NamesACommand) {
  EXPECT_FALSE(parse_git_command(words_of("git --version")));
  EXPECT_FALSE(parse_git_command(words_of("git -c")));
  EXPECT_FALSE(parse_git_command(words_of("git -c a.b=c")));
  EXPECT_FALSE(parse_git_command({}));
}

}  // namespace
}  // namespace expgate::input
