#include "message/header.h"

#include <gtest/gtest.h>

#include "message/letters.h"

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

using Kind = HeaderMistake::Kind;

struct MistakeCase {
  const char* line;
  HeaderMistake::Kind kind;
  const char* mended;  // all of it
};

const MistakeCase kMistakes[] = {
    // no type at all
    {"update", Kind::no_type, ""},
    {"v1.2.3", Kind::no_type, ""},
    {"Initial commit", Kind::no_type, ""},
    {"Add ViT baseline", Kind::no_type, "feat: add ViT baseline"},
    {"Fixed the data loader", Kind::no_type, "fix: fixed the data loader"},
    {"обновил данные", Kind::no_type, ""},
    {"https://example.org/a", Kind::no_type, ""},
    {"C++ wrapper: add it", Kind::no_type, ""},
    {"now we can finally train again: at last", Kind::no_type, ""},
    {": add x", Kind::empty_type, ""},
    {"new feature: x", Kind::type_of_words, "feat: x"},
    {"new thing: x", Kind::type_of_words, ""},
    {"Update README: add x", Kind::type_of_words, ""},
    // the colon
    {"feat add ViT", Kind::no_colon, "feat: add ViT"},
    {"fix bug", Kind::no_colon, ""},
    {"feat(api) add x", Kind::no_colon, "feat(api): add x"},
    {"feat(api)", Kind::no_colon, ""},
    {"feat:add ViT", Kind::no_space_after_colon, "feat: add ViT"},
    {"feat(api)!:add", Kind::no_space_after_colon, "feat(api)!: add"},
    {"feat : add", Kind::space_before_colon, "feat: add"},
    {"feat(api) : add", Kind::space_before_colon, "feat(api): add"},
    {"feat! : add", Kind::space_before_colon, "feat!: add"},
    {"feat:  add", Kind::spaces_after_colon, "feat: add"},
    {"feat::add", Kind::two_colons, "feat: add"},
    {"feat:\xC2\xA0"
     "add",
     Kind::odd_space_after_colon, "feat: add"},
    {"feat: \xE3\x80\x80"
     "添加",
     Kind::odd_space_after_colon, "feat: 添加"},
    {"feat; add", Kind::other_mark, "feat: add"},
    {"feat - add", Kind::other_mark, "feat: add"},
    {"feat：添加", Kind::look_alike_mark, "feat: 添加"},
    {"feat(api)：add", Kind::look_alike_mark, "feat(api): add"},
    {"feat∶ add", Kind::look_alike_mark, "feat: add"},
    // the scope
    {"feat(api: add x", Kind::unclosed_scope, "feat(api): add x"},
    {"feat(api!: add x", Kind::unclosed_scope, "feat(api)!: add x"},
    {"feat(api: add x (again)", Kind::unclosed_scope, "feat(api): add x (again)"},
    {"feat(api add", Kind::unclosed_scope, ""},
    {"feat(): add", Kind::empty_scope, "feat: add"},
    {"feat( )!: add", Kind::empty_scope, "feat!: add"},
    {"feat(\u200b): add", Kind::empty_scope, "feat: add"},
    {"feat( api): add", Kind::blank_in_scope, "feat(api): add"},
    {"feat (api): add", Kind::space_before_scope, "feat(api): add"},
    {"feat((api)): add", Kind::nested_scope, ""},
    {"feat（api）: add", Kind::look_alike_mark, "feat(api): add"},
    {"feat(api）: add", Kind::look_alike_mark, "feat(api): add"},
    {"feat[api]: add", Kind::other_brackets, "feat(api): add"},
    {"feat{api}: add", Kind::other_brackets, "feat(api): add"},
    {"feat/api: add", Kind::type_character, "feat(api): add"},
    {"torch/nn: add x", Kind::type_character, "feat(torch/nn): add x"},
    {"torch/nn: x", Kind::type_character, ""},
    {"feat+fix: add x", Kind::type_character, ""},
    // the exclamation mark
    {"feat!(api): add", Kind::exclamation_before_scope, "feat(api)!: add"},
    {"feat:! add", Kind::exclamation_after_colon, "feat!: add"},
    {"feat !: add", Kind::space_before_exclamation, "feat!: add"},
    {"feat(api) !: add", Kind::space_before_exclamation, "feat(api)!: add"},
    {"feat!!: add", Kind::exclamations, "feat!: add"},
    {"feat！: add", Kind::look_alike_mark, "feat!: add"},
    // letters of other scripts
    {"fe\xD0\xB0t: add", Kind::look_alike_letter, "feat: add"},
    {"\xD1\x84\xD0\xB8\xD0\xBA\xD1\x81: x", Kind::foreign_letter, ""},
    {"f\xCE\xB9x: add", Kind::look_alike_letter, "fix: add"},
    {"修复: 崩溃", Kind::foreign_letter, "fix: 崩溃"},
    {"修复（数据）：崩溃", Kind::foreign_letter, "fix(数据): 崩溃"},
    {"bug修复: 崩溃", Kind::foreign_letter, "fix: 崩溃"},
    {"更新: 配置", Kind::foreign_letter, ""},
    {"ｆｅａｔ：add", Kind::look_alike_letter, "feat: add"},
    {"fe\xE2\x80\x8B"
     "at: add",
     Kind::type_with_picture, "feat: add"},
    {"féat: add", Kind::foreign_letter, ""},
    {"fe\xFF: add", Kind::type_not_utf8, ""},
    // blanks
    {" feat: add", Kind::leading_blank, "feat: add"},
    {"\xEF\xBB\xBF"
     "feat: add",
     Kind::leading_blank, "feat: add"},
    {"feat: add ", Kind::trailing_blank, "feat: add"},
    {"feat:\tadd", Kind::tab, "feat: add"},
    {"feat: add\ta", Kind::tab, "feat: add a"},
    {" update", Kind::no_type, ""},
    {"   ", Kind::empty, ""},
    {"feat:", Kind::no_description, ""},
    {"feat(api)!: ", Kind::no_description, ""},
    // what stands in front
    {"✨ feat: add", Kind::emoji, "feat: add"},
    {"⚡️feat: add", Kind::emoji, "feat: add"},
    {":sparkles: feat: add", Kind::emoji, "feat: add"},
    {"🎉 Initial commit", Kind::no_type, ""},
    {"[ABC-1] feat: add", Kind::front_matter, "feat: add"},
    {"[model] add x", Kind::front_matter, "feat(model): add x"},
    {"[model] x", Kind::front_matter, ""},
    {"[Fix] boxes", Kind::front_matter, "fix: boxes"},
    {"【修复】加载器", Kind::front_matter, "fix: 加载器"},
    {"ABC-1: add", Kind::front_matter, ""},
    {"ABC-1: fix the data loader", Kind::front_matter, "fix: the data loader"},
    {"ABC-1 feat: add", Kind::front_matter, "feat: add"},
    {"#12 fix: a", Kind::front_matter, "fix: a"},
    // several: the first is named, all are mended
    {" [ABC-1] feat (api) ：add ", Kind::leading_blank, "feat(api): add"},
    // the capital and the full stop go with the rest
    {"feat:Add ViT.", Kind::no_space_after_colon, "feat: add ViT"},
    {"feat:LSTM cell", Kind::no_space_after_colon, "feat: LSTM cell"},
    {"feat:.", Kind::no_space_after_colon, "feat: ."},
    // generated texts
    {"Merge branch 'a' into b", Kind::merge_text, ""},
    {"Revert \"feat: a\"", Kind::revert_text, ""},
    {"fixup!", Kind::bare_autosquash, ""},
    {"fixup! ", Kind::bare_autosquash, ""},
    {"Squashed commit of the following:", Kind::squash_text, ""},
};

