#include "experiments/cells.h"

#include <gtest/gtest.h>

namespace expgate::test {
namespace {

using experiments::csv_cell;
using experiments::markdown_cell;

// OWASP, "CSV Injection".
TEST(Cells, NoFormulaReachesASpreadsheet) {
  EXPECT_EQ(csv_cell("=HYPERLINK(\"http://x\")"), "\"'=HYPERLINK(\"\"http://x\"\")\"");
  EXPECT_EQ(csv_cell("+cmd|' /C calc'!A0"), "'+cmd|' /C calc'!A0");
  EXPECT_EQ(csv_cell("-2+3"), "'-2+3");
  EXPECT_EQ(csv_cell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(csv_cell("\t=1"), "\\t=1");
  EXPECT_EQ(csv_cell("\r=1"), "\\r=1");
  EXPECT_EQ(csv_cell("-0.5"), "-0.5");
  EXPECT_EQ(csv_cell("+1e-3"), "+1e-3");
  EXPECT_EQ(csv_cell("acc@1"), "acc@1");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("a\nb"), "a\\nb");
  EXPECT_EQ(csv_cell(""), "");
}

TEST(Cells, NothingIsMarkup) {
  EXPECT_EQ(markdown_cell("a|b"), "a\\|b");
  EXPECT_EQ(markdown_cell("<img src=x onerror=alert(1)>"), "\\<img src=x onerror=alert(1)\\>");
  EXPECT_EQ(markdown_cell("[x](javascript:alert(1))"), "\\[x\\](javascript\\:alert(1))");
  EXPECT_EQ(markdown_cell("&lt;"), "\\&lt;");
  EXPECT_EQ(markdown_cell("https://x www.x"), "https\\://x www\\.x");
  EXPECT_EQ(markdown_cell("@ada #1 acc@1"), "@<!-- -->ada #<!-- -->1 acc@1");
  EXPECT_EQ(markdown_cell("a\n\n# b"), "a\\\\n\\\\n# b");
  EXPECT_EQ(markdown_cell("\x1b[31m"), "\\\\x1B\\[31m");
}

}  // namespace
}  // namespace expgate::test
