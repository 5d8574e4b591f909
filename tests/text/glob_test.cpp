#include "text/glob.h"

#include <chrono>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "text/glob_pattern.h"
#include "text/regex.h"
#include "text/utf8.h"

namespace expgate::text {
namespace {

GlobSet globs(const std::vector<std::string>& list, bool fold_case = false) {
  auto set = GlobSet::compile(list, fold_case);
  if (!set) throw std::runtime_error(english(set.error().message));
  return *std::move(set);
}

struct Case {
  const char* glob;
  std::vector<std::string> in;
  std::vector<std::string> out;
};

// That the expression for other programs, which read UTF-8, means the same.
void expect_portable(const Case& c) {
  if (first_invalid(c.glob)) {
    EXPECT_FALSE(portable_regex(c.glob));
    return;
  }
  const auto portable = portable_regex(c.glob);
  ASSERT_TRUE(portable) << c.glob;
  const auto regex = Regex::compile("^(?:" + *portable + ")$");
  ASSERT_TRUE(regex) << c.glob << ": " << *portable;
  for (const auto& path : c.in)
    EXPECT_TRUE(first_invalid(path) || regex->found_in(path)) << *portable << " should match " << path;
  for (const auto& path : c.out)
    EXPECT_TRUE(first_invalid(path) || !regex->found_in(path)) << *portable << " should not match " << path;
}

TEST(Glob, MeansWhatGitignoreMeans) {
  const Case cases[] = {
      // without an inner '/': at any depth; a folder takes all that is below it
      {"best.bin",
       {"best.bin", "models/best.bin", "a/b/best.bin", "best.bin/x"},
       {"best.bin2", "abest.bin", "best/bin", "bestxbin"}},
      {"*.pth", {"a.pth", "x/y/.pth", "runs.pth/deep/er"}, {"a.pth2", "apth", "pth"}},
      {"?.py", {"a.py", "x/b.py", "\xC3\xA9.py", "\xFF.py", "\xE2\x82\xAC.py"}, {"ab.py", ".py", "a/.py"}},
      // a '/' in front or between: from the root
      {"/best.bin", {"best.bin", "best.bin/x"}, {"models/best.bin"}},
      {"models/*.bin", {"models/a.bin", "models/a.bin/x"}, {"a/models/a.bin", "models/x/a.bin"}},
      {"models/best", {"models/best", "models/best/x"}, {"x/models/best", "models/best2"}},
      // a '/' at the end: folders only
      {"runs/", {"runs/x", "a/runs/x/y"}, {"runs", "a/runs", "xruns/a"}},
      {"/runs/", {"runs/x"}, {"runs", "a/runs/x"}},
      {"a/*/", {"a/b/c"}, {"a/b", "x/a/b/c"}},
      // `**`
      {"**/logs", {"logs", "a/logs", "a/b/logs/x"}, {"alogs", "a/logsx"}},
      {"a/**", {"a/b", "a/b/c"}, {"a", "b/a/c"}},
      {"a/**/z", {"a/z", "a/b/z", "a/b/c/z/y"}, {"az", "a/bz", "x/a/z"}},
      {"**", {"a", "a/b"}, {}},
      {"**/", {"a/b"}, {"a"}},
      {"a/**/", {"a/b/c"}, {"a/b", "a"}},
      {"a**z", {"az", "abz", "x/abz"}, {"za", "a/z", "x/a/b/z"}},
      {"a/**b", {"a/b", "a/xb"}, {"a/x/b"}},
      {"docs/a**/z", {"docs/ab/c/z"}, {"docs/b/z"}},  // as git does, though its manual says otherwise
      // classes
      {"[a-c].x", {"a.x", "d/c.x"}, {"d.x", "-.x"}},
      {"[!a-c].x", {"d.x", "\xC3\xA9.x"}, {"a.x", "/.x"}},
      {"[^a].x", {"b.x"}, {"a.x"}},
      {"[]a].x", {"].x", "a.x"}, {"b.x"}},
      {"[]-].x", {"].x", "-.x"}, {"a.x"}},
      {"[a-].x", {"a.x", "-.x"}, {"b.x"}},
      {"[\\]\\\\].x", {"].x", "\\.x"}, {"a.x"}},
      {"[[:digit:]_]*", {"1a", "_"}, {"a1"}},
      {"[![:alpha:]]", {"1"}, {"a", "Z"}},
      {"[\xC3\xA9\xC3\xA8].x", {"\xC3\xA9.x", "\xC3\xA8.x"}, {"\xC3.x", "e.x"}},
      {"a[/b]c", {"abc"}, {"a/c"}},
      // quoting
      {"\\*.x", {"*.x"}, {"a.x"}},
      {"\\!a", {"!a"}, {"a"}},
      {"a\\{b,c\\}", {"a{b,c}"}, {"ab"}},
      {"\\a.b+(c)$^|", {"a.b+(c)$^|"}, {"axb+(c)$^|"}},
      // braces
      {"*.{pt,pth}", {"a.pt", "b/a.pth"}, {"a.ptx", "a.p"}},
      {"{a,b{c,d}}.x", {"a.x", "bc.x", "bd.x"}, {"b.x", "ac.x"}},
      {"a{,.bak}", {"a", "a.bak"}, {"a.b"}},
      {"{models,data/raw}", {"models", "x/models", "data/raw"}, {"x/data/raw"}},
      {"[{]a", {"{a"}, {"a"}},
      {"{[,}],x}", {",", "}", "x"}, {"[", ",]"}},
      // bytes that are no UTF-8, and line feeds, are characters like others
      {"*.log", {"a\xFF\n.log"}, {}},
      {"a\xFF*",
       {"a\xFF"
        "b"},
       {"a\xFE"}},
      {"exp/*", {"exp/vit", "exp/vit/2"}, {"exp", "feature/exp/x", "expx/a"}},
  };
  for (const Case& c : cases) {
    const GlobSet set = globs({c.glob});
    for (const auto& path : c.in) EXPECT_TRUE(set.matches(path)) << c.glob << " should match " << path;
    for (const auto& path : c.out) EXPECT_FALSE(set.matches(path)) << c.glob << " should not match " << path;
    expect_portable(c);
  }
}

TEST(Glob, FoldedLettersMatchInEitherCase) {
  const GlobSet set = globs({"*.PTH", "[a-c]1", "/\xC3\x84rger/x", "Runs/[!X]"}, true);
  for (const char* path : {"a.pth", "b.PtH", "B1", "c1", "\xC3\xA4RGER/x", "\xC3\x84rger/X", "rUNS/y"})
    EXPECT_TRUE(set.matches(path)) << path;
  for (const char* path : {"a.pt", "d1", "\xE3\x84rger/x", "runs/x"}) EXPECT_FALSE(set.matches(path)) << path;
  EXPECT_FALSE(globs({"*.PTH"}).matches("a.pth"));
}

TEST(Glob, NegationTakesBackWhatEarlierGlobsMatched) {
  const GlobSet set = globs({"data/", "!data/README.md", "*.csv", "!x.{csv,tsv}", "/x.csv"});
  EXPECT_TRUE(set.matches("data/a.bin"));
  EXPECT_FALSE(set.matches("data/README.md"));
  EXPECT_FALSE(set.matches("a/x.csv"));
  EXPECT_TRUE(set.matches("x.csv"));
  EXPECT_EQ(set.last_match("x.csv"), 4);
  EXPECT_EQ(set.last_match("a/x.csv"), -1);
  EXPECT_EQ(set.last_match("data/a"), 0);
  EXPECT_EQ(set.last_match("data/a.csv"), 2);
  EXPECT_EQ(set.last_match("src/a.py"), -1);
  EXPECT_FALSE(globs({"!a"}).matches("a"));
}

TEST(Glob, APathWithoutNamesIsReadWithoutHarm) {
  for (const char* glob : {"a/", "a", "/a/b/", "a*b/", "[ab]/", "**/a/", "a/**", "{a,b/c}/"})
    EXPECT_FALSE(globs({glob}).matches("") || globs({glob}, true).in("").matches("")) << glob;
}

TEST(Glob, AnEmptySetMatchesNothing) {
  const GlobSet set = globs({});
  EXPECT_TRUE(set.empty());
  EXPECT_TRUE(GlobSet().empty());
  EXPECT_FALSE(set.matches("a"));
  EXPECT_EQ(set.last_match("a"), -1);
  EXPECT_FALSE(set.may_match_below(""));
  EXPECT_FALSE(globs({"a"}).empty());
}

TEST(Glob, WhatCannotBeReadIsAnErrorThatSaysWhy) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "is empty"},
      {"!", "is empty"},
      {"/", "is empty"},
      {"{,a}", "is empty"},
      {"[abc", "`[` is not closed"},
      {"[]", "`[` is not closed"},
      {"a[!]", "`[` is not closed"},
      {"{a,b", "`{` is not closed"},
      {"{a,{b,c}", "`{` is not closed"},
      {"{a}", "needs a comma"},
      {"{1..3}", "needs a comma"},
      {"a\\", "ends in a backslash"},
      {"a//b", "two `/` in a row"},
      {"//", "is empty"},
      {"./a", "has no `.`"},
      {"a/../b", "has no `..`"},
      {"a\\/b", "cannot be quoted"},
      {"[z-a]", "runs backwards"},
      {"[/]", "cannot match anything"},
      {"[[:letter:]]", "not a class of characters"},
      {"[\xC3\xA4-\xC3\xBC]", "goes beyond ASCII"},
      {"[!\xC3\xA4]", "can exclude ASCII"},
      {"{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", "more than 1000 globs"},
      {std::string(5000, 'a'), "longer than 4096 bytes"},
      {std::string(4000, '{'), "`{` is not closed"},
  };
  for (const auto& [glob, part] : cases) {
    const auto set = GlobSet::compile({"*.ok", glob});
    ASSERT_FALSE(set) << glob;
    EXPECT_NE(english(set.error().message).find(part), std::string::npos)
        << glob << ": " << set.error().message;
    EXPECT_NE(english(set.error().message).find("`" + glob + "`"), std::string::npos)
        << "does not name " << glob;
  }
}

