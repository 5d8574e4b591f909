#include <stdexcept>

#include "support/verdict.h"

namespace expgate::test {
namespace {

using namespace std::string_literals;

Commit encoded(const std::string& text, const std::string& encoding) {
  Commit commit = message(text);
  commit.encoding = encoding;
  return commit;
}

TEST(CommitEncoding, TextPasses) {
  for (const std::string& text :
       {"feat: a\n\nb\tc\n"s, "feat: 添加\r\n\r\nb\r\n"s, "fix: ünïcode 🎉"s, "fix: нет"s, ""s})
    EXPECT_TRUE(catches_not("commit-encoding", "", message(text))) << text;
  EXPECT_TRUE(catches_not("commit-encoding", "", encoded("fix: gr\xFC\xDF", "ISO-8859-1")));
  EXPECT_TRUE(catches_not("commit-encoding", "", encoded("fix: grüß", "utf8")));
}

struct ByteCase {
  std::string text;
  const char* part;
  int line;
};

TEST(CommitEncoding, HiddenThingsDoNot) {
  for (const ByteCase& c : {
           ByteCase{"\xEF\xBB\xBF"
                    "feat: a",
                    "a byte order mark (U+FEFF) on line 1", 1},
           ByteCase{"feat: a\n\nb\0c"s, "a NUL character (U+0000) on line 3", 3},
           ByteCase{"feat: \x1B[2Ja", "an escape character (U+001B) on line 1", 1},
           ByteCase{"feat: a\n\n\x07", "a control character (U+0007) on line 3", 3},
           ByteCase{"feat: a\x7F", "(U+007F)", 1},
           ByteCase{"feat: \xC2\x9B"
                    "31ma",
                    "a control character (U+009B) on line 1", 1},
           ByteCase{"feat: a\rfix: b", "a carriage return (U+000D) on line 1 that does not end it", 1},
           ByteCase{"feat: a\n\nb\r", "a carriage return", 3},
           ByteCase{"feat: a\r\r\n", "a carriage return", 1},
           ByteCase{"feat: \xE2\x80\xAE"
                    "a",
                    "a character (U+202E) on line 1 that changes the direction of text", 1},
           ByteCase{"feat: a\n\xE2\x81\xA6", "(U+2066) on line 2", 2},
           ByteCase{"feat: a\n\ncaf\xE9", "byte 0xE9 on line 3 is not UTF-8", 3},
           ByteCase{"feat: \xC0\x80", "byte 0xC0 on line 1 is not UTF-8", 1},
           ByteCase{"feat: \xED\xA0\x80", "is not UTF-8", 1},
           ByteCase{"\xFF\xFE"
                    "f\0e\0"s,
                    "the message is UTF-16", 1},
       }) {
    EXPECT_TRUE(catches("commit-encoding", "", message(c.text), c.part)) << c.part;
    EXPECT_EQ(judge("commit-encoding", "", message(c.text)).at(0).line, c.line) << c.part;
  }
}

TEST(CommitEncoding, EachKindIsToldOnce) {
  EXPECT_EQ(judge("commit-encoding", "", message("\x1B[1m\x1B[0m\x07\ra\rb\xE2\x80\xAE\xE2\x80\xAE")).size(),
            3U);
}

TEST(CommitEncoding, AnEncodingThatCannotBeDecoded) {
  for (const char* name : {"x-user-defined", "EBCDIC-US", "UTF-16", "no such thing"})
    EXPECT_TRUE(catches("commit-encoding", "", encoded("feat: a", name), "cannot be decoded")) << name;
  EXPECT_TRUE(catches("commit-encoding", "", encoded("fix: gr\xFC\xDF", "UTF-8"),
                      "byte 0xFC on line 1 is not UTF-8"));
  EXPECT_TRUE(catches("commit-encoding", "", encoded("fix: \x1B[1m", "latin1"), "an escape character"));
}

TEST(CommitEncoding, ASizeThatCanBeRead) {
  const auto sized = [](std::size_t bytes) { return message("feat: a\n\n" + std::string(bytes - 9, 'x')); };
  EXPECT_TRUE(catches_not("commit-encoding", "", sized(64_KiB)));
  EXPECT_TRUE(catches("commit-encoding", "", sized(64_KiB + 1), "over the limit of 64 KiB"));
  EXPECT_TRUE(catches("commit-encoding", "limit: 1 KiB", sized(2_KiB),
                      "the message is 2 KiB long, over the limit of 1 KiB"));
  EXPECT_EQ(judge("commit-encoding", "", message(std::string(1_MiB, '\0'))).size(), 1U)
      << "no more than a look at its size";
  Commit long_one = message(std::string(kLongestMessage, 'x'));
  long_one.message_left_out = 3_MiB - kLongestMessage;
  EXPECT_TRUE(catches("commit-encoding", "", long_one, "the message is 3 MiB long"));
  EXPECT_THROW(judge("commit-encoding", "limit: 1 MiB", message("feat: a")), std::runtime_error);
}

TEST(CommitEncoding, MergesAreTextToo) {
  EXPECT_TRUE(catches("commit-encoding", "", merge("Merge \x1B[2J"), "an escape character"));
  EXPECT_TRUE(catches("commit-encoding", "", message("fixup! a\0"s), "a NUL character"));
}

}  // namespace
}  // namespace expgate::test
