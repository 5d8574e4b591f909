#include "base/trace.h"

#include <regex>
#include <thread>

#include <gtest/gtest.h>

namespace expgate {
namespace {

// A trace without its times.
std::string without_times(const std::string& trace) {
  return std::regex_replace(trace, std::regex(" *[0-9.]+ ms +"), "");
}

void judge_files(int many) {
  for (int i = 0; i < many; ++i) const Trace file("judge a file");
}

TEST(Trace, PassesNestAndThoseOfOneNameAreAddedUp) {
  Trace::start();
  {
    const Trace commits("judge commits");
    judge_files(2);
    Trace::count(Traced::objects, 7);
  }
  { const Trace commits("judge commits"); }
  judge_files(1);
  EXPECT_EQ(without_times(Trace::finish()),
            "1 x  all\n"
            "2 x    judge commits\n"
            "2 x      judge a file\n"
            "1 x    judge a file\n"
            "              7 objects read\n");
}

TEST(Trace, AnotherThreadStandsByItself) {
  Trace::start();
  {
    const Trace commits("judge commits");
    std::thread([] { const Trace diff("tree diffs"); }).join();
  }
  EXPECT_EQ(without_times(Trace::finish()),
            "1 x  all\n"
            "1 x    judge commits\n"
            "0 x    another thread\n"
            "1 x      tree diffs\n");
}

TEST(Trace, NothingIsTimedThatWasNotAskedFor) {
  judge_files(1);
  Trace::count(Traced::refs);
  Trace::start();
  EXPECT_EQ(without_times(Trace::finish()), "1 x  all\n");
}

}  // namespace
}  // namespace expgate
