#include "base/text.h"

#include <gtest/gtest.h>

namespace expgate::test {
namespace {

// A language in which every text stands in brackets and a list is joined by "+".
std::string_view bracketed(std::string_view id, std::string_view plural, std::uint64_t count) {
  static std::string translation;
  if (id == ", ") return "+";
  translation = "[" + std::string(plural.empty() || count == 1 ? id : plural) + "]";
  return translation;
}

TEST(Text, ArgumentsAreFoundByTheirNames) {
  EXPECT_EQ(english(tr("`{path}` is {size}", {{"size", "big"}, {"path", "a.pt"}})), "`a.pt` is big");
  EXPECT_EQ(english(tr("{a}{b}{a}", {{"a", 1}, {"b", "-"}})), "1-1");
  EXPECT_EQ(english(tr("{a}", {{"a", "b"}, {"b", "c"}})), "b");
}

TEST(Text, ValuesAreWrittenAsPeopleReadThem) {
  EXPECT_EQ(english(tr("{n}", {{"n", -7}})), "-7");
  EXPECT_EQ(english(tr("{n}", {{"n", std::uint64_t{18'446'744'073'709'551'615U}}})), "18446744073709551615");
  EXPECT_EQ(english(tr("{n}", {{"n", 0.25}})), "0.25");
  EXPECT_EQ(english(tr("{n}", {{"n", 1e6}})), "1e+06");
  EXPECT_EQ(english(tr("{n}", {{"n", Bytes{5'242'880}}})), "5 MiB");
  EXPECT_EQ(english(tr("{n}", {{"n", Bytes{}}})), "0 bytes");
  EXPECT_EQ(english(tr("{n}", {{"n", LocalFile{"/etc/policy.yaml"}}})), "/etc/policy.yaml");
}

TEST(Text, ChineseIsSetApartFromLatin) {
  const auto rendered = [](const char* pattern, const char* value) {
    return render(pattern, {{"it", value}},
                  [](std::string_view id, std::string_view, std::uint64_t) { return id; });
  };
  EXPECT_EQ(rendered("记录中的{it}都一致", "1 个产物"), "记录中的 1 个产物都一致");
  EXPECT_EQ(rendered("类型中有{it}", "`feat`"), "类型中有 `feat`");
  EXPECT_EQ(rendered("共{it}个", "3"), "共 3 个");
  EXPECT_EQ(rendered("每个{it}。", "提交"), "每个提交。");
  EXPECT_EQ(rendered("（{it}）", "3"), "（3）") << "marks have a space of their own";
  EXPECT_EQ(rendered("each{it}", "3"), "each3");
  EXPECT_EQ(rendered("每个{it}", ""), "每个");
}

TEST(Text, DoubledBracesAreBraces) {
  EXPECT_EQ(english(tr("{{a}}", {{"a", "b"}})), "{a}");
  EXPECT_EQ(english(tr("{{{a}}}", {{"a", "b"}})), "{b}");
  EXPECT_EQ(english(tr("{{}}")), "{}");
  EXPECT_EQ(english(tr("a{{")), "a{");
}

TEST(Text, AMissingArgumentIsSeen) {
  EXPECT_EQ(english(tr("{path} is {size}", {{"path", "a"}})), "a is {size}");
  EXPECT_EQ(english(tr("a {")), "a {");
  EXPECT_EQ(english(tr("a } {b")), "a } {b");
  EXPECT_EQ(english(tr("{}")), "{}");
}

TEST(Text, AnArgumentIsNoPattern) {
  EXPECT_EQ(english(tr("{a}", {{"a", "{b} {{ }}"}, {"b", "c"}})), "{b} {{ }}");
  EXPECT_EQ(english(tr("{a}", {{"a", verbatim("{b}")}, {"b", "c"}})), "{b}");
}

TEST(Text, WhatIsVerbatimIsNotTranslated) {
  EXPECT_EQ(render(verbatim("fatal: {x} }}"), bracketed), "fatal: {x} }}");
  EXPECT_EQ(render(Text(), bracketed), "");
  EXPECT_TRUE(verbatim("").empty());
  EXPECT_TRUE(verbatim("a").is_verbatim());
  EXPECT_FALSE(tr("a").is_verbatim());
}

TEST(Text, NestedTextsAreInTheLanguageOfTheTextAroundThem) {
  const Text inner = tr("line {line}", {{"line", 3}});
  const Text outer = tr("bad: {problem}", {{"problem", inner}});
  EXPECT_EQ(english(outer), "bad: line 3");
  EXPECT_EQ(render(outer, bracketed), "[bad: [line 3]]");
  EXPECT_EQ(english(tr("{a}", {{"a", tr("<{b}>", {{"b", outer}})}})), "<bad: line 3>");
}

TEST(Text, AListIsJoinedAsTheLanguageDoes) {
  const Text list = tr("all: {names}", {{"names", std::vector<Text>{verbatim("a"), tr("b"), verbatim("c")}}});
  EXPECT_EQ(english(list), "all: a, b, c");
  EXPECT_EQ(render(list, bracketed), "[all: a+[b]+c]");
  EXPECT_EQ(english(tr("{names}", {{"names", std::vector<Text>{}}})), "");
}

TEST(Text, WhatIsCountedHasTwoForms) {
  const auto files = [](std::uint64_t count) {
    return tr_n("{count} file in {folder}", "{count} files in {folder}", count, {{"folder", "data/"}});
  };
  EXPECT_EQ(english(files(0)), "0 files in data/");
  EXPECT_EQ(english(files(1)), "1 file in data/");
  EXPECT_EQ(english(files(2)), "2 files in data/");
  EXPECT_EQ(files(2).count(), 2U);
  EXPECT_EQ(files(2).plural(), "{count} files in {folder}");
}

TEST(Text, EqualTextsHaveEqualWordsAndArguments) {
  const auto text = [](Argument argument) { return tr("{a}", {std::move(argument)}); };
  EXPECT_EQ(text({"a", 1}), text({"a", 1}));
  EXPECT_EQ(text({"a", Bytes{1}}), text({"a", Bytes{1}}));
  EXPECT_EQ(text({"a", LocalFile{"x"}}), text({"a", LocalFile{"x"}}));
  EXPECT_EQ(text({"a", tr("b")}), text({"a", tr("b")}));
  EXPECT_NE(text({"a", 1}), text({"a", 2}));
  EXPECT_NE(text({"a", 1}), text({"a", Bytes{1}})) << "7 bytes are not the number 7";
  EXPECT_NE(text({"a", tr("b")}), text({"a", verbatim("b")}));
  EXPECT_NE(text({"a", 1}), text({"b", 1}));
  EXPECT_NE(tr("{a}"), tr("{a}", {{"a", 1}}));
  EXPECT_NE(tr("a"), tr_n("a", "b", 1));
}

}  // namespace
}  // namespace expgate::test
