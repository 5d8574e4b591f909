#include "support/verdict.h"

namespace expgate::test {
namespace {

TEST(MaxFileSize, TheLimitItselfPasses) {
  EXPECT_TRUE(catches("max-file-size", "limit: 1 KiB", file("a.bin", 1_KiB + 1),
                      "`a.bin` is 1 KiB, over the limit of 1 KiB"));
  EXPECT_TRUE(catches_not("max-file-size", "limit: 1 KiB", file("a.bin", 1_KiB)));
  EXPECT_TRUE(catches("max-file-size", "", file("a.bin", 5_MiB + 1)));
  EXPECT_TRUE(catches_not("max-file-size", "", file("a.bin", 5_MiB)));
}

TEST(MaxFileSize, ASubmoduleHasNoSize) {
  FileCase submodule = file("libs/apex", 0);
  submodule.mode = 0160000;
  submodule.size = 6_MiB;
  EXPECT_TRUE(catches_not("max-file-size", "", submodule));
}

TEST(MaxFileSize, AnObjectWithoutANameHasASizeAllTheSame) {
  FileCase nameless = file("", 6_MiB);
  nameless.is_nameless = true;
  EXPECT_TRUE(catches("max-file-size", "", nameless, "which no commit of this push names, is 6 MiB"));
  nameless.size = 5_MiB;
  EXPECT_TRUE(catches_not("max-file-size", "", nameless));
}

}  // namespace
}  // namespace expgate::test
