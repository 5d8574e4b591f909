#include "message/repair.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "base/strings.h"
#include "message/message.h"
#include "support/verdict.h"
#include "text/utf8.h"

namespace expgate::message {
namespace {

// The body of "feat: a" with this one, mended to lines of `width` columns.
std::string body(const std::string& text, std::size_t width = 40) {
  const std::string mended = repaired("feat: a\n\n" + text, {.body_width = width});
  EXPECT_EQ(repaired(mended, {.body_width = width}), mended) << "not idempotent";
  return mended.substr(0, 9) == "feat: a\n\n" ? mended.substr(9) : "?" + mended;
}

TEST(Repair, AGoodMessageStays) {
  for (const char* text :
       {"", "feat: a\n", "feat: a\n\nb\n", "feat: a\n\nb\n\n\nc\n\nRefs: 1\nSigned-off-by: A <a@b>\n",
        "feat!: a\n\nBREAKING CHANGE: b\n", "feat: a\n\n```\n  x\n```\n"})
    EXPECT_EQ(repaired(text), text);
}

TEST(Repair, BlanksAndLineEnds) {
  EXPECT_EQ(repaired("feat: a"), "feat: a\n");
  EXPECT_EQ(repaired("\n \nfeat: a \t\n\nb  \n\n\n"), "feat: a\n\nb\n");
  EXPECT_EQ(repaired("feat: a\nb\n"), "feat: a\n\nb\n");
  EXPECT_EQ(repaired("feat: a\nRefs: 1\n"), "feat: a\n\nRefs: 1\n");
  EXPECT_EQ(repaired("feat: a\r\n\r\nb\r\r\n"), "feat: a\n\nb\n");
  EXPECT_EQ(repaired("feat: a\r\rb\r"), "feat: a\n\nb\n");
  EXPECT_EQ(repaired("\xEF\xBB\xBF"
                     "feat: a\n\nb\xEF\xBB\xBF c\n"),
            "feat: a\n\nb c\n");
  EXPECT_EQ(repaired(" \n\t\r\n"), "");
}

TEST(Repair, TheHeaderIsReplaced) {
  EXPECT_EQ(repaired("Fix it\nb\n", {.header = "fix: mend the loader"}), "fix: mend the loader\n\nb\n");
  EXPECT_EQ(repaired("\n\nFix it", {.header = "fix: mend the loader"}), "fix: mend the loader\n");
  EXPECT_EQ(repaired("", {.header = "fix: mend the loader"}), "fix: mend the loader\n");
}

TEST(Repair, ProseIsBrokenAtBlanks) {
  EXPECT_EQ(body("The loader skipped every image that did not decode.\n"),
            "The loader skipped every image that did\nnot decode.\n");
  EXPECT_EQ(body("  The loader skipped every image that did not decode.\n"),
            "  The loader skipped every image that\n  did not decode.\n");
  EXPECT_EQ(body("- The loader skipped every image that did not decode.\n- b\n"),
            "- The loader skipped every image that\n  did not decode.\n- b\n");
  EXPECT_EQ(body("10. The loader skipped every image that did not decode.\n"),
            "10. The loader skipped every image that\n    did not decode.\n");
  EXPECT_EQ(body("  * The loader skipped every image that did not decode.\n"),
            "  * The loader skipped every image that\n    did not decode.\n");
  EXPECT_EQ(body("> The loader skipped every image that did not decode.\n"),
            "> The loader skipped every image that\n> did not decode.\n");
  EXPECT_EQ(body("> - The loader skipped every image that did not decode.\n"),
            "> - The loader skipped every image that\n>   did not decode.\n");
  EXPECT_EQ(body("The loader skipped   every image, and two blanks stay.\n"),
            "The loader skipped   every image, and\ntwo blanks stay.\n");
}

TEST(Repair, ChineseIsBrokenBetweenCharacters) {
  EXPECT_EQ(body("数据加载器会跳过无法解码的图像，并在日志中记录它们的路径。\n"),
            "数据加载器会跳过无法解码的图像，并在日志\n中记录它们的路径。\n");
  // No line begins with a comma, or ends with a bracket that opens.
  EXPECT_EQ(body("数据加载器会跳过无法解码的的图像以及所有，并在（日志）中。\n"),
            "数据加载器会跳过无法解码的的图像以及所\n有，并在（日志）中。\n");
}

TEST(Repair, WhatMustBeWideStays) {
  const std::string wide = "a line of code that is far wider than the limit of forty";
  for (const std::string& text :
       std::vector<std::string>{"see https://example.org/a for everything that was said there\n",
                                "see [the page](docs/a b c.md) " + wide + "\n", "```\n" + wide + "\n```\n",
                                "~~~ python\n" + wide + "\n```\n" + wide + "\n~~~\n", "```\n" + wide + "\n",
                                "    " + wide + "\n", "\t" + wide + "\n", "| " + wide + " | b |\n",
                                "b\n\nSigned-off-by: " + wide + "\n", "BREAKING CHANGE: " + wide + "\n\nb\n",
                                std::string(60, 'x') + "\n", "- " + std::string(60, 'x') + "\n"})
    EXPECT_EQ(body(text), text);
  EXPECT_EQ(body("a b " + std::string(60, 'x') + " c d\n"), "a b\n" + std::string(60, 'x') + "\nc d\n");
}

// A line must not become a comment, a list item, a trailer or anything else by being broken.
TEST(Repair, NoLineBeginsLikeSomethingElse) {
  EXPECT_EQ(body("This is what was said in the issues, all #12 of them.\n"),
            "This is what was said in the\nissues, all #12 of them.\n");
  EXPECT_EQ(body("This takes the square root, the sum of it - that is the mean.\n"),
            "This takes the square root, the sum of\nit - that is the mean.\n");
  EXPECT_EQ(body("This is what was said in the call, and Note: it is slow.\n"),
            "This is what was said in the call,\nand Note: it is slow.\n");
  EXPECT_EQ(body("This is what was said in the call, in\n1234 there was room for a BREAKING CHANGE: none.\n"),
            "This is what was said in the call, in\n1234 there was room for\na BREAKING CHANGE: none.\n");
  EXPECT_EQ(repaired("feat: a\n\nThis is what we said in the forum; there is more.\n",
                     {.body_width = 36, .comment = ";"}),
            "feat: a\n\nThis is what we said in the forum;\nthere is more.\n");
}

TEST(Repair, TrailersStayTrailers) {
  const std::string prose =
      "This is a line of prose that is much wider than the limit, so that it is broken into many.";
  EXPECT_EQ(body(prose + "\nSigned-off-by: A <a@b>\n"),
            "This is a line of prose that is much\nwider than the limit, so that it is\nbroken into many.\n\n"
            "Signed-off-by: A <a@b>\n");
  EXPECT_EQ(body("Refs: 1\n  and this one goes on and on beyond what fits\nFixes: 2\n"),
            "Refs: 1\n  and this one goes on and on beyond\n  what fits\nFixes: 2\n");
  EXPECT_EQ(body("BREAKING CHANGE: a\nand this one goes on and on beyond what fits\nRefs: 1\n"),
            "BREAKING CHANGE: a\nand this one goes on and on beyond what\nfits\nRefs: 1\n");
}

TEST(Repair, BreakingFootersAreSpeltAsToolsReadThem) {
  const std::pair<const char*, const char*> cases[] = {
      {"BREAKING CHNAGE: b", "BREAKING CHANGE: b"},
      {"Breaking changes: b", "BREAKING CHANGE: b"},
      {"BREAKING CHANGE:b", "BREAKING CHANGE: b"},
      {"BREAKING CHANGE : b", "BREAKING CHANGE: b"},
      {"BREAKING CHANGE：b", "BREAKING CHANGE: b"},
      {"BREAKING CHANGE #5", "BREAKING CHANGE: #5"},
      {"BREAKING CHANGE; b", "BREAKING CHANGE: b"},
      {"BREAKING CHANGE(api): b", "BREAKING CHANGE: api: b"},
      {"**BREAKING CHANGE:** b", "BREAKING CHANGE: b"},
      {"`BREAKING CHANGE:` b", "BREAKING CHANGE: b"},
      {"Breaking change: `b` is gone", "BREAKING CHANGE: `b` is gone"},
      {"BREAKING CHANGE:`b` is gone", "BREAKING CHANGE: `b` is gone"},
      {"## Breaking changes\n\nb is gone", "BREAKING CHANGE: b is gone"},
      {"BREAKING CHANGE:\nb is gone\nc too", "BREAKING CHANGE: b is gone\nc too"},
      // Only the author can say what breaks.
      {"BREAKING CHANGE:", "BREAKING CHANGE:"},
      {"## Breaking changes\n\n- b\n- c", "## Breaking changes\n\n- b\n- c"},
      // Prose, quotations and code.
      {"BREAKING CHANGE was discussed", "BREAKING CHANGE was discussed"},
      {"> Breaking change: b", "> Breaking change: b"},
      {"```\nBreaking change: b\n```", "```\nBreaking change: b\n```"},
      {"Breaking changes: none", "Breaking changes: none"},
  };
  for (const auto& [slip, mended] : cases)
    EXPECT_EQ(body(std::string(slip) + "\n"), std::string(mended) + "\n");
}

// Messages of pieces that are met in real ones, at random: the words stay, in their order, nothing is left to
// mend, and no rule has anything against the result that breaking lines could put right.
class RepairOfAnything : public ::testing::Test {
 protected:
  std::string message() {
    std::string text =
        "feat: add a cosine schedule" + pick({"", " ", "\r"}) + "\n" + pick({"", "\n", "\n", " \n\n"});
    for (int lines = 1 + number(12); lines > 0; --lines)
      text += line() + pick({"\n", "\n", "\r\n", " \n", "\n\n"});
    for (int trailers = number(3); trailers > 0; --trailers)
      text += pick({"Signed-off-by: Ada <ada@example.org>\n", "Refs: #12\n",
                    "Co-authored-by: A very long name " + prose(30)});
    return text;
  }

