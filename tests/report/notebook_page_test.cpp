#include "report/notebook_page.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace expgate::test {
namespace {

using report::NotebookPage;

// What stands between the tags of the page's data.
std::string data_of(const std::string& page) {
  const std::string begin = "<script type=\"application/json\" id=\"data\">";
  const std::size_t from = page.find(begin) + begin.size();
  return page.substr(from, page.find("</script>", from) - from);
}

NotebookPage hostile() {
  NotebookPage page;
  page.project = "</title><script>injected=1</script>";
  NotebookPage::Row row;
  row.name = "exp-\"><img src=x onerror=injected=1>";
  row.seconds = 1'700'000'000;
  row.date = "2023-11-14";
  row.title = "</script><script>injected=1</script>";
  row.config = "a\x1b[31m\xff\u202e";
  row.remark = verbatim("<!--");
  row.recipe = "git checkout exp\n";
  page.rows = {row, row};
  page.metrics = {{"acc@1", "higher", {87.3, std::nullopt}, {"87.3%", ""}}};
  page.parameters = {
      {"lr</script>", {NotebookPage::Value{"0.1", 0.1}, NotebookPage::Value{"<b>", std::nullopt}}}};
  page.notes = {verbatim("<script>injected=1</script>")};
  return page;
}

TEST(NotebookPage, NothingEndsTheDataOrIsMarkup) {
  const std::string page = report::notebook_page(hostile(), "1.0");
  const std::string data = data_of(page);
  for (const char c : {'<', '>', '&', '\x1b'}) EXPECT_EQ(data.find(c), std::string::npos) << c;
  EXPECT_EQ(page.find("<script>injected"), std::string::npos);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("\u202e"), std::string::npos) << "no control of the direction";
  EXPECT_NE(page.find("<h1>&lt;/title&gt;&lt;script&gt;"), std::string::npos);
}

TEST(NotebookPage, DataIsWhole) {
  const auto data = nlohmann::json::parse(data_of(report::notebook_page(hostile(), "1.0")));
  EXPECT_EQ(data.at("rows").size(), 2U);
  EXPECT_EQ(data.at("rows").at(0).at(6), "</script><script>injected=1</script>");
  EXPECT_EQ(data.at("metrics").at(0).at("values"), nlohmann::json::parse("[87.3, null]"));
  EXPECT_FALSE(data.at("parameters").at(0).at("number").get<bool>()) << "one of its values is none";
  const std::size_t text = data.at("parameters").at(0).at("shown").at(1);
  EXPECT_EQ(data.at("texts").at(text), "<b>");
  EXPECT_EQ(data.at("words").at("more"), "Show {count} more");
}

TEST(NotebookPage, NoPlaceIsLeftOver) {
  const std::string page = report::notebook_page({}, "1.0");
  EXPECT_EQ(page.find("{{"), std::string::npos);
  EXPECT_EQ(page.find("@@"), std::string::npos);
}

}  // namespace
}  // namespace expgate::test
