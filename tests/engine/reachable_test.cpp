#include "engine/reachable.h"

#include <gtest/gtest.h>

#include "support/fake_repository.h"

namespace expgate::test {
namespace {

// Whether something leads to the commit or other object of that oid.
bool leads_to(engine::Reachable& reachable, const Oid& oid) {
  const auto tree = reachable.tree_of(oid);
  return tree && *tree != nullptr;
}

TEST(Reachable, WhatThePushOrARefLeadsTo) {
  FakeRepository repo("A-B-C; B-D; X");
  repo.add("B", "configs/a.yaml", "seed: 1");
  repo.tag("T", "D", "message");
  repo.ref("refs/heads/main", "B");
  repo.ref("refs/tags/t", "T");
  engine::Reachable reachable(repo, {repo.oid("C")});
  for (const char* name : {"A", "B", "C", "D"}) EXPECT_TRUE(leads_to(reachable, repo.oid(name))) << name;
  EXPECT_FALSE(leads_to(reachable, repo.oid("X")));  // here, but lost
  EXPECT_FALSE(leads_to(reachable, repo.oid("T")));  // no commit
  EXPECT_FALSE(leads_to(reachable, FakeRepository::blob("seed: 1")));
  EXPECT_FALSE(leads_to(reachable, Oid{}));
  const auto tree = reachable.tree_of(repo.oid("D"));
  EXPECT_EQ((*tree)->content((*tree)->file("configs/a.yaml")->value()), "seed: 1");
}

}  // namespace
}  // namespace expgate::test
