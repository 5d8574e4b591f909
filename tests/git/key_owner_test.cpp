#include "git/key_owner.h"

#include <gtest/gtest.h>

namespace expgate::test {
namespace {

using git::address_in;
using git::addresses_in_listing;
using git::signed_parts;

TEST(KeyOwner, TakesACommitApartAsGitDoes) {
  const std::string start = "tree 1\nauthor A\ncommitter C\n";
  const std::string end = "\nfeat: a\n\ngpgsig no header\n";
  const std::string ours = "gpgsig -----BEGIN\n  two\n \n -----END\n";
  const std::string other = "gpgsig-sha256 -----BEGIN\n other\n";
  const auto sha1 = signed_parts(start + ours + other + "extra 1\n more\n" + end, ObjectFormat::sha1);
  EXPECT_EQ(sha1.payload, start + "extra 1\n more\n" + end);
  EXPECT_EQ(sha1.signature, "-----BEGIN\n two\n\n-----END\n");
  const auto sha256 = signed_parts(start + ours + other + end, ObjectFormat::sha256);
  EXPECT_EQ(sha256.payload, start + end);
  EXPECT_EQ(sha256.signature, "-----BEGIN\nother\n");
  EXPECT_EQ(signed_parts(start + end, ObjectFormat::sha1).signature, "");
  EXPECT_EQ(signed_parts("tree 1", ObjectFormat::sha1).payload, "tree 1") << "cut off";
}

TEST(KeyOwner, FoldsWhoseKeysAreListedAndNothingElse) {
  EXPECT_EQ(git::with_lower_principals("!Ada@X.org,*@X.org namespaces=\"Git\" ssh-ed25519 AAAAB3 Ada\n"
                                       "\n# Ada\n\t\"Bob@X.org,Eve@X.org\" ssh-ed25519 AAAAC4\nEve@X.org"),
            "!ada@x.org,*@x.org namespaces=\"Git\" ssh-ed25519 AAAAB3 Ada\n"
            "\n# Ada\n\t\"bob@x.org,eve@x.org\" ssh-ed25519 AAAAC4\neve@x.org");
  EXPECT_EQ(git::with_lower_principals(""), "");
  EXPECT_EQ(git::with_lower_principals("\"Ada"), "\"ada") << "not closed";
}

TEST(KeyOwner, FindsTheAddressInAUserId) {
  const std::pair<const char*, const char*> cases[] = {
      {"Ada <ada@example.org>", "ada@example.org"},
      {"Ada (work) <Ada@Example.org>", "ada@example.org"},
      {"ada@example.org", "ada@example.org"},
      {"<ada@example.org>", "ada@example.org"},
      {"eve@example.org <ada@example.org>", "ada@example.org"},
      {"Ada", ""},
      {"Ada ada@example.org", ""},
      {"Ada <ada>", ""},
      {"Ada <ada>@example.org>", ""},
      {"Ada <ada@example.org\t>", ""},
      {"Ada <ada@example.org", ""},
      {"Ada >ada@example.org<", ""},
      {"", ""},
  };
  for (const auto& [id, address] : cases) EXPECT_EQ(address_in(id), address) << id;
}

TEST(KeyOwner, KnowsTheAddressesOfKeysAndSubkeys) {
  const auto all = addresses_in_listing(
      "tru::1:1:0:3:1:5\n"
      "pub:-:255:22:AA:1:::-:::scSC:::::ed25519:::0:\nfpr:::::::::AAAA:\n"
      "uid:-::::1::HASH::Ada \\x3a <ada@example.org>::::::::::0:\n"
      "uid:-::::1::HASH::ada@work.example.org::::::::::0:\n"
      "uid:r::::1::HASH::Ada <old@example.org>::::::::::0:\n"
      "uid:-::::1::HASH::Ada\\x3cno@example.org\\x3e::::::::::0:\n"
      "sub:-:255:22:BB:1::::::s:::::ed25519::\nfpr:::::::::BBBB:\n"
      "pub:-:255:22:CC:1:::-:::scSC:::::ed25519:::0:\nfpr:::::::::CCCC:\n"
      "uid:-::::1::HASH::Eve::::::::::0:\n");
  const std::set<std::string> adas{"ada@example.org", "ada@work.example.org", "no@example.org"};
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all.at("AAAA"), adas);
  EXPECT_EQ(all.at("BBBB"), adas);
  EXPECT_TRUE(all.at("CCCC").empty());
}

}  // namespace
}  // namespace expgate::test
