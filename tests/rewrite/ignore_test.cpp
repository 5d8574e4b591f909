#include "rewrite/ignore.h"

#include <gtest/gtest.h>

namespace expgate::rewrite {
namespace {

TEST(IgnoreLine, CoversThatPathAlone) {
  EXPECT_EQ(ignore_line("a.pt"), "/a.pt");
  EXPECT_EQ(ignore_line("models/best.pt"), "/models/best.pt");
  EXPECT_EQ(ignore_line("#a.pt"), "/#a.pt");  // behind the slash nothing begins
  EXPECT_EQ(ignore_line("!a.pt"), "/!a.pt");
  EXPECT_EQ(ignore_line("a*[b]?.pt"), "/a\\*\\[b\\]\\?.pt");
  EXPECT_EQ(ignore_line("a\\b.pt"), "/a\\\\b.pt");
  EXPECT_EQ(ignore_line("end "), "/end\\ ");
  EXPECT_EQ(ignore_line("a\nb"), "/a?b");
}

TEST(IgnoreLines, ManyOfOneFolderAndEndingShareOne) {
  const std::set<std::string> paths{"ckpt/1.pt", "ckpt/2.pt", "ckpt/3.pt", "ckpt/4.pt", "ckpt/log", "a.pt"};
  const auto ignored = ignore_lines(paths, {"ckpt/README.md", "other/5.pt"});
  EXPECT_EQ(ignored.at("ckpt/1.pt"), "/ckpt/*.pt");
  EXPECT_EQ(ignored.at("ckpt/4.pt"), "/ckpt/*.pt");
  EXPECT_EQ(ignored.at("ckpt/log"), "/ckpt/log");
  EXPECT_EQ(ignored.at("a.pt"), "/a.pt");
}

TEST(IgnoreLines, AFileThatStaysIsNotIgnored) {
  const auto ignored = ignore_lines({"data/1.csv", "data/2.csv", "data/3.csv", "data/4.csv"}, {"data/5.csv"});
  EXPECT_EQ(ignored.at("data/1.csv"), "/data/1.csv");
}

TEST(WithIgnored, AddsWhatIsMissing) {
  EXPECT_EQ(with_ignored("", {"/a"}), "/a\n");
  EXPECT_EQ(with_ignored("*.log", {"/a"}), "*.log\n/a\n");
  EXPECT_EQ(with_ignored("*.log\n/a\n", {"/a"}), "*.log\n/a\n");
  EXPECT_EQ(with_ignored("*.log\r\n", {"/a", "*.log"}), "*.log\r\n/a\r\n");
}

}  // namespace
}  // namespace expgate::rewrite
