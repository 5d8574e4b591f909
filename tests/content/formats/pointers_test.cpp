#include "content/formats/pointers.h"

#include <string>

#include <gtest/gtest.h>

namespace expgate::content {
namespace {

const std::string kVersion = "version https://git-lfs.github.com/spec/v1\n";
const std::string kHash = "sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";

TEST(Pointers, TheGrammarOfTheSpecification) {
  EXPECT_TRUE(is_lfs_pointer(kVersion + "oid " + kHash + "\nsize 12345\n"));
  EXPECT_TRUE(is_lfs_pointer(kVersion + "oid " + kHash + "\nsize 0\n"));
  EXPECT_TRUE(is_lfs_pointer(kVersion + "ext-0-foo " + kHash + "\next-1-bar.x " + kHash + "\noid " + kHash +
                             "\nsize 1\n"));
}

TEST(Pointers, NothingElse) {
  const std::string oid = "oid " + kHash + "\n";
  const std::string cases[] = {
      "",
      "version https://git-lfs.github.com/spec/v1",
      kVersion,
      kVersion + oid,
      kVersion + "size 1\n" + oid,
      kVersion + oid + "size 1",
      kVersion + oid + "size 1\n\n",
      kVersion + oid + "size 1\nweights follow\n",
      kVersion + oid + "size -1\n",
      kVersion + oid + "size 01\n",
      kVersion + oid + "size \n",
      kVersion + oid + "size 1 \n",
      kVersion + oid + "size  1\n",
      kVersion + oid + "size 99999999999999999999\n",
      kVersion + "\n" + oid + "size 1\n",
      " " + kVersion + oid + "size 1\n",
      kVersion + oid + oid + "size 1\n",
      kVersion + "oid " + kHash.substr(0, 70) + "\nsize 1\n",
      kVersion + "oid " + kHash + "0\nsize 1\n",
      kVersion + "oid sha256:" + std::string(64, 'A') + "\nsize 1\n",
      kVersion + "oid md5:" + std::string(64, 'a') + "\nsize 1\n",
      kVersion + "custom x\n" + oid + "size 1\n",
      kVersion + "ext-1-a " + kHash + "\next-0-b " + kHash + "\n" + oid + "size 1\n",
      kVersion + "ext-0-a " + kHash + "\next-0-b " + kHash + "\n" + oid + "size 1\n",
      kVersion + "ext-0- " + kHash + "\n" + oid + "size 1\n",
      kVersion + "ext-0-a payload\n" + oid + "size 1\n",
      "version https://git-lfs.github.com/spec/v2\n" + oid + "size 1\n",
      "version https://git-lfs.github.com/spec/v1\r\noid " + kHash + "\r\nsize 1\r\n",
      kVersion + oid + "size 1\n" + std::string(1024, '\0'),
  };
  for (const std::string& bytes : cases) EXPECT_FALSE(is_lfs_pointer(bytes)) << bytes;
}

TEST(Pointers, NeverMoreThan1024Bytes) {
  const std::string head = kVersion + "ext-0-";
  const std::string tail = " " + kHash + "\noid " + kHash + "\nsize 1\n";
  const std::string fits = head + std::string(1024 - head.size() - tail.size(), 'a') + tail;
  EXPECT_EQ(fits.size(), 1024U);
  EXPECT_TRUE(is_lfs_pointer(fits));
  EXPECT_FALSE(is_lfs_pointer(head + "a" + fits.substr(head.size())));
}

}  // namespace
}  // namespace expgate::content
