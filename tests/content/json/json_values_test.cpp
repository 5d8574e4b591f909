#include "content/json/json_values.h"

#include <gtest/gtest.h>

namespace expgate::content {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

Values values(std::string_view text) {
  const auto found = json_values(text, {"a", "b.c", "b.d.e"});
  return found ? *found : Values{{"error", english(found.error().message)}};
}

TEST(JsonValues, ScalarsAreFoundByTheirPaths) {
  EXPECT_EQ(values(R"({"a": "x", "b": {"c": 7, "d": {"e": true}}})"),
            (Values{{"a", "x"}, {"b.c", "7"}, {"b.d.e", "true"}}));
  EXPECT_EQ(values(R"({"a": "é \"q\" \u00e9\n"})"), (Values{{"a", "é \"q\" é\n"}}));
  EXPECT_EQ(values(R"({"a": null, "b": null})"), Values());
  EXPECT_EQ(values(R"({"a": 1, "a": 2})"), (Values{{"a", "2"}}));
}

TEST(JsonValues, WhatStandsElsewhereIsNot) {
  EXPECT_EQ(values(R"([{"a": 1}])"), Values());
  EXPECT_EQ(values(R"({"x": [{"a": 1}, {"b": {"c": 2}}], "b": {"x": {"c": 3}}, "c": 4})"), Values());
  EXPECT_EQ(values(R"({"x": {"a": 1, "b": {"c": 2}}, "a": {"b": 1}})"), Values());
  EXPECT_EQ(values(R"({"b": [1, {"c": 2}], "a": "after a list"})"), (Values{{"a", "after a list"}}));
  EXPECT_EQ(values("7"), Values());
}

TEST(JsonValues, AKeyThatStandsAgainTakesAllOfWhatItStoodForBefore) {
  EXPECT_EQ(values(R"({"b": {"c": 1, "d": {"e": 2}}, "b": {"d": {}}})"), Values());
  EXPECT_EQ(values(R"({"a": 1, "a": {}, "b": {"c": 1}, "b": [2]})"), Values());
  EXPECT_EQ(values(R"({"a": 1, "a": null, "b": {"c": 1, "c": null}})"), Values());
  EXPECT_EQ(values(R"({"b": {"c": 1}, "bc": 2, "x": {"b": 1}})"), (Values{{"b.c", "1"}}));
}

TEST(JsonValues, APointInAKeyIsNotAPath) {
  EXPECT_EQ(values(R"({"b.c": 1, "b": {"d.e": 2}})"), Values());
  EXPECT_EQ(values(R"({"b": {"c": 1}, "b.c": 2})"), (Values{{"b.c", "1"}}));
}

TEST(JsonValues, WhatIsNoJsonIsAnError) {
  for (const char* text : {"", "{", "{\"a\": }", "{\"a\": 1} x"})
    EXPECT_TRUE(values(text).contains("error")) << text;
}

}  // namespace
}  // namespace expgate::content
