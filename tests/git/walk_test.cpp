#include <algorithm>
#include <random>
#include <set>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "support/fake_repository.h"
#include "support/temporary_repository.h"

namespace expgate::git {
namespace {

using test::FakeRepository;
using test::TemporaryRepository;

// The same random history twice: drawn in memory, where the answer is worked out by sets, and in a real
// repository with commit dates that lie. Commit N is named cN in the one and has mark N+1 in the other.
struct Twins {
  TemporaryRepository real;
  std::unique_ptr<FakeRepository> drawn;
  std::map<int, Oid> oids;
  std::vector<std::pair<std::string, int>> refs;

  explicit Twins(std::mt19937& random) {
    constexpr int kCommits = 40;
    std::string drawing;
    std::string stream;
    for (int n = 0; n < kCommits; ++n) {
      std::set<int> parents;
      const auto parent_count =
          n == 0 ? 0U
                 : std::min<unsigned>(static_cast<unsigned>(n), random() % 8 == 0 ? 0 : 1 + random() % 2);
      while (parents.size() < parent_count)
        parents.insert(static_cast<int>(random() % static_cast<unsigned>(n)));
      drawing += fmt::format("{}c{}", n == 0 ? "" : "; ", n);
      const std::string message = fmt::format("feat: {}", n);
      const unsigned date =
          random() % 3 == 0 ? random() % 2'000'000'000U : 1'000'000'000U + static_cast<unsigned>(n) * 60;
      stream += fmt::format("commit refs/import/{}\nmark :{}\ncommitter A <a@b> {} +0000\ndata {}\n{}\n", n,
                            n + 1, date, message.size(), message);
      const char* glue = ":";
      const char* verb = "from";
      for (const int parent : parents) {
        drawing += fmt::format("{}c{}", glue, parent);
        stream += fmt::format("{} :{}\n", verb, parent + 1);
        glue = ",";
        verb = "merge";
      }
      stream += "\n";
    }
    drawn = std::make_unique<FakeRepository>(drawing);
    oids = real.import(stream);
    for (const char* name :
         {"refs/heads/main", "refs/heads/exp/a", "refs/heads/exp/b", "refs/heads/x", "refs/tags/v1"})
      if (random() % 3 != 0) add_ref(name, static_cast<int>(random() % kCommits));
    if (random() % 2 == 0) real.git({"pack-refs", "--all"});
    if (random() % 2 == 0) real.git({"repack", "-adq"});
  }

  void add_ref(const std::string& name, int commit) {
    refs.emplace_back(name, commit);
    drawn->ref(name, fmt::format("c{}", commit));
    real.git({"update-ref", name, oids.at(commit + 1).hex()});
  }

  ReachScope scope(bool is_real, const std::vector<int>& tips, const std::string& prefix) const {
    ReachScope scope;
    for (const int tip : tips)
      scope.tips.push_back(is_real ? oids.at(tip + 1) : drawn->oid(fmt::format("c{}", tip)));
    for (const auto& [name, commit] : refs)
      if (name == "refs/heads/main" && name.starts_with(prefix))
        scope.known.push_back(is_real ? oids.at(commit + 1) : drawn->oid(fmt::format("c{}", commit)));
    scope.covers = [prefix](std::string_view ref) { return ref.starts_with(prefix); };
    return scope;
  }

