#include "git/commit.h"

#include <gtest/gtest.h>

namespace expgate::git {
namespace {

constexpr const char* kTree = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";
constexpr const char* kParent = "parent 0123456789012345678901234567890123456789\n";
constexpr const char* kPeople = "author A <a@b> 1 +0000\ncommitter C <c@d> 2 +0000\n";

Commit parse(const std::string& headers, const std::string& message) {
  auto commit = parse_commit({}, headers + "\n" + message);
  EXPECT_TRUE(commit) << (commit ? "" : english(commit.error().message));
  return commit.value_or(Commit{});
}

std::string why_not(const std::string& bytes) {
  const auto commit = parse_commit({}, bytes);
  return commit ? "" : english(commit.error().message);
}

TEST(ParseCommit, ReadsWhatAClientWrites) {
  const Commit commit = parse(std::string(kTree) + kParent + kPeople, "feat: add x\n\nBody\n");
  EXPECT_EQ(commit.message, "feat: add x\n\nBody\n");
  EXPECT_EQ(commit.author.name, "A");
  EXPECT_EQ(commit.committer.email, "c@d");
  EXPECT_EQ(commit.parents.size(), 1U);
  EXPECT_FALSE(commit.is_signed);
}

TEST(ParseCommit, ReadsWhenAndWhere) {
  const Commit commit =
      parse(std::string(kTree) + "author A <a@b> 7 -0130\ncommitter C <c@d> 9 +0200\n", "x");
  EXPECT_EQ(commit.author.date, 7);
  EXPECT_EQ(commit.author.zone, -90);
  EXPECT_EQ(commit.committer.date, 9);
  EXPECT_EQ(commit.committer.zone, 120);
  EXPECT_EQ(parse(std::string(kTree) + "author A <a@b>\ncommitter\n", "x").author.date, 0);
}

TEST(ParseTag, ReadsWhatAClientWrites) {
  const auto tag = parse_tag({},
                             "object 0123456789012345678901234567890123456789\ntype commit\ntag exp-vit\n"
                             "tagger A <a@b> 7 +0100\n\nViT | Acc@1: 87%\n");
  ASSERT_TRUE(tag);
  EXPECT_EQ(tag->target.abbreviated(), "0123456");
  EXPECT_EQ(tag->name, "exp-vit");
  EXPECT_EQ(tag->tagger.date, 7);
  EXPECT_EQ(tag->message, "ViT | Acc@1: 87%\n");
  EXPECT_TRUE(parse_tag({}, "object 0123456789012345678901234567890123456789\n"));  // of long ago
  EXPECT_FALSE(parse_tag({}, "type commit\n"));
}

TEST(ParseCommit, TakesTheFirstOfTwoEncodingsAsGitDoes) {
  const Commit commit =
      parse(std::string(kTree) + kPeople + "encoding UTF-8\nencoding ISO-8859-1\n", "feat: add x\n");
  EXPECT_EQ(commit.encoding, "UTF-8");
}

TEST(ParseCommit, ReadsNoMessageInAHeader) {
  const Commit commit =
      parse(std::string(kTree) + kPeople + "gpgsig -----\n \n feat: add x\n encoding X\n", "update\n");
  EXPECT_EQ(commit.message, "update\n");
  EXPECT_EQ(commit.encoding, "");
  EXPECT_TRUE(commit.is_signed);
}

TEST(ParseCommit, TakesNoParentBehindThePeople) {
  EXPECT_TRUE(parse(std::string(kTree) + kPeople + kParent, "Merge branch 'x'\n").parents.empty());
}

TEST(ParseCommit, CarriesNoMegabytesAround) {
  constexpr std::size_t kLong = 3U << 20;
  const Commit commit = parse(std::string(kTree) + "author " + std::string(kLong, 'A') +
                                  " <a@b> 1 +0000\nencoding " + std::string(kLong, 'E') + "\n",
                              std::string(kLong, 'x'));
  EXPECT_EQ(commit.message.size(), kLongestMessage);
  EXPECT_EQ(commit.message.size() + commit.message_left_out, kLong);
  EXPECT_LE(commit.author.name.size() + commit.encoding.size(), 8192U);
  EXPECT_EQ(commit.author.email, "") << "what is cut has no address, rather than a part of one";
}

TEST(ParseCommit, RefusesWhatIsNone) {
  EXPECT_NE(why_not(""), "");
  EXPECT_NE(why_not("author A <a@b> 1 +0000\n\nfeat: x\n"), "");
  EXPECT_NE(why_not("tree nonsense\n\nfeat: x\n"), "");
  EXPECT_NE(why_not(std::string(kTree) + "parent nonsense\n\nfeat: x\n"), "");
  EXPECT_NE(why_not("tree 0000000000000000000000000000000000000000\n\nfeat: x\n"), "");
}

}  // namespace
}  // namespace expgate::git
