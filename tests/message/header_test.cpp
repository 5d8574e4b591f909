#include "message/header.h"

#include <gtest/gtest.h>

namespace expgate::message {
namespace {

TEST(Header, HasItsParts) {
  const auto header = parse_header("feat(api)!: drop X: at last");
  ASSERT_TRUE(header);
  EXPECT_EQ(header->type, "feat");
  EXPECT_EQ(header->scope, "api");
  EXPECT_TRUE(header->is_breaking);
  EXPECT_EQ(header->description, "drop X: at last");
  EXPECT_FALSE(parse_header("feat: a")->scope);
  EXPECT_FALSE(parse_header("feat: a")->is_breaking);
  EXPECT_TRUE(parse_header("feat!: a")->is_breaking);
}

TEST(Header, RealOnesParse) {
  for (const char* line : {
           "feat(api)!: drop X",
           "chore(deps): bump foo from 1.0 to 2.0",
           "fix: ünïcode in paths",
           "feat: 添加学习率调度",
           "fix: 学習率を修正",
           "docs: обновить описание",
           "feat: use U-Net",
           "fix: don't crash on NaN",
           "perf: 2x faster",
           "feat(data,model): one loader",
           "feat(data loader): shuffle",
           "feat(configs/vit.yaml): warm up",
           "fix(模型): 修复：崩溃",
           "Feat: a",
           "wip: a",
           "my-type_2: a",
           "feat: a (again)",
           "fix: [ABC-1] a",
           "fix: ABC-1 a",
           "feat: ✨ a",
           "feat: : a",
           "revert: feat: a",
           "feat(a:b): c",
           "docs: see https://example.org/a",
           "feat(api): `f(x)` takes (y)",
           "feat: a!",
           "UTF8: a",
       })
    EXPECT_TRUE(parse_header(line)) << line;
}

struct MistakeCase {
  const char* line;
  const char* what;    // part of what is said
  const char* mended;  // all of it
};

const MistakeCase kMistakes[] = {
    // no type at all
    {"update", "`update` is not `type: description`", ""},
    {"v1.2.3", "is not `type: description`", ""},
    {"Initial commit", "`Initial commit` is not `type: description`", ""},
    {"Add ViT baseline", "is not `type: description`", "feat: add ViT baseline"},
    {"Fixed the data loader", "is not `type: description`", "fix: fixed the data loader"},
    {"обновил данные", "is not `type: description`", ""},
    {"https://example.org/a", "is not `type: description`", ""},
    {"C++ wrapper: add it", "is not `type: description`", ""},
    {"now we can finally train again: at last", "is not `type: description`", ""},
    {": add x", "no type in front of the colon", ""},
    {"new feature: x", "`new feature` is not one word", ""},
    {"Update README: add x", "`Update README` is not one word", ""},
    // the colon
    {"feat add ViT", "no colon after `feat`", "feat: add ViT"},
    {"fix bug", "no colon after `fix`", ""},
    {"feat(api) add x", "no colon after `feat(api)`", "feat(api): add x"},
    {"feat(api)", "no colon after `feat(api)`", ""},
    {"feat:add ViT", "no space after the colon", "feat: add ViT"},
    {"feat(api)!:add", "no space after the colon", "feat(api)!: add"},
    {"feat : add", "a space before the colon", "feat: add"},
    {"feat(api) : add", "a space before the colon", "feat(api): add"},
    {"feat! : add", "a space before the colon", "feat!: add"},
    {"feat:  add", "several spaces after the colon", "feat: add"},
    {"feat::add", "two colons", "feat: add"},
    {"feat:\xC2\xA0"
     "add",
     "another character than a space", "feat: add"},
    {"feat: \xE3\x80\x80"
     "添加",
     "another character than a space", "feat: 添加"},
    {"feat; add", "`;` where the colon should be", "feat: add"},
    {"feat - add", "`-` where the colon should be", "feat: add"},
    {"feat：添加", "full-width `：` (U+FF1A) where `:` should be", "feat: 添加"},
    {"feat(api)：add", "full-width `：` (U+FF1A)", "feat(api): add"},
    {"feat∶ add", "(U+2236) where `:` should be", "feat: add"},
    // the scope
    {"feat(api: add x", "unclosed (", "feat(api): add x"},
    {"feat(api!: add x", "unclosed (", "feat(api)!: add x"},
    {"feat(api: add x (again)", "unclosed (", "feat(api): add x (again)"},
    {"feat(api add", "unclosed (", ""},
    {"feat(): add", "empty scope", "feat: add"},
    {"feat( )!: add", "empty scope", "feat!: add"},
    {"feat(\u200b): add", "empty scope", "feat: add"},
    {"feat( api): add", "a blank at the edge of the scope", "feat(api): add"},
    {"feat (api): add", "a space before the (", "feat(api): add"},
    {"feat((api)): add", "a ( within the scope", ""},
    {"feat（api）: add", "full-width `（` (U+FF08) where `(` should be", "feat(api): add"},
    {"feat(api）: add", "full-width `）` (U+FF09) where `)` should be", "feat(api): add"},
    {"feat[api]: add", "other brackets than ( )", "feat(api): add"},
    {"feat{api}: add", "other brackets than ( )", "feat(api): add"},
    {"feat/api: add", "`/` in the type", ""},
    // the exclamation mark
    {"feat!(api): add", "`!` in front of the scope", "feat(api)!: add"},
    {"feat:! add", "`!` behind the colon", "feat!: add"},
    {"feat !: add", "a space before the `!`", "feat!: add"},
    {"feat(api) !: add", "a space before the `!`", "feat(api)!: add"},
    {"feat!!: add", "more than one `!`", "feat!: add"},
    {"feat！: add", "full-width `！` (U+FF01) where `!` should be", "feat!: add"},
    // letters of other scripts
    {"fe\xD0\xB0t: add", "Cyrillic `а` (U+0430) in the type only looks like `a`", "feat: add"},
    {"\xD1\x84\xD0\xB8\xD0\xBA\xD1\x81: x", "Cyrillic `ф` (U+0444) in the type, which takes Latin letters",
     ""},
    {"f\xCE\xB9x: add", "Greek `ι` (U+03B9) in the type only looks like `i`", "fix: add"},
    {"修复: 崩溃", "Chinese `修` (U+4FEE) in the type", ""},
    {"ｆｅａｔ：add", "full-width `ｆ` (U+FF46) in the type only looks like `f`", "feat: add"},
    {"fe\xE2\x80\x8B"
     "at: add",
     "an invisible character (U+200B) in the type", "feat: add"},
    {"féat: add", "accented `é` (U+00E9) in the type", ""},
    {"fe\xFF: add", "not valid UTF-8", ""},
    // blanks
    {" feat: add", "a blank in front of `feat: add`", "feat: add"},
    {"\xEF\xBB\xBF"
     "feat: add",
     "a blank in front of `feat: add`", "feat: add"},
    {"feat: add ", "a blank at the end of `feat: add`", "feat: add"},
    {"feat:\tadd", "a tab", "feat: add"},
    {"feat: add\ta", "a tab", "feat: add a"},
    {" update", "`update` is not `type: description`", ""},
    {"   ", "empty", ""},
    {"feat:", "no description after `feat:`", ""},
    {"feat(api)!: ", "no description after `feat(api)!:`", ""},
    // what stands in front
    {"✨ feat: add", "an emoji", "feat: add"},
    {"⚡️feat: add", "an emoji", "feat: add"},
    {":sparkles: feat: add", "an emoji", "feat: add"},
    {"🎉 Initial commit", "`Initial commit` is not `type: description`", ""},
    {"[ABC-1] feat: add", "`[ABC-1]` stands where the type should be", "feat: add"},
    {"[model] add x", "`[model]` stands where the type should be", ""},
    {"ABC-1: add", "`ABC-1` stands where the type should be", ""},
    {"ABC-1: fix the data loader", "`ABC-1` stands where the type should be", "fix: the data loader"},
    {"ABC-1 feat: add", "`ABC-1` stands where the type should be", "feat: add"},
    {"#12 fix: a", "`#12` stands where the type should be", "fix: a"},
    // several: the first is named, all are mended
    {" [ABC-1] feat (api) ：add ", "a blank in front", "feat(api): add"},
    // the capital and the full stop go with the rest
    {"feat:Add ViT.", "no space after the colon", "feat: add ViT"},
    {"feat:LSTM cell", "no space after the colon", "feat: LSTM cell"},
    {"feat:.", "no space after the colon", "feat: ."},
    // generated texts
    {"Merge branch 'a' into b", "one parent", ""},
    {"Revert \"feat: a\"", "no line `This reverts commit <40 digits>`", ""},
    {"fixup!", "no subject", ""},
    {"fixup! ", "no subject", ""},
    {"Squashed commit of the following:", "merge --squash", ""},
};

TEST(Header, NamesEachMistakeAndMendsIt) {
  for (const MistakeCase& c : kMistakes) {
    EXPECT_FALSE(parse_header(c.line)) << c.line;
    const HeaderMistake mistake = describe_mistake(c.line);
    EXPECT_NE(mistake.what.find(c.what), std::string::npos) << c.line << "\n  " << mistake.what;
    EXPECT_EQ(mistake.mended, c.mended) << c.line << "\n  " << mistake.what;
    EXPECT_TRUE(mistake.mended.empty() || parse_header(mistake.mended)) << c.line << "\n  " << mistake.mended;
  }
}

TEST(Header, HasAMistakeOrParses) {
  const std::vector<std::string> parts = {"feat", " ", ":",   "(", ")", "!", "：", "（",
                                          "）",   "a", "A-1", "[", "]", "✨", "\t", "."};
  const std::size_t count = parts.size();
  for (std::size_t code = 0; code < count * count * count * count; ++code) {
    std::string line;
    for (std::size_t rest = code, i = 0; i < 4; ++i, rest /= count) line += parts[rest % count];
    for (const std::string& header : {line, "feat" + line, line + "a", "feat(a" + line + ": b"}) {
      if (parse_header(header)) continue;
      const HeaderMistake mistake = describe_mistake(header);
      ASSERT_FALSE(mistake.what.empty()) << header;
      ASSERT_TRUE(mistake.mended.empty() || parse_header(mistake.mended))
          << header << " | " << mistake.mended;
    }
  }
}

TEST(Header, TheWorstOnesEnd) {
  for (const std::string part :
       {"：", "[a]", "(", ")", ":", " ", "✨", "\t", "!", "ABC-1 ", "а", "\xFF", "feat(", "#1 "}) {
    std::string line;
    while (line.size() < 60'000) line += part;
    EXPECT_FALSE(describe_mistake(line).what.empty()) << part;
    EXPECT_FALSE(describe_mistake("feat" + line).what.empty()) << part;
  }
}

TEST(Header, QuotesAreShort) {
  EXPECT_EQ(backticked("feat: a"), "`feat: a`");
  EXPECT_EQ(backticked(std::string(61, 'a')), "`" + std::string(60, 'a') + "…`");
  EXPECT_EQ(backticked(std::string(60, 'a')), "`" + std::string(60, 'a') + "`");
}

}  // namespace
}  // namespace expgate::message