  // Commit numbers with their scopes, in order of number.
  std::map<int, std::uint64_t> numbers(bool is_real, const std::vector<Reached>& found) const {
    std::map<int, std::uint64_t> numbers;
    for (const auto& [mark, oid] : oids) {
      const Oid sought = is_real ? oid : drawn->oid(fmt::format("c{}", mark - 1));
      for (const Reached& each : found)
        if (each.oid == sought) numbers[mark - 1] = each.scopes;
    }
    return numbers;
  }
};

TEST(Walk, FindsWhatSetsOfAncestorsSayWhateverTheDates) {
  std::mt19937 random(20261122);
  int exact_rounds = 0;
  int other_rounds = 0;
  for (int round = 0; round < 20; ++round) {
    Twins twins(random);
    const std::vector<int> tips{static_cast<int>(random() % 40), static_cast<int>(random() % 40)};
    const char* const prefixes[] = {"refs/", "refs/heads/exp/", "refs/heads/main", "refs/none/"};
    std::vector<ReachScope> real_scopes;
    std::vector<ReachScope> drawn_scopes;
    for (const char* prefix : prefixes) {
      real_scopes.push_back(twins.scope(true, tips, prefix));
      drawn_scopes.push_back(twins.scope(false, tips, prefix));
    }
    const auto repository = twins.real.open();
    const auto exact = repository->first_reached(real_scopes, Effort::exact);
    const auto quick = repository->first_reached(real_scopes, Effort::quick);
    const auto expected = twins.drawn->first_reached(drawn_scopes, Effort::exact);
    ASSERT_TRUE(exact) << exact.error().message;
    ASSERT_TRUE(quick) << quick.error().message;
    const auto wanted = twins.numbers(false, expected->commits);
    EXPECT_EQ(twins.numbers(true, exact->commits), wanted) << "round " << round;
    // The quick walk may call a commit new that is not, but never the other way round.
    const auto guessed = twins.numbers(true, quick->commits);
    for (const auto& [number, scopes] : wanted)
      EXPECT_EQ(guessed.contains(number) ? guessed.at(number) & scopes : 0, scopes)
          << "round " << round << " commit " << number;
    EXPECT_TRUE(exact->is_exact);
    if (quick->is_exact) {
      EXPECT_EQ(guessed, wanted) << "round " << round << " says that it is exact";
    }
    (quick->is_exact ? exact_rounds : other_rounds) += 1;
  }
  EXPECT_GT(exact_rounds, 0);
  EXPECT_GT(other_rounds, 0);
}

TEST(Walk, AnImportIsExactAtOnce) {
  std::mt19937 random(5);
  Twins twins(random);
  const auto repository = twins.real.open();
  const ReachScope scope = twins.scope(true, {39}, "refs/none/");
  const auto found = repository->first_reached({&scope, 1}, Effort::quick);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->is_exact);
}

TEST(Walk, TellsTheParentsOfEachCommit) {
  std::mt19937 random(11);
  std::size_t outside = 0;
  for (int round = 0; round < 10; ++round) {
    const Twins twins(random);
    const auto repository = twins.real.open();
    const std::vector<ReachScope> scopes{twins.scope(true, {39, 38}, "refs/heads/"),
                                         twins.scope(true, {37, 39}, "refs/tags/")};
    const auto found = repository->first_reached(scopes, Effort::exact);
    ASSERT_TRUE(found);
    std::vector<Oid> places;
    for (const Reached& each : found->commits) places.push_back(each.oid);
    places.insert(places.end(), found->outside.begin(), found->outside.end());
    EXPECT_EQ(std::set<Oid>(places.begin(), places.end()).size(), places.size()) << "each once";
    std::set<std::uint32_t> named;
    for (std::size_t i = 0; i < found->commits.size(); ++i) {
      std::vector<Oid> parents;
      for (const std::uint32_t parent : found->parents_of(i)) {
        parents.push_back(places.at(parent));
        named.insert(parent);
      }
      EXPECT_EQ(parents, repository->commit(found->commits[i].oid)->parents) << "round " << round;
    }
    for (std::size_t i = 0; i < found->outside.size(); ++i)
      EXPECT_TRUE(named.contains(static_cast<std::uint32_t>(found->commits.size() + i)));
    outside += found->outside.size();
  }
  EXPECT_GT(outside, 0U);
}

TEST(Walk, ParentsComeBeforeChildren) {
  std::mt19937 random(7);
  for (int round = 0; round < 5; ++round) {
    Twins twins(random);
    const auto repository = twins.real.open();
    const std::vector<ReachScope> scopes{twins.scope(true, {39, 38, 37}, "refs/none/")};
    const auto found = repository->first_reached(scopes, Effort::quick);
    ASSERT_TRUE(found);
    std::set<Oid> seen;
    for (const Reached& each : found->commits) {
      const auto commit = repository->commit(each.oid);
      for (const Oid& parent : commit->parents) EXPECT_TRUE(seen.contains(parent));
      seen.insert(each.oid);
    }
    EXPECT_FALSE(found->commits.empty());
  }
}

TEST(Walk, AncestorsWhateverTheDates) {
  std::mt19937 random(11);
  for (int round = 0; round < 4; ++round) {
    Twins twins(random);
    const auto repository = twins.real.open();
    for (int pair = 0; pair < 20; ++pair) {
      const int one = static_cast<int>(random() % 40);
      const int other = static_cast<int>(random() % 40);
      const auto expected = twins.drawn->is_ancestor(twins.drawn->oid(fmt::format("c{}", one)),
                                                     twins.drawn->oid(fmt::format("c{}", other)));
      EXPECT_EQ(*repository->is_ancestor(twins.oids.at(one + 1), twins.oids.at(other + 1)), *expected)
          << one << " " << other;
    }
  }
}

TEST(Walk, AMissingCommitIsAnError) {
  std::mt19937 random(3);
  Twins twins(random);
  const auto repository = twins.real.open();
  ReachScope scope = twins.scope(true, {3}, "refs/");
  scope.tips.push_back(*Oid::parse("00000000000000000000000000000000deadbeef"));
  const auto found = repository->first_reached({&scope, 1}, Effort::quick);
  ASSERT_FALSE(found);
  EXPECT_NE(english(found.error().message).find("deadbeef"), std::string::npos) << found.error().message;
}

}  // namespace
}  // namespace expgate::git
