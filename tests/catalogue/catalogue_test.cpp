#include "catalogue/catalogue.h"

#include <map>

#include <gtest/gtest.h>

#include "catalogue/entries.h"

namespace expgate::test {
namespace {

using catalogue::Language;
using Variables = std::map<std::string, std::string>;

Language language_with(const Variables& variables) {
  return catalogue::language_of_environment([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  });
}

TEST(Catalogue, SimplifiedChineseIsChinese) {
  for (const char* locale : {"zh", "zh_CN", "zh_CN.UTF-8", "zh_CN.GB18030", "zh-CN", "zh_SG.UTF-8",
                             "zh.UTF-8", "zh_Hans", "zh-Hans-CN"})
    EXPECT_EQ(catalogue::language_of(locale), Language::chinese) << locale;
}

TEST(Catalogue, AllElseIsEnglish) {
  for (const char* locale : {"", "C", "C.UTF-8", "POSIX", "en_US", "en_US.UTF-8", "en", "de_DE.UTF-8",
                             "zh_TW", "zh_TW.UTF-8", "zh_HK", "zh-Hant", "zha"})
    EXPECT_EQ(catalogue::language_of(locale), Language::english) << locale;
}

TEST(Catalogue, TheFirstVariableThatIsSetCounts) {
  EXPECT_EQ(language_with({}), Language::english);
  EXPECT_EQ(language_with({{"LANG", "zh_CN.UTF-8"}}), Language::chinese);
  EXPECT_EQ(language_with({{"LC_MESSAGES", "en_US"}, {"LANG", "zh_CN"}}), Language::english);
  EXPECT_EQ(language_with({{"LC_MESSAGES", "zh_CN"}, {"LANG", "C"}}), Language::chinese);
  EXPECT_EQ(language_with({{"LC_ALL", "C"}, {"LC_MESSAGES", "zh_CN"}, {"LANG", "zh_CN"}}), Language::english);
  EXPECT_EQ(language_with({{"LC_ALL", "zh_CN"}, {"LC_MESSAGES", "C"}}), Language::chinese);
  EXPECT_EQ(language_with({{"EXPGATE_LANG", "zh"}, {"LC_ALL", "C"}}), Language::chinese);
  EXPECT_EQ(language_with({{"EXPGATE_LANG", "en"}, {"LC_ALL", "zh_CN"}}), Language::english);
  EXPECT_EQ(language_with({{"EXPGATE_LANG", ""}, {"LC_ALL", ""}, {"LANG", "zh_CN"}}), Language::chinese)
      << "empty is not set";
}

TEST(Catalogue, WhatHasNoTranslationIsEnglish) {
  const Text text = tr_n("{count} text of a test", "{count} texts of a test", 2);
  EXPECT_EQ(catalogue::render(text, Language::chinese), "2 texts of a test");
  EXPECT_EQ(catalogue::render(tr("a text of a test: {a}", {{"a", 1}}), Language::chinese),
            "a text of a test: 1");
}

TEST(Catalogue, EnglishHasAPlural) {
  for (const auto& [count, words] : std::map<std::uint64_t, std::string>{
           {0, "0 texts of a test"}, {1, "1 text of a test"}, {2, "2 texts of a test"}})
    EXPECT_EQ(catalogue::render(tr_n("{count} text of a test", "{count} texts of a test", count),
                                Language::english),
              words);
}

TEST(Catalogue, ChineseJoinsListsWithItsOwnComma) {
  const Text list = tr("{list}", {{"list", std::vector<Text>{verbatim("a"), verbatim("b")}}});
  EXPECT_EQ(catalogue::render(list, Language::english), "a, b");
  EXPECT_EQ(catalogue::render(list, Language::chinese), "a、b");
}

TEST(Catalogue, OneLanguageForTheWholeProcess) {
  const Text list = tr("{list}", {{"list", std::vector<Text>{verbatim("a"), verbatim("b")}}});
  EXPECT_EQ(catalogue::language(), Language::english) << "until it is set";
  catalogue::set_language(Language::chinese);
  const std::string chinese = catalogue::render(list);
  const std::string in_english = english(list);
  catalogue::set_language(Language::english);
  EXPECT_EQ(chinese, "a、b");
  EXPECT_EQ(in_english, "a, b") << "what programs read";
  EXPECT_EQ(catalogue::render(list), "a, b");
}

TEST(Catalogue, TheTableIsSorted) {
  const auto entries = catalogue::chinese_entries();
  ASSERT_FALSE(entries.empty());
  for (std::size_t i = 1; i < entries.size(); ++i) EXPECT_LT(entries[i - 1].id, entries[i].id);
}

}  // namespace
}  // namespace expgate::test
