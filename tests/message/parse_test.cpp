#include <gtest/gtest.h>

#include "message/message.h"
#include "support/verdict.h"

namespace expgate::message {
namespace {

Message parsed(const std::string& text) {
  return parse(test::message(text));
}

constexpr const char* kOid = "0123456789abcdef0123456789abcdef01234567";

TEST(Parse, LinesLoseTheirEnds) {
  EXPECT_EQ(parsed("a\r\n\r\nb\n").lines, (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(parsed("a\nb").lines, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(parsed("feat: a\n\nb\n").header, "feat: a");
  EXPECT_TRUE(parsed("").lines.empty());
  EXPECT_EQ(parsed("").header, "");
  EXPECT_EQ(parsed("\nfeat: a\n").header, "");
}

TEST(Parse, ABomIsNoPartOfTheHeader) {
  EXPECT_EQ(parsed("\xEF\xBB\xBF"
                   "feat: a")
                .header,
            "feat: a");
}

TEST(Parse, DecodesWhatTheCommitDeclares) {
  for (const char* name : {"ISO-8859-1", "iso8859-1", "latin1", "Latin-1", "windows-1252", "CP1252"}) {
    Commit commit = test::message("fix: gr\xFC\xDF");
    commit.encoding = name;
    EXPECT_EQ(parse(commit).header, "fix: grüß") << name;
  }
  for (const char* name : {"", "UTF-8", "utf8", "US-ASCII"}) {
    Commit commit = test::message("fix: grüß");
    commit.encoding = name;
    EXPECT_EQ(parse(commit).header, "fix: grüß") << name;
  }
}

TEST(Parse, LooksAtTheBeginningOfAHugeMessageOnly) {
  const Message message = parsed("feat: a\n\n" + std::string(8 << 20, 'x'));
  EXPECT_EQ(message.text.size(), kMaxText);
  EXPECT_EQ(message.header, "feat: a");
  std::string wide;
  while (wide.size() < 2 * kMaxText) wide += "模";
  const Message cut = parsed(wide);
  EXPECT_EQ(cut.text.size(), kMaxText - kMaxText % 3) << "a character must not be cut in two";
}

TEST(Parse, AMergeIsKnownByItsParentsOnly) {
  EXPECT_EQ(parse(test::merge("anything")).kind, Kind::merge);
  EXPECT_EQ(parse(test::merge("fixup! feat: a")).kind, Kind::merge);
  for (const char* text : {"Merge branch 'a' into b", "Merge pull request #1 from a/b", "Merge: a",
                           "Squashed commit of the following:", "v1.2.3", "feat: a"})
    EXPECT_EQ(parsed(text).kind, Kind::ordinary) << text;
  Commit with_itself = test::merge("anything");
  with_itself.parents.back() = with_itself.parents.front();
  EXPECT_EQ(parse(with_itself).kind, Kind::ordinary);
}

TEST(Parse, ARevertNamesWhatItReverts) {
  const std::string oid = kOid;
  for (const std::string& text : {
           "Revert \"feat: a\"\n\nThis reverts commit " + oid + ".\n",
           "Revert \"feat: a\"\n\nThis reverts commit " + oid + "\n",
           "Revert \"feat: a\"\n\nIt broke.\n\nThis reverts commit " + oid + ".\n",
           "Revert \"Merge branch 'x'\"\n\nThis reverts commit " + oid + ", reversing\nchanges made to " +
               oid + ".\n",
           "Revert \"Revert \"feat: a\"\"\n\nThis reverts commit " + oid + ".\n",
           "Reapply \"feat: a\"\n\nThis reverts commit " + oid + ".\n",
           "Revert \"feat: a\" (#12)\n\nThis reverts commit " + oid + ".\n",
       })
    EXPECT_EQ(parsed(text).kind, Kind::revert) << text;
  for (const std::string& text : {
           std::string("Revert \"feat: a\""),
           std::string("Revert \"feat: a\"\n\nThis reverts commit 0123456.\n"),
           "Revert \"feat: a\"\n\nThis reverts commit " + oid + "0.\n",
           "Revert \"feat: a\"\n\nThis reverts commit " + std::string(40, '0') + ".\n",
           "Revert \"feat: a\"\n\n> This reverts commit " + oid + ".\n",
           std::string("Revert \"feat: a\"\n\nThis reverts merge request !12\n"),
           "Revert feat: a\n\nThis reverts commit " + oid + ".\n",
           "revert: feat: a\n\nThis reverts commit " + oid + ".\n",
           "Undo\n\nThis reverts commit " + oid + ".\n",
       })
    EXPECT_EQ(parsed(text).kind, Kind::ordinary) << text;
}

TEST(Parse, AnAutosquashMessageHasASubject) {
  for (const char* text :
       {"fixup! feat: a", "squash! feat: a\n\nmore", "amend! feat: a", "fixup! fixup! feat: a", "fixup! x"})
    EXPECT_EQ(parsed(text).kind, Kind::autosquash) << text;
  for (const char* text : {"fixup!", "fixup! ", "fixup!feat: a", "fixup: a", "Fixup! a", "fixup! squash! ",
                           " fixup! a", "feat!: a"})
    EXPECT_EQ(parsed(text).kind, Kind::ordinary) << text;
}

}  // namespace
}  // namespace expgate::message
