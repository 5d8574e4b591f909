#include "message/trailers.h"

#include <gtest/gtest.h>

#include "support/verdict.h"

namespace expgate::message {
namespace {

// The trailers of a message with this last part, as "key=value;key=value".
std::string trailers(const std::string& rest) {
  std::string all;
  for (const Trailer& trailer : parse(test::message("feat: a\n\n" + rest)).trailers)
    all += (all.empty() ? "" : ";") + trailer.key + "=" + trailer.value;
  return all;
}

// Each line was compared with `git interpret-trailers --parse` (git 2.39), save those with BREAKING CHANGE
// and `#`.
TEST(Trailers, AreTheLastParagraphAsGitReadsIt) {
  EXPECT_EQ(trailers("Body.\n\nRefs: #1\nSigned-off-by: A <a@b>\n"), "Refs=#1;Signed-off-by=A <a@b>");
  EXPECT_EQ(trailers("Refs: #1\n\n\n"), "Refs=#1");
  EXPECT_EQ(trailers("Refs : #1\n"), "Refs=#1");
  EXPECT_EQ(trailers("Refs: a\n  b\n\tc\nAcked-by: d\n"), "Refs=a b c;Acked-by=d");
  EXPECT_EQ(trailers("Refs: 1\n\nBody.\n"), "");
  EXPECT_EQ(trailers("Some prose.\nRefs: 1\n"), "");
  EXPECT_EQ(trailers("Refs: 1\nSome prose.\n"), "");
  EXPECT_EQ(trailers("Two words: 1\n"), "");
  EXPECT_EQ(trailers("Body: with a colon.\nAnd more.\n"), "");
  EXPECT_EQ(trailers("Prose.\nMore.\nMore.\nSigned-off-by: A\n"), "Signed-off-by=A");
  EXPECT_EQ(trailers("Prose.\nMore.\nMore.\nMore.\nSigned-off-by: A\n"), "");
  EXPECT_EQ(trailers("(cherry picked from commit 0123456)\nRefs: 1\n"), "Refs=1");
}

TEST(Trailers, ProseAmongThemIsLeftOut) {
  EXPECT_EQ(trailers("Key:\nprose\nSigned-off-by: A\n  a\nprose\n"), "Key=;Signed-off-by=A a");
}

TEST(Trailers, TheFirstParagraphHasNone) {
  EXPECT_TRUE(parse(test::message("Refs: 1\nSigned-off-by: A\n")).trailers.empty());
  EXPECT_EQ(parse(test::message("feat: a\n\nRefs: 1\n")).trailers_line, 3);
  EXPECT_EQ(parse(test::message("feat: a\n\nb\n\nRefs: 1\nAcked-by: x\n")).trailers.at(1).line, 6);
}

TEST(Trailers, OfConventionalCommits) {
  EXPECT_EQ(trailers("BREAKING CHANGE: the config moved\n"), "BREAKING CHANGE=the config moved");
  EXPECT_EQ(trailers("BREAKING-CHANGE: a\nRefs: 1\n"), "BREAKING-CHANGE=a;Refs=1");
  EXPECT_EQ(trailers("BREAKING CHANGE: the config\nmoved to configs/\nRefs: 1\n"),
            "BREAKING CHANGE=the config moved to configs/;Refs=1");
  EXPECT_EQ(trailers("Fixes #12\nRefs #13, #14\n"), "Fixes=#12;Refs=#13, #14");
  EXPECT_EQ(trailers("Fixes #\n"), "");
  EXPECT_EQ(trailers("breaking change: a\n"), "");
}

}  // namespace
}  // namespace expgate::message
