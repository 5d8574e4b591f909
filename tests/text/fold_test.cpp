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

TEST(Fold, NamesAreEqualWhereAFileSystemTakesThemForOne) {
  EXPECT_EQ(folded_name("Model.PTH"), "model.pth");
  EXPECT_EQ(folded_name("cafe\u0301"), folded_name("CAF\u00C9"));
  EXPECT_EQ(folded_name("\u212A"), "k");
  EXPECT_EQ(folded_name("mo\u200Bdel"), "model");
  EXPECT_NE(folded_name("ｐｔｈ"), "pth");
  EXPECT_EQ(folded_name("A\xff"), "a\xff");
}

TEST(Fold, NamesAreEqualForPeopleWhereTheirWidthAloneDiffers) {
  EXPECT_EQ(folded_width("Ｍodel．ＰＴh"), "model.pth");
  EXPECT_EQ(folded_width("cafe\u0301"), folded_width("CAF\u00C9"));
  EXPECT_EQ(folded_width("\xffＡ"),
            "\xff"
            "a");
  EXPECT_NE(folded_width("a／b"), "a/b") << "no folder ends in a name";
  for (const char* name : {"x²", "ﬁ", "①", "ｱ", "—"})
    EXPECT_EQ(folded_width(name), folded_name(name)) << name;
}

TEST(Fold, AsciiIsToldOfAnyLength) {
  for (std::size_t length = 0; length < 20; ++length) {
    std::string text(length, 'a');
    EXPECT_TRUE(is_ascii(text));
    for (std::size_t at = 0; at < length; ++at) {
      text[at] = '\x80';
      EXPECT_FALSE(is_ascii(text)) << at << " of " << length;
      text[at] = '\x7f';
    }
  }
}

TEST(Fold, PathsLoseDotsAndSpacesAtTheEndsOfComponents) {
  EXPECT_EQ(folded_path("Runs. /A.pth .."), "runs/a.pth");
  EXPECT_EQ(folded_path("a/.env"), "a/.env");
  EXPECT_EQ(folded_path("..."), "...");
}

TEST(Fold, ANameIsReadAsItIsMeant) {
  EXPECT_EQ(read_path("Runs. /A.pth"), "runs/a.pth");
  EXPECT_EQ(read_path("b\nest.p\x7Ft"), "best.pt");
  EXPECT_EQ(read_path("best.pth\u0301"), "best.pth");
  EXPECT_EQ(read_path("best.\u0440t"), "best.pt");
  EXPECT_EQ(read_path("\u0440\u0442"), "\u0440\u0442");  // no extension: a word of another script
  EXPECT_EQ(read_path("\u0440/x.py"), "\u0440/x.py");
}

}  // namespace
}  // namespace expgate::text