  // Its words, without what marks a quotation or stands where a footer's colon should be: that may change.
  static std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
      if (!word.empty() && word != ">" && word != "=" && word != "-")
        words.push_back(word == "CHANGE:" ? "CHANGE" : word);
      word.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
      const text::CodePoint point = text::decode(text, at);
      const bool is_wide = point.length > 2 && text::width(text.substr(at, point.length)) == 2;
      if (point.value <= ' ' || is_wide) end_word();
      if (point.value > ' ') word += text.substr(at, point.length);
      if (is_wide) end_word();
      at += point.length;
    }
    end_word();
    return words;
  }

  std::mt19937 random_{20261129};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same in each run

 private:
  int number(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }
  std::string pick(const std::vector<std::string>& choices) {
    return choices[static_cast<std::size_t>(number(static_cast<int>(choices.size())))];
  }
  std::string prose(int most) {
    std::string text;
    for (int words = 1 + number(most); words > 0; --words)
      text += pick({"the",      "loader",   "skips",  "images", "#12",     "-",     "1.",
                    "*",        "(see",     "Note:",  "NaN",    "lr=3e-4", "`a b`", "学习率",
                    "调度器，", "BREAKING", "CHANGE", "key:",   ">",       "|",     "=",
                    "--flag",   "a/b/c",    "```",    "Zürich", "ü",       "🎉"}) +
              pick({" ", " ", " ", "  ", "\t"});
    return text;
  }
  std::string line() {
    const int kind = number(14);
    if (kind == 0) return "";
    if (kind == 1) return "```";
    if (kind == 2) return "see https://example.org/ " + prose(20);
    return pick({"", "", "", "- ", "  ", "12) ", "> ", "> - ", "    ", "\t", "| "}) +
           prose(kind == 3 ? 400 : 40);
  }
};

TEST_F(RepairOfAnything, WordsStayAndASecondTimeChangesNothing) {
  for (int round = 0; round < 1000; ++round) {
    const std::string before = message();
    for (const std::size_t width : {100U, 72U, 30U}) {
      const std::string after = repaired(before, {.body_width = width});
      ASSERT_EQ(words_of(after), words_of(before)) << before << "\n---\n" << after;
      ASSERT_EQ(repaired(after, {.body_width = width}), after);
    }
  }
}

TEST_F(RepairOfAnything, NoTrailerIsLost) {
  const auto trailers_of = [](const std::string& text) {
    std::string all;
    for (const Trailer& trailer : parse(test::message(text)).trailers)
      if (trailer.key.ends_with("-by") || trailer.key == "Refs") all += trailer.key + "\n";
    return all;
  };
  for (int round = 0; round < 1000; ++round) {
    // Line ends and a blank line behind the header may make trailers of what was none: mended before.
    const std::string before = repaired(message(), {.body_width = 100'000});
    const std::string after = repaired(before, {.body_width = 60});
    ASSERT_EQ(trailers_of(after), trailers_of(before)) << before << "\n---\n" << after;
  }
}

}  // namespace
}  // namespace expgate::message
