#include "text/fold.h"

#include <gtest/gtest.h>

namespace expgate::text {
namespace {

TEST(Fold, CaseWidthAndInvisibleCharactersDoNotCount) {
  EXPECT_EQ(folded("Model.PTH"), "model.pth");
  EXPECT_EQ(folded("model．ｐｔｈ"), "model.pth");
  EXPECT_EQ(folded("mo\u200Bdel.p\u00ADt\uFEFFh"), "model.pth");
  EXPECT_EQ(folded("cafe\u0301"), folded("caf\u00C9"));
  EXPECT_EQ(folded("STRASSE"), folded("straße"));
  EXPECT_EQ(folded("Ωmega"), "ωmega");
  EXPECT_EQ(folded(""), "");
}

TEST(Fold, WhatIsDifferentStaysDifferent) {
  EXPECT_NE(folded("рth"), "pth");  // Cyrillic
  EXPECT_EQ(folded("a b-c_d.e"), "a b-c_d.e");
  EXPECT_EQ(folded("学习率"), "学习率");
}

TEST(Fold, BytesThatAreNotUtf8StayAndTheRestIsFolded) {
  EXPECT_EQ(folded("A\xff"
                   "B"),
            "a\xff"
            "b");
  EXPECT_EQ(folded("\xff．ＰＴＨ\xc3"), "\xff.pth\xc3");
}

TEST(Fold, PathsLoseDotsAndSpacesAtTheEndsOfComponents) {
  EXPECT_EQ(folded_path("Runs. /A.pth .."), "runs/a.pth");
  EXPECT_EQ(folded_path("a/.env"), "a/.env");
  EXPECT_EQ(folded_path("..."), "...");
}

}  // namespace
}  // namespace expgate::text
