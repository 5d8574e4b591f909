#include "experiments/side_by_side.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::test {
namespace {

using experiments::side_by_side;
using experiments::SideRow;

const SideRow kHead{"", "A", "B", "", ""};

TEST(SideBySide, InColumns) {
  EXPECT_EQ(side_by_side(kHead, {{"lr", "0.1", "0.01", "", ""}, {"name", "vit", "swin", "", ""}}, 80, false),
            "        A    B\n"
            "  lr    0.1  0.01\n"
            "  name  vit  swin\n");
}

TEST(SideBySide, WideCharactersTakeTwoColumns) {
  EXPECT_EQ(
      side_by_side(kHead, {{"模型", "大", "small", "好", ""}, {"lr", "0.1", "0.01", "", ""}}, 80, false),
      "        A    B\n"
      "  模型  大   small  好\n"
      "  lr    0.1  0.01\n");
}

TEST(SideBySide, WhatIsTooWideStandsBelowItsName) {
  const std::string path(60, 'p');
  EXPECT_EQ(side_by_side(kHead, {{"path", path, path, "", ""}, {"lr", "0.1", "0.01", "", ""}}, 70, false),
            "      A    B\n"
            "  path\n    A " +
                path + "\n    B " + path +
                "\n"
                "  lr  0.1  0.01\n");
}

TEST(SideBySide, NoLineIsWiderThanTheTerminal) {
  const std::vector<SideRow> rows = {{"optimizer.weight_decay", "0.05", std::string(200, 'x'), "", ""},
                                     {"数据.路径", "/数据集/图像网络/训练集/验证集", "–", "", ""},
                                     {std::string(90, 'k'), "1", "2", "+6.2 pp (+7.1 %), better", "32"},
                                     {"acc@1", "87.3%", "81.1%", "-6.2 pp (-7.1 %), worse", "31"}};
  for (const std::size_t width : {200U, 80U, 60U, 40U, 24U}) {
    const std::string text = side_by_side(kHead, rows, width, false);
    for (const auto line : lines(text)) EXPECT_LE(text::width(line), width) << text;
  }
}

TEST(SideBySide, OnlyTheNoteHasAColour) {
  EXPECT_EQ(side_by_side({}, {{"acc", "1", "2", "better", "32"}}, 80, true),
            "  acc  1  2  \x1b[32mbetter\x1b[0m\n");
}

}  // namespace
}  // namespace expgate::test
