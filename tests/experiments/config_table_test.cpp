#include "experiments/config_table.h"

#include <gtest/gtest.h>

#include "base/strings.h"

namespace expgate::test {
namespace {

using experiments::ConfigTable;
using experiments::ConfigValues;

void add(ConfigTable& table, const std::string& yaml) {
  content::Composed composed;
  composed.root = content::read_config_file("a.yaml", yaml).document.value();
  composed.files.push_back({"a.yaml", -1});
  table.add_row(experiments::values_of(composed, 1000));
}

TEST(ConfigTable, RowsShareTheirTexts) {
  ConfigTable table;
  add(table, "lr: 0.1\nmodel: vit\n");
  table.add_empty_row();
  add(table, "lr: 1e-1\nmodel: swin\n");
  EXPECT_EQ(table.find(0, "lr")->shown, "0.1");
  EXPECT_EQ(table.find(2, "lr")->shown, "1e-1") << "as it is written";
  EXPECT_EQ(table.find(2, "lr")->number, 0.1);
  EXPECT_EQ(table.find(1, "lr"), nullptr);
  EXPECT_EQ(table.find(0, "depth"), nullptr);
  EXPECT_EQ(table.find(9, "lr"), nullptr);
  EXPECT_EQ(table.keys(), (std::vector<std::string>{"lr", "model"}));
}

TEST(ConfigTable, NumbersAndChoicesTellMoreThanNames) {
  ConfigTable table;
  for (int i = 0; i < 20; ++i)
    add(table, "epochs: 300\nout: runs/" + std::to_string(i) + "x\nmodel: " + (i % 2 == 0 ? "vit" : "swin") +
                   "\nlr: 0." + std::to_string(i + 1) + "\n" + (i < 3 ? "rare: 1\n" : ""));
  EXPECT_EQ(join(table.telling_keys(10), " "), "lr model rare out") << "epochs are always the same";
  EXPECT_EQ(join(table.telling_keys(1), " "), "lr");
}

TEST(ConfigTable, WhatItHoldsHasALimit) {
  ConfigTable table;
  ConfigValues values;
  for (int i = 0; i < 2000; ++i) values.values["key" + std::to_string(i)] = {std::to_string(i), "n:"};
  for (int i = 0; i < 2500; ++i) table.add_row(values);
  EXPECT_GT(table.left_out(), 0U);
  EXPECT_NE(table.find(0, "key7"), nullptr);
  EXPECT_EQ(table.find(2499, "key7"), nullptr);
}

}  // namespace
}  // namespace expgate::test
