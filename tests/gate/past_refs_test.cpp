#include "gate/past_refs.h"

#include <gtest/gtest.h>

namespace expgate::test {
namespace {

Oid oid(char digit) {
  return *Oid::parse(std::string(40, digit));
}

using Refs = std::vector<std::pair<std::string, Oid>>;

TEST(PastRefs, AreAsTheFirstPushFoundThem) {
  gate::PastRefs refs({{"refs/heads/main", oid('3')}, {"refs/heads/old", oid('9')}});
  refs.take_back({{"refs/heads/new", Oid{}, oid('4')}});
  refs.take_back({{"refs/heads/main", oid('2'), oid('3')}});
  refs.take_back({{"refs/heads/main", oid('1'), oid('2')}});
  EXPECT_EQ(refs.list(), (Refs{{"refs/heads/main", oid('1')}, {"refs/heads/old", oid('9')}}));
}

TEST(PastRefs, ABranchThatIsGoneTodayWasThere) {
  gate::PastRefs refs({});
  refs.take_back({{"refs/heads/a", oid('1'), Oid{}}});
  EXPECT_EQ(refs.list(), (Refs{{"refs/heads/a", oid('1')}}));
  refs.take_back({{"refs/heads/a", Oid{}, oid('1')}});
  EXPECT_EQ(refs.list(), Refs{});
  refs.apply({{"refs/heads/a", Oid{}, oid('1')}});
  EXPECT_EQ(refs.list(), (Refs{{"refs/heads/a", oid('1')}}));
  refs.apply({{"refs/heads/a", oid('1'), Oid{}}});
  EXPECT_EQ(refs.list(), Refs{});
}

TEST(PastRefs, APushKnowsBetterWhatItFound) {
  gate::PastRefs refs({{"refs/heads/main", oid('5')}});
  refs.take_back({{"refs/heads/main", oid('1'), oid('2')}});
  refs.apply({{"refs/heads/main", oid('1'), oid('2')}});
  refs.expect({{"refs/heads/main", oid('4'), oid('5')}});  // somebody moved it past the hooks
  EXPECT_EQ(refs.list(), (Refs{{"refs/heads/main", oid('4')}}));
}

}  // namespace
}  // namespace expgate::test