TEST(Glob, ManyAndLongGlobsStillMatch) {
  std::vector<std::string> many;
  for (int i = 0; i < 3000; ++i) many.push_back("**/folder" + std::to_string(i) + "/*.{a,b}");
  const GlobSet set = globs(many);
  EXPECT_TRUE(set.matches("x/folder2999/y.b"));
  EXPECT_FALSE(set.matches("x/folder3000/y.b"));
  EXPECT_EQ(set.last_match("folder7/y.a"), 7);

  for (int i = 0; i < 20; ++i) many.insert(many.end(), many.begin(), many.begin() + 3000);
  EXPECT_FALSE(GlobSet::compile(many));
}

TEST(Glob, AWallOfStarsEndsQuickly) {
  std::string stars;
  for (int i = 0; i < 60; ++i) stars += "*a";
  const GlobSet set = globs({stars + "b"});
  EXPECT_FALSE(set.matches(std::string(100'000, 'a')));
  EXPECT_TRUE(set.matches(std::string(100'000, 'a') + "b"));
}

TEST(Glob, FoldersThatCanHoldNoMatchAreKnown) {
  const GlobSet set = globs({"configs/*.yaml", "/a/b/c", "!zoo", "{x/1,y}/*"});
  for (const char* open :
       {"", "configs", "configs/a.yaml", "a", "a/b", "a/b/c", "a/b/c/d", "x", "x/1", "x/1/2", "y"})
    EXPECT_TRUE(set.may_match_below(open)) << open;
  for (const char* shut : {"src", "config", "configs2", "configs/deep", "a/c", "zoo", "x/2"})
    EXPECT_FALSE(set.may_match_below(shut)) << shut;
  EXPECT_TRUE(globs({"*.pth"}).may_match_below("any/where"));
  EXPECT_TRUE(globs({"runs/"}).may_match_below("any/where"));
  EXPECT_TRUE(globs({"Configs/*.yaml"}, true).may_match_below("cONFIGS"));
  EXPECT_TRUE(globs({"\xC3\x84/x"}, true).may_match_below("\xC3\xA4"));
}

TEST(Glob, FoldersThatLieTooDeepAreKnown) {
  const GlobSet set = globs({"/*/Docker*", "/*.py", "/a/*/c/"});
  for (const char* open : {"", "x", "x/Dockerfile", "x/Dockerfile/y/z", "x.py/y", "a/b", "a/b/c/d"}) {
    EXPECT_TRUE(set.may_match_below(open)) << open;
  }
  for (const char* shut : {"x/y", "x/y/Dockerfile", "x/docker", "a/b/d", "a/b/d/c"})
    EXPECT_FALSE(set.may_match_below(shut)) << shut;
  EXPECT_TRUE(set.in("x/y").empty());
  EXPECT_FALSE(set.in("x/Dockerfile").empty());
}

TEST(Glob, FoldersWhoseOwnFilesCannotMatchAreKnown) {
  const GlobSet set = globs({"**/{conf,configs}/**/*.yaml", "/params.yaml", "a/*/b/c?.py", "!zoo/x"});
  for (const char* open : {"", "configs", "src/conf", "src/conf/deep", "a/x/b", "a/b"})
    EXPECT_FALSE(set.in(open).empty()) << open;
  for (const char* shut : {"src", "src/config", "a", "a/x", "b/a", "zoo"})
    EXPECT_TRUE(set.in(shut).empty()) << shut;
  EXPECT_FALSE(globs({"*.pth"}).in("any/where").empty());
  EXPECT_FALSE(globs({"**/Configs/*.yaml"}, true).in("x/cONFIGS").empty());
  EXPECT_FALSE(globs({"**/\xC3\x84/x"}, true).in("\xC3\xA4").empty());
  EXPECT_TRUE(GlobSet().in("").empty());
}

TEST(Glob, SetsOfTheSameGlobsAreTheSame) {
  EXPECT_TRUE(globs({"a", "b"}).same_as(globs({"a", "b"})));
  EXPECT_FALSE(globs({"a", "b"}).same_as(globs({"b", "a"})));
  EXPECT_FALSE(globs({"a"}).same_as(globs({"a"}, true)));
  EXPECT_FALSE(globs({"a"}).same_as(GlobSet()));
  EXPECT_TRUE(GlobSet().same_as(GlobSet()));
}

TEST(Glob, NamesOfOneGlobAreNotThoseOfAnother) {
  const GlobSet set = globs({"**/conf/**/*.py", "*.gin", "/*.json"});
  EXPECT_TRUE(set.in("src/conf/a").matches("src/conf/a/x.py"));
  EXPECT_FALSE(set.in("src/a").matches("src/a/x.py"));
  EXPECT_TRUE(set.in("src/a").matches("src/a/x.gin"));
  EXPECT_TRUE(set.in("").matches("x.json"));
  EXPECT_FALSE(set.in("src").matches("src/x.json"));
  EXPECT_TRUE(globs({"*.PTH"}, true).in("a").matches("a/x.pth"));
  EXPECT_FALSE(GlobSet().in("a").matches("a/x"));
}

TEST(Glob, NamesThatEndOtherwiseAreToldTogether) {
  const auto ending_in = [](std::initializer_list<const char*> tails) {
    NameEnds ends;
    for (const char* tail : tails) ends.add(tail);
    return ends;
  };
  const GlobSet set = globs({"**/conf/**/*.py", "*.gin", "!*.json", "docs/*"});
  EXPECT_FALSE(set.in("src").may_hold(ending_in({"a.py", "b.txt"})));
  EXPECT_TRUE(set.in("src").may_hold(ending_in({"a.py", "b.gin"})));
  EXPECT_TRUE(set.in("src/conf").may_hold(ending_in({"a.py"})));
  EXPECT_TRUE(set.in("docs").may_hold(ending_in({"anything at all"})));
  EXPECT_TRUE(set.in("docs/deep").may_hold(ending_in({"anything at all"})));
  EXPECT_TRUE(globs({"*.PTH"}, true).in("").may_hold(ending_in({"x.pth"})));
  EXPECT_TRUE(globs({"*.pth"}, true).in("").may_hold(ending_in({"x.PTH"})));
}

// A file is judged in its folder as it is by its whole path.
TEST(Glob, InItsFolderAFileIsJudgedAsByItsPath) {
  std::mt19937 random(20261130);
  const auto pick = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
  int matched = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<std::string> list;
    for (unsigned i = 0; i <= random() % 4; ++i) {
      std::string glob = pick({"", "", "", "!"}) + pick({"", "", "/"});
      for (unsigned j = 0; j <= random() % 3; ++j)
        glob += (j == 0 ? "" : "/") + pick({"a", "b", "A", "*", "**", "[ab]", "{a,b/a}", "?", "a*", "*b",
                                            "a*b", "b*a", "{a*,*b}", "a**b", "a?b*"});
      list.push_back(glob + pick({"", "", "", "/"}));
    }
    const GlobSet set = globs(list, random() % 4 == 0);
    std::string path;
    for (unsigned i = 0; i <= random() % 4; ++i)
      path += (i == 0 ? "" : "/") + pick({"a", "b", "A", "ab", "ba", "aab"});
    const GlobSet::Folder folder = set.in(path.substr(0, path.find('/') == path.npos ? 0 : path.rfind('/')));
    NameEnds ends;
    ends.add(path);
    const bool is_in = set.matches(path);
    matched += is_in ? 1 : 0;
    ASSERT_EQ(folder.matches(path), is_in) << list.front() << " " << list.back() << " " << path;
    if (is_in) {
      ASSERT_FALSE(folder.empty()) << path;
      ASSERT_TRUE(folder.may_hold(ends)) << list.front() << " " << path;
    }
  }
  EXPECT_GT(matched, 2'000);
}

// The promise of may_match_below, tried on random globs and paths over a small alphabet.
TEST(Glob, NoMatchHidesInAFolderThatIsCalledEmpty) {
  std::mt19937 random(20240229);
  const auto pick = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
  int matched = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string glob = pick({"", "", "/"});
    std::string path;
    for (unsigned i = 0; i <= random() % 3; ++i)
      glob +=
          (i == 0 ? "" : "/") + pick({"a", "b", "A", "*", "**", "[ab]", "{a,b/a}", "?", "a*", "*b", "a*b"});
    glob += pick({"", "", "/"});
    for (unsigned i = 0; i <= random() % 4; ++i) path += (i == 0 ? "" : "/") + pick({"a", "b", "A", "ab"});
    const GlobSet set = globs({glob}, random() % 2 == 0);
    if (!set.matches(path)) continue;
    ++matched;
    for (std::size_t end = path.rfind('/'); end != path.npos;
         end = end == 0 ? path.npos : path.rfind('/', end - 1))
      EXPECT_TRUE(set.may_match_below(path.substr(0, end))) << glob << " " << path;
    EXPECT_TRUE(set.may_match_below(""));
  }
  EXPECT_GT(matched, 1'000);
}

// The first paths are looked at without the automaton, where that does: it changes no answer.
TEST(Glob, TheFirstPathsAreJudgedLikeTheLast) {
  std::mt19937 random(20261126);
  const auto pick = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
  constexpr int kUntilTheAutomatonIsBuilt = 256;
  int matched = 0;
  for (int round = 0; round < 2'000; ++round) {
    std::vector<std::string> list;
    for (unsigned i = 0; i <= random() % 3; ++i) {
      std::string glob = pick({"", "", "/", "!"});
      for (unsigned part = 0; part <= random() % 3; ++part)
        glob += (part == 0 ? "" : "/") +
                pick({"a",      "b",     "A",       "*",        "**",  "[ab]",    "{a,b/a}", "a*",
                      "*B",     "*.Pt",  "é",       "*é",       "*éa", "*a",      "a**b",    "*a[bB]",
                      "*aB*x*", "*é[a]", "*.p[tx]", "a*b**ab?", "*k",  "[ab]ab/*"});
      list.push_back(glob + pick({"", "", "/"}));
    }
    const bool fold_case = random() % 2 == 0;
    const GlobSet warm = globs(list, fold_case);
    for (int i = 0; i < kUntilTheAutomatonIsBuilt; ++i) (void)warm.matches("x");
    for (int i = 0; i < 20; ++i) {
      std::string path;
      for (unsigned part = 0; part <= random() % 4; ++part)
        path += (part == 0 ? "" : "/") + pick({"a", "b", "A", "ab", "aB", "x.pt", "x.PT", "é", "aÉ", "éA",
                                               "yaBzx", "bab", "éAa", "x\u212A", "xK"});
      const GlobSet cold = globs(list, fold_case);
      matched += warm.matches(path) ? 1 : 0;
      EXPECT_EQ(cold.matches(path), warm.matches(path)) << list.front() << " " << path;
      EXPECT_EQ(globs(list, fold_case).last_match(path), warm.last_match(path))
          << list.front() << " " << path;
    }
  }
  EXPECT_GT(matched, 1'000);
}

TEST(Glob, ThreadsMayShareASet) {
  const GlobSet set = globs({"**/*.pth", "!keep/*"});
  std::vector<std::thread> threads;
  std::array<int, 4> matched{};
  for (int& count : matched)
    threads.emplace_back([&set, &count] {
      for (int i = 0; i < 1'000; ++i) count += set.matches("a/" + std::to_string(i) + ".pth") ? 1 : 0;
    });
  for (auto& thread : threads) thread.join();
  for (const int count : matched) EXPECT_EQ(count, 1'000);
}

TEST(Globs, KnowsWhatItIsMadeOf) {
  const std::vector<std::string> list{"a", "!b"};
  EXPECT_TRUE(globs(list).is_of(list));
  EXPECT_FALSE(globs(list, true).is_of(list));
  EXPECT_FALSE(globs({"a"}).is_of(list));
  EXPECT_TRUE(GlobSet().is_of({}));
  EXPECT_FALSE(GlobSet().is_of(list));
}

TEST(GlobSet, ACopyOutlivesWhatItWasCopiedFrom) {
  GlobSet copy;
  {
    const GlobSet original = *GlobSet::compile({"configs/**"});
    copy = original;
    EXPECT_TRUE(copy.same_as(original));
  }
  EXPECT_TRUE(copy.matches("configs/a.yaml"));
  EXPECT_FALSE(copy.matches("a.yaml"));
}

}  // namespace
}  // namespace expgate::text
