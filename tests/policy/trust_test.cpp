#include <gtest/gtest.h>

#include "rules/rule.h"
#include "support/policies.h"

namespace expgate::test {
namespace {

using Texts = std::vector<std::string>;
using Indices = std::vector<std::size_t>;

policy::Policy made(const std::vector<policy::Layer>& layers) {
  auto loaded = load(layers);
  if (loaded) return *std::move(loaded);
  ADD_FAILURE() << loaded.error().message;
  return {};
}

TEST(PolicyTrust, WhatTheServerHasOnIsLocked) {
  const policy::Policy policy = made({
      layer("rules:\n  size-limit: {limit: 1 MiB}\n"),
      repository_layer("rules:\n  size-limit: {severity: off, limit: 9 MiB}\n"),
  });
  EXPECT_EQ(check(policy, "size-limit").severity, Severity::error);
  EXPECT_EQ(check(policy, "size-limit").options.number("limit"), 1U << 20);
  EXPECT_EQ(check(policy, "size-limit").origins.at("limit").file, "p.yaml");
  EXPECT_EQ(notes_of(policy),
            Texts{"`.expgate.yaml`:4: `severity`, `limit` of `size-limit` are ignored: the check is locked "
                  "by `p.yaml`:4"});
}

TEST(PolicyTrust, AStricterWishIsIgnoredToo) {
  const policy::Policy policy = made({
      layer("rules:\n  size-limit: {severity: warn}\n"),
      repository_layer("rules:\n  size-limit:\n    # for us\n    severity: error\n"),
  });
  EXPECT_EQ(check(policy, "size-limit").severity, Severity::warn);
  EXPECT_EQ(
      notes_of(policy),
      Texts{"`.expgate.yaml`:6: `severity` of `size-limit` is ignored: the check is locked by `p.yaml`:4"});
}

TEST(PolicyTrust, ToRepeatWhatIsLockedNeedsNoNote) {
  const policy::Policy policy = made({
      layer("rules:\n  size-limit: {limit: 1 MiB, refs: [main]}\n"),
      repository_layer("rules:\n  size-limit: {severity: error, limit: 1024 KiB, refs: main}\n"),
  });
  EXPECT_EQ(notes_of(policy), Texts{});
}

TEST(PolicyTrust, WhatTheServerHasOffIsFree) {
  const policy::Policy policy = made({
      layer("rules:\n  size-limit: {severity: off}\n"),
      repository_layer("rules:\n  size-limit: {severity: warn, limit: 9 MiB}\n"),
  });
  EXPECT_EQ(check(policy, "size-limit").severity, Severity::warn);
  EXPECT_EQ(check(policy, "size-limit").options.number("limit"), 9U << 20);
  EXPECT_EQ(notes_of(policy), Texts{});
}

TEST(PolicyTrust, DelegatedChecksAreFree) {
  const std::string server =
      "rules:\n  size-limit: {}\n  mine: {rule: size-limit}\n  word-choice: {}\ndelegate: ";
  const policy::Layer wish = repository_layer(
      "rules:\n  size-limit: {severity: off}\n  mine: {severity: off}\n  word-choice: {severity: off}\n");
  const auto severities = [&](const std::string& delegated) {
    const policy::Policy policy = made({layer(server + delegated + "\n"), wish});
    std::string off;
    for (const policy::Check& each : policy.checks)
      if (each.severity == Severity::off) off += each.key + " ";
    return off;
  };
  EXPECT_EQ(severities("[]"), "");
  EXPECT_EQ(severities("mine"), "mine ");
  EXPECT_EQ(severities("[word-choice]"), "word-choice ");
  EXPECT_EQ(severities("[size-limit]"), "size-limit mine ");  // a rule: all of its checks
}

TEST(PolicyTrust, DelegateIsAListOfWhatThereIs) {
  EXPECT_EQ(error_of({layer("delegate: [word-choise]\n")}),
            "`p.yaml`:3:12: unknown check or rule `word-choise`; did you mean `word-choice`?");
  EXPECT_EQ(error_of({layer("delegate: {}\n")}),
            "`p.yaml`:3:11: `delegate` must be a list of names, not a mapping");
}

TEST(PolicyTrust, ALaterServerFileTakesADelegationBack) {
  const policy::Policy policy = made({
      layer("rules:\n  size-limit: {}\ndelegate: [size-limit]\n"),
      {"project.yaml", "version: 1\ndelegate: []\n", policy::Layer::Trust::full},
      repository_layer("rules:\n  size-limit: {severity: off}\n"),
  });
  EXPECT_EQ(check(policy, "size-limit").severity, Severity::error);
}

TEST(PolicyTrust, ARepositoryCannotDelegateToItself) {
  const policy::Policy policy = made({
      layer("rules:\n  size-limit: {}\n"),
      repository_layer("delegate:\n  - size-limit\nrules:\n  size-limit: {severity: off}\n"),
  });
  EXPECT_EQ(check(policy, "size-limit").severity, Severity::error);
  ASSERT_EQ(policy.notes.size(), 2U);
  EXPECT_EQ(notes_of(policy)[1],
            "`.expgate.yaml`:4: `delegate` is ignored: only a server's policy can delegate");
}

TEST(PolicyTrust, ANewCheckOfItsOwnIsFine) {
  const policy::Policy policy = made({
      layer("rules:\n  size-limit: {}\n"),
      repository_layer("rules:\n  ours: {rule: word-choice, words: [a]}\n"),
  });
  EXPECT_EQ(check(policy, "ours").source, ".expgate.yaml");
  EXPECT_EQ(notes_of(policy), Texts{});
}

// Else a server that adds a check would shut out every repository that has one of the same name.
TEST(PolicyTrust, ALockedCheckOfAnotherRuleStays) {
  const policy::Policy policy = made({
      layer("rules:\n  ours: {rule: size-limit}\n"),
      repository_layer("rules:\n  ours: {rule: word-choice, words: [a]}\n"),
  });
  EXPECT_EQ(check(policy, "ours").rule->id, "size-limit");
  EXPECT_EQ(notes_of(policy),
            Texts{"`.expgate.yaml`:4: `rule` of `ours` is ignored: the check is locked by `p.yaml`:4"});
}

TEST(PolicyTrust, WhatIsLockedMustBeValidAllTheSame) {
  EXPECT_EQ(error_of({layer("rules:\n  size-limit: {}\n"),
                      repository_layer("rules:\n  size-limit: {limit: no}\n")}),
            "`.expgate.yaml`:4:23: `limit` must be a size such as `5 MiB`, not `no`");
}

// The packs go with the real rules.
TEST(PolicyTrust, APackThatARepositoryExtendsChangesNothingThatIsLocked) {
  const policy::Layer server{"s.yaml",
                             "version: 1\nextends: [artifacts]\nrules:\n  max-file-size: {limit: 1 MiB}\n",
                             policy::Layer::Trust::full};
  const policy::Layer ours{".expgate.yaml", "version: 1\nextends:\n  - artifacts\n",
                           policy::Layer::Trust::repository};
  const auto policy = policy::load(std::vector{server, ours}, rules::declarations());
  ASSERT_TRUE(policy) << policy.error().message;
  EXPECT_EQ(check(*policy, "max-file-size").options.number("limit"), 1U << 20);
  EXPECT_EQ(notes_of(*policy),
            Texts{"`.expgate.yaml`:3: what the pack `artifacts` says about `max-file-size` is ignored: "
                  "locked by `s.yaml`:4"});
}

TEST(PolicyTrust, TheLockOfAPacksCheckIsTheLineThatExtendsIt) {
  const policy::Layer server{"s.yaml", "version: 1\nextends:\n  - artifacts\n", policy::Layer::Trust::full};
  const auto policy =
      policy::load(std::vector{server, repository_layer("rules:\n  max-file-size: {severity: off}\n")},
                   rules::declarations());
  ASSERT_TRUE(policy) << policy.error().message;
  EXPECT_EQ(notes_of(*policy),
            Texts{"`.expgate.yaml`:4: `severity` of `max-file-size` is ignored: the check is locked by "
                  "`s.yaml`:3"});
}

Indices specialised(const std::vector<policy::Layer>& layers, std::string_view key) {
  return check(made(layers), key).specialised_by;
}

TEST(PolicySpecialise, ACheckWithPathsTakesItsFiles) {
  const std::string both = "rules:\n  size-limit: {}\n  figures: {rule: size-limit, paths: [docs/figures]";
  EXPECT_EQ(specialised({layer(both + "}\n")}, "size-limit"), Indices{1});
  EXPECT_EQ(specialised({layer(both + "}\n")}, "figures"), Indices{});
  EXPECT_EQ(specialised({layer(both + ", severity: off}\n")}, "size-limit"), Indices{1});
  EXPECT_EQ(specialised({layer(both + ", refs: [main]}\n")}, "size-limit"), Indices{});
  EXPECT_EQ(specialised({layer(both + ", exclude_refs: [main]}\n")}, "size-limit"), Indices{});
  EXPECT_EQ(specialised({layer(both + "}\n  data: {rule: size-limit, paths: data}\n")}, "size-limit"),
            (Indices{1, 2}));
}

TEST(PolicySpecialise, OnlyAmongFileChecksOfOneRule) {
  EXPECT_EQ(
      specialised({layer("rules:\n  tip-config: {}\n  a: {rule: tip-config, paths: [a]}\n")}, "tip-config"),
      Indices{});
  EXPECT_EQ(specialised({layer("rules:\n  word-choice: {}\n  a: {rule: word-choice, paths: [a]}\n")},
                        "word-choice"),
            Indices{});
  EXPECT_EQ(specialised({layer("rules:\n  size-limit: {paths: [b]}\n  a: {rule: size-limit, paths: [a]}\n")},
                        "size-limit"),
            Indices{});
}

TEST(PolicySpecialise, RefsInAnotherOrderAreTheSameRefs) {
  EXPECT_EQ(specialised({layer("rules:\n  size-limit: {refs: [main, 'exp/*']}\n"
                               "  a: {rule: size-limit, paths: [a], refs: ['exp/*', main]}\n")},
                        "size-limit"),
            Indices{1});
}

TEST(PolicySpecialise, ARepositoryCarvesNothingOutOfALockedCheck) {
  const policy::Layer server = layer("rules:\n  size-limit: {}\n");
  const policy::Layer carve =
      repository_layer("rules:\n  a: {rule: size-limit, paths: ['**'], limit: 1 TiB}\n");
  EXPECT_EQ(specialised({server, carve}, "size-limit"), Indices{});
  EXPECT_EQ(specialised({layer("rules:\n  size-limit: {}\ndelegate: [size-limit]\n"), carve}, "size-limit"),
            Indices{1});
  EXPECT_EQ(
      specialised({layer("rules:\n  size-limit: {severity: off}\n"),
                   repository_layer(
                       "rules:\n  size-limit: {severity: error}\n  a: {rule: size-limit, paths: [a]}\n")},
                  "size-limit"),
      Indices{1});
}

TEST(PolicySpecialise, NorWithACheckThatTheServerLeavesToIt) {
  const std::string server = "rules:\n  size-limit: {}\n  a: {rule: size-limit, paths: [docs]";
  const auto with = [&](const std::string& above, const std::string& wish) {
    return specialised({layer(server + above), repository_layer("rules:\n  a: {" + wish + "}\n")},
                       "size-limit");
  };
  const std::string delegated = "}\ndelegate: [a]\n";
  EXPECT_EQ(with(delegated, "limit: 9 MiB"), Indices{1});  // whose limit is the repository's to choose
  EXPECT_EQ(with(delegated, "paths: ['**']"), Indices{});
  EXPECT_EQ(with(delegated, "exclude: [docs/a]"), Indices{});
  EXPECT_EQ(with(delegated, "severity: off"), Indices{});
  EXPECT_EQ(with(", severity: off}\n", "severity: error, paths: ['**'], limit: 1 TiB"), Indices{});
  EXPECT_EQ(with(", refs: [main]}\n", "refs: []"), Indices{});
}

}  // namespace
}  // namespace expgate::test
