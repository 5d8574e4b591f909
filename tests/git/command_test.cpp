#include "git/command.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace expgate::git {
namespace {

TEST(Command, GivesInputAndBothOutputsAndTheCode) {
  const Result<CommandOutput> output = run({"sh", "-c", "cat; echo oops >&2; exit 3"}, "hello\n");
  ASSERT_TRUE(output);
  EXPECT_EQ(output->code, 3);
  EXPECT_EQ(output->out, "hello\n");
  EXPECT_EQ(output->err, "oops\n");
  EXPECT_FALSE(output->ok());
}

TEST(Command, MovesMoreThanAPipeHoldsBothWays) {
  const std::string much(3 << 20, 'x');
  const Result<CommandOutput> output = run({"sh", "-c", "tee /dev/stderr"}, much);
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, much);
  EXPECT_EQ(output->err, much);
}

TEST(Command, AProgramThatDoesNotReadItsInputIsNoAccident) {
  const Result<CommandOutput> output = run({"true"}, std::string(1 << 20, 'x'));
  ASSERT_TRUE(output);
  EXPECT_TRUE(output->ok());
}

TEST(Command, ArgumentsAreNeverReadByAShell) {
  EXPECT_EQ(output_of({"printf", "%s", "$(id) 'a b' *"}), "$(id) 'a b' *");
}

TEST(Command, SwitchesReplaceRefsOff) {
  ::unsetenv("GIT_NO_REPLACE_OBJECTS");
  EXPECT_EQ(output_of({"sh", "-c", "printf %s \"$GIT_NO_REPLACE_OBJECTS\""}), "1");
}

TEST(Command, ASignalIsAFailure) {
  const Result<CommandOutput> output = run({"sh", "-c", "kill -KILL $$"});
  ASSERT_TRUE(output);
  EXPECT_EQ(output->code, 128 + 9);
}

TEST(Command, AProgramThatIsNotThereIsAnError) {
  const Result<CommandOutput> output = run({"no-such-program-here"});
  ASSERT_FALSE(output);
  EXPECT_NE(english(output.error().message).find("`no-such-program-here`"), std::string::npos);
  EXPECT_FALSE(run({}));
}

TEST(Command, AFailureQuotesTheLastLineOfStderr) {
  const Result<std::string> output = output_of({"sh", "-c", "echo first >&2; echo last >&2; exit 1"});
  ASSERT_FALSE(output);
  EXPECT_NE(english(output.error().message).find("code 1: last"), std::string::npos)
      << output.error().message;
}

TEST(Command, GivesItsOutputPieceByPiece) {
  std::size_t size = 0;
  const auto output = stream_for(std::chrono::seconds(20), {"sh", "-c", "cat; echo end >&2; exit 4"},
                                 std::string(1 << 20, 'x'), [&](std::string_view piece) {
                                   size += piece.size();
                                   return true;
                                 });
  ASSERT_TRUE(output && *output);
  EXPECT_EQ(size, 1U << 20U);
  EXPECT_EQ((*output)->code, 4);
  EXPECT_EQ((*output)->out, "");
  EXPECT_EQ((*output)->err, "end\n");
}

TEST(Command, IsEndedWhenNobodyWantsMore) {
  std::size_t pieces = 0;
  const auto output = stream_for(std::chrono::seconds(20), {"sh", "-c", "while :; do echo x; done"}, {},
                                 [&](std::string_view) { return ++pieces < 3; });
  ASSERT_TRUE(output && *output);
  EXPECT_EQ(pieces, 3U);
  EXPECT_EQ((*output)->code, 128 + 9);
}

TEST(Command, IsEndedInTimeThoughItNeverStopsTalking) {
  const auto output = stream_for(std::chrono::milliseconds(200), {"sh", "-c", "while :; do echo x; done"}, {},
                                 [](std::string_view) { return true; });
  ASSERT_TRUE(output);
  EXPECT_FALSE(*output);
}

// The pipe was never found empty, and all of it was kept.
TEST(Command, OneThatFloodsItsOutputIsEnded) {
  const auto output = run_for(std::chrono::minutes(5), {"yes"});
  ASSERT_TRUE(output && *output);
  EXPECT_EQ((*output)->code, 128 + 9);
  EXPECT_LT((*output)->out.size(), std::size_t{65} << 20U);
}

TEST(Command, OneThatFloodsItsErrorsIsEndedInTime) {
  const auto begin = std::chrono::steady_clock::now();
  const auto output = run_for(std::chrono::milliseconds(200),
                              {"sh", "-c", "for n in 1 2 3 4; do yes >&2 & done; exec yes >&2"});
  ASSERT_TRUE(output);
  EXPECT_FALSE(*output);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

}  // namespace
}  // namespace expgate::git
