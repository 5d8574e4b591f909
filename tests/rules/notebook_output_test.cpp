#include "support/verdict.h"

namespace expgate::test {
namespace {

constexpr const char* kRule = "notebook-output";

FileCase notebook(const std::string& cells, const std::string& metadata = "") {
  return text_file("a.ipynb", "{\n \"cells\": [" + cells + "],\n \"metadata\": {" + metadata +
                                  "},\n \"nbformat\": 4\n}\n");
}

const std::string kClean = "{\"execution_count\": null, \"outputs\": []}";
const std::string kRun = "{\"execution_count\": 1, \"outputs\": [{\"text\": \"0.87\"}]}";
const std::string kCounted = "{\"execution_count\": 1, \"outputs\": []}";
const std::string kWidgets =
    "\"widgets\": {\"application/vnd.jupyter.widget-state+json\": {\"state\": {\"a\": {\"b\": 1}}}}";

TEST(NotebookOutput, IsRefused) {
  EXPECT_TRUE(
      catches(kRule, "", notebook(kClean + "," + kRun), "`a.ipynb`: 1 of 2 cells has outputs (18 bytes)"));
  EXPECT_TRUE(catches(kRule, "", notebook(kRun + "," + kRun), "2 of 2 cells have outputs (36 bytes)"));
  EXPECT_TRUE(catches(kRule, "", notebook(kRun, kWidgets),
                      "1 of 1 cell has outputs (18 bytes), and the state of widgets"));
  EXPECT_TRUE(
      catches(kRule, "", notebook(kClean, kWidgets), "`a.ipynb`: the state of widgets is saved (73 bytes)"));
  FileCase upper = notebook(kRun);
  upper.path = "A.IPYNB";
  EXPECT_TRUE(catches(kRule, "", upper));
  EXPECT_TRUE(catches(kRule, "", text_file("a.ipynb", R"({"worksheets":[{"cells":[{"outputs":[{}]}]}]})"),
                      "1 of 1 cell"));
}

TEST(NotebookOutput, OfACleanNotebookThereIsNone) {
  EXPECT_TRUE(catches_not(kRule, "", notebook(kClean)));
  EXPECT_TRUE(catches_not(kRule, "", notebook("")));
  EXPECT_TRUE(
      catches_not(kRule, "", notebook("{\"metadata\": {\"tags\": [\"keep_output\"]}, \"outputs\": [1]}")));
  EXPECT_TRUE(catches_not(
      kRule, "", notebook("{\"id\": \"x\", \"metadata\": {\"collapsed\": true}}", "\"kernelspec\": {}")));
}

TEST(NotebookOutput, IsLookedForInNotebooksOnly) {
  FileCase other = notebook(kRun);
  other.path = "a.json";
  EXPECT_TRUE(catches_not(kRule, "", other));
  EXPECT_TRUE(catches_not(kRule, "", link("a.ipynb", "../b.ipynb")));
  EXPECT_TRUE(catches_not(kRule, "",
                          text_file("a.ipynb", "version https://git-lfs.github.com/spec/v1\noid sha256:" +
                                                   std::string(64, 'a') + "\nsize 12345\n")));
}

TEST(NotebookOutput, CountsAreAWarning) {
  EXPECT_TRUE(
      catches(kRule, "", notebook(kCounted + "," + kCounted), "`a.ipynb` records 2 execution counts"));
  EXPECT_TRUE(catches(kRule, "", notebook(R"({"metadata":{"executionInfo":{"user":{"userId":"1"}}}})"),
                      "records who ran 1 cell (`executionInfo`)"));
  EXPECT_TRUE(judge(kRule, "", notebook(kCounted)).at(0).only_warns);
  EXPECT_FALSE(judge(kRule, "", notebook(kRun)).at(0).only_warns);
  EXPECT_EQ(judge(kRule, "", notebook(kRun + "," + kCounted)).size(), 1U) << "the error says enough";
}

TEST(NotebookOutput, NamesTheLine) {
  EXPECT_EQ(judge(kRule, "", notebook("\n" + kClean + ",\n" + kRun)).at(0).line, 4);
  EXPECT_EQ(judge(kRule, "", notebook("\n" + kCounted)).at(0).line, 3);
  EXPECT_EQ(judge(kRule, "", notebook(kClean, "\n\n" + kWidgets)).at(0).line, 5);
}

TEST(NotebookOutput, WhatIsNoJsonIsRefused) {
  EXPECT_TRUE(catches(kRule, "", text_file("a.ipynb", "{\n<<<<<<< HEAD\n"),
                      "`a.ipynb` is not valid JSON: conflict marker at line 2"));
  EXPECT_TRUE(catches(kRule, "", text_file("a.ipynb", "{\"cells\": [}"), "line 1, column 12: "));
  EXPECT_EQ(judge(kRule, "", text_file("a.ipynb", "{\n\n]")).at(0).line, 3);
  EXPECT_FALSE(judge(kRule, "", text_file("a.ipynb", "{")).at(0).only_warns);
}

TEST(NotebookOutput, OfALargeNotebookIsNotRead) {
  EXPECT_TRUE(catches_not(kRule, "", file("a.ipynb", 32_MiB + 1)));
  EXPECT_TRUE(catches_not(kRule, "read_limit: 50", notebook(kRun)));
  EXPECT_TRUE(catches(kRule, "read_limit: 500", notebook(kRun)));
}

}  // namespace
}  // namespace expgate::test
