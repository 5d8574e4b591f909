#include "git/objects.h"

#include <gtest/gtest.h>

#include "git/tree.h"

namespace expgate::git {
namespace {

using Folders = std::vector<std::string>;

TEST(Alternates, ASeparatorInsideQuotesIsPartOfThePath) {
  EXPECT_EQ(split_alternates("/a:/b"), (Folders{"/a", "/b"}));
  EXPECT_EQ(split_alternates(""), Folders{});
  EXPECT_EQ(split_alternates("/a::/b"), (Folders{"/a", "/b"}));
  EXPECT_EQ(split_alternates(R"("/with:colon":/b)"), (Folders{"/with:colon", "/b"}));
  EXPECT_EQ(split_alternates(R"("/q\"uote\\s\303\274":/b)"), (Folders{"/q\"uote\\s\xc3\xbc", "/b"}));
  EXPECT_EQ(split_alternates(R"("/tab\there")"), Folders{"/tab\there"});
}

TEST(TreeEntry, IsReadOrRefused) {
  const std::string oid(20, '\x11');
  const std::string tree = "100644 a.py" + std::string(1, '\0') + oid + "40000 x";
  const auto entry = parse_entry({}, tree);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->mode, kModeFile);
  EXPECT_EQ(entry->name, "a.py");
  EXPECT_EQ(entry->length, 11U + 1 + 20);
  for (const std::string& bad :
       {std::string(), std::string("100644"), "100644 a" + std::string(1, '\0') + oid.substr(1),
        "1006x4 a" + std::string(1, '\0') + oid, "12345678 a" + std::string(1, '\0') + oid})
    EXPECT_FALSE(parse_entry({}, bad)) << bad;
}

}  // namespace
}  // namespace expgate::git