TEST(Header, NamesEachMistakeAndMendsIt) {
  for (const MistakeCase& c : kMistakes) {
    EXPECT_FALSE(parse_header(c.line)) << c.line;
    const HeaderMistake mistake = describe_mistake(c.line);
    EXPECT_EQ(static_cast<int>(mistake.kind), static_cast<int>(c.kind)) << c.line;
    EXPECT_EQ(mistake.mended, c.mended) << c.line;
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
      ASSERT_LT(mistake.kind, Kind::count) << header;
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
    EXPECT_LT(describe_mistake(line).kind, Kind::count) << part;
    EXPECT_LT(describe_mistake("feat" + line).kind, Kind::count) << part;
  }
}

TEST(Header, NamesWhereALetterComesFrom) {
  EXPECT_EQ(english(described(0x0430)), "Cyrillic `а` (U+0430)");
  EXPECT_EQ(english(described(0x03B9)), "Greek `ι` (U+03B9)");
  EXPECT_EQ(english(described(0xFF1A)), "full-width `：` (U+FF1A)");
  EXPECT_EQ(english(described(0x2236)), "`∶` (U+2236)");
  EXPECT_EQ(english(described(0x200B)), "an invisible character (U+200B)");
}

TEST(Header, QuotesAreShort) {
  EXPECT_EQ(shortened("feat: a"), "feat: a");
  EXPECT_EQ(shortened(std::string(61, 'a')), std::string(60, 'a') + "…");
  EXPECT_EQ(shortened(std::string(60, 'a')), std::string(60, 'a'));
}

}  // namespace
}  // namespace expgate::message
