#include "content/notebook/notebook_diff.h"

#include <gtest/gtest.h>

namespace expgate::content {
namespace {

std::string diff_of(std::string_view path, std::string_view bytes) {
  return unified_diff(path, bytes, read_notebook(bytes)->cuts);
}

TEST(NotebookDiff, ShowsLinesWithThreeAround) {
  EXPECT_EQ(
      diff_of("a b.ipynb",
              "{\n \"x\": 0,\n \"y\": 0,\n \"z\": 0,\n \"cells\": [{\n  \"execution_count\": 1,\n"
              "  \"outputs\": [\n   1\n  ],\n  \"source\": []\n }],\n \"v\": 0,\n \"w\": 0\n}"),
      "diff --git a/a b.ipynb b/a b.ipynb\n--- a/a b.ipynb\t\n+++ b/a b.ipynb\t\n@@ -3,10 +3,8 @@\n"
      "  \"y\": 0,\n  \"z\": 0,\n  \"cells\": [{\n-  \"execution_count\": 1,\n+  \"execution_count\": null,\n"
      "-  \"outputs\": [\n-   1\n-  ],\n+  \"outputs\": [],\n   \"source\": []\n  }],\n  \"v\": 0,\n");
}

TEST(NotebookDiff, KnowsALastLineWithoutItsEnd) {
  EXPECT_EQ(diff_of("é\"\t.ipynb", R"({"cells":[{"outputs":[1]}]})"),
            "diff --git \"a/\\303\\251\\042\\011.ipynb\" \"b/\\303\\251\\042\\011.ipynb\"\n"
            "--- \"a/\\303\\251\\042\\011.ipynb\"\n+++ \"b/\\303\\251\\042\\011.ipynb\"\n@@ -1,1 +1,1 @@\n"
            "-{\"cells\":[{\"outputs\":[1]}]}\n\\ No newline at end of file\n"
            "+{\"cells\":[{\"outputs\":[]}]}\n\\ No newline at end of file\n");
}

TEST(NotebookDiff, ShowsNothingOfACleanNotebook) {
  EXPECT_EQ(diff_of("a.ipynb", "{\"cells\":[{\"outputs\":[]}]}"), "");
}

}  // namespace
}  // namespace expgate::content
