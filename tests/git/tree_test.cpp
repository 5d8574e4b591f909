#include <algorithm>

#include <gtest/gtest.h>

#include "support/temporary_repository.h"

namespace expgate::git {
namespace {

using test::TemporaryRepository;

// One commit with these files, all of the same content.
Oid tree_of(TemporaryRepository& real, git::Repository& repository, const std::vector<std::string>& paths) {
  std::string stream = "commit refs/import/x\nmark :1\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\n";
  for (const std::string& path : paths) stream += "M 100644 inline " + path + "\ndata 1\ny\n";
  return repository.commit(real.import(stream + "\n").at(1))->tree;
}

std::string paths(const Result<std::vector<File>>& files) {
  if (!files) return "error: " + english(files.error().message);
  std::string text;
  for (const File& file : *files) text += (text.empty() ? "" : " ") + file.path;
  return text;
}

TEST(ListFiles, IsWhatTheGlobsMatchInTheWholeTree) {
  TemporaryRepository real;
  const auto repository = real.open();
  const std::vector<std::string> all{
      "a.py",       "conf/a.yaml", "conf/deep/b.yml", "conf/x.yaml/inside.txt", "src/conf/c.yaml",
      "train.toml", "z/train.toml"};
  const Oid tree = tree_of(real, *repository, all);
  const std::vector<std::vector<std::string>> sets{{"**/conf/**/*.{yaml,yml}", "/train.toml"},
                                                   {"conf/"},
                                                   {"*.py"},
                                                   {"**"},
                                                   {"/src/**"},
                                                   {"nothing"},
                                                   {"*", "!*.toml"}};
  for (const auto& globs : sets) {
    const auto wanted = text::GlobSet::compile(globs);
    ASSERT_TRUE(wanted);
    std::string expected;
    for (const std::string& path : all)
      if (wanted->matches(path)) expected += (expected.empty() ? "" : " ") + path;
    EXPECT_EQ(paths(repository->files(tree, *wanted)), expected) << globs.front();
  }
}

TEST(Introduced, FoldersThatAreTheSameAreNotOpened) {
  TemporaryRepository real;
  const auto repository = real.open();
  const Oid before = tree_of(real, *repository, {"a.py", "same/x", "other/y"});
  const Oid after = tree_of(real, *repository, {"a.py", "same/x", "other/y", "other/z", "new/w", "a.py2"});
  EXPECT_EQ(paths(repository->changed(after, before)), "a.py2 new/w other/z");
  EXPECT_EQ(paths(repository->changed(before, after)), "");
  EXPECT_EQ(paths(repository->changed(before, {})), "a.py other/y same/x");
}

struct Entry {
  const char* mode;
  std::string name;
  Oid oid;
};

// A tree of just these bytes, whatever git thinks of it.
Oid raw_tree(TemporaryRepository& real, const std::vector<Entry>& entries) {
  std::string raw;
  for (const Entry& entry : entries) {
    raw += entry.mode + (" " + entry.name) + '\0';
    raw.append(entry.oid.raw());
  }
  const std::string hex = real.git({"hash-object", "-t", "tree", "-w", "--stdin", "--literally"}, raw);
  return Oid::parse(hex.substr(0, 40)).value();
}

Oid blob(TemporaryRepository& real, const std::string& content) {
  return Oid::parse(real.git({"hash-object", "-w", "--stdin"}, content).substr(0, 40)).value();
}

// What a commit of that tree introduces: paths, in brackets those that are names only, with what is said of
// them.
std::string introduced(TemporaryRepository& real, git::Repository& repository, const Oid& tree,
                       const std::vector<Oid>& parent_trees = {}) {
  std::vector<std::string> command{"commit-tree", "-m", "x", tree.hex()};
  const std::vector<std::string> identity{"-c", "user.name=A", "-c", "user.email=a@b"};
  for (const Oid& parent : parent_trees) {
    std::vector<std::string> make = identity;
    make.insert(make.end(), {"commit-tree", "-m", "x", parent.hex()});
    command.insert(command.end(), {"-p", real.git(make).substr(0, 40)});
  }
  command.insert(command.begin(), identity.begin(), identity.end());
  const auto commit = repository.commit(Oid::parse(real.git(command).substr(0, 40)).value());
  const auto files = repository.introduced(*commit);
  if (!files) return "error: " + english(files.error().message);
  std::string text;
  for (const File& file : *files) {
    constexpr const char* kFlaws[] = {"", " duplicate", " unsorted", " slash", " padded"};
    const std::string path = file.path.empty() ? "''" : file.path;
    text += (text.empty() ? "" : ", ") + (file.is_name_only ? "(" + path + ")" : path) +
            kFlaws[static_cast<int>(file.flaw)] +
            (file.case_collision.empty() ? "" : " like " + file.case_collision);
  }
  return text;
}

TEST(Introduced, AFolderIsAFolderWhateverItsPermissions) {
  TemporaryRepository real;
  const auto repository = real.open();
  const Oid inner = tree_of(real, *repository, {"best.pth"});
  const Oid outer = raw_tree(real, {{"40755", "d", inner}});
  EXPECT_EQ(paths(repository->changed(outer, {})), "d/best.pth");
  EXPECT_EQ(paths(repository->files(outer, *text::GlobSet::compile({"*.pth"}))), "d/best.pth");
  const auto found = repository->file(outer, "d/best.pth");
  ASSERT_TRUE(found);
  EXPECT_TRUE(*found);
  EXPECT_EQ(introduced(real, *repository, outer), "d/best.pth, (d)") << "whose mode is judged too";
}

TEST(Introduced, AModeWithAZeroInFrontIsToldWhereItIsNew) {
  TemporaryRepository real;
  const auto repository = real.open();
  const Oid one = blob(real, "1");
  const Oid plain = raw_tree(real, {{"100644", "a", one}});
  const Oid padded = raw_tree(real, {{"0100644", "a", one}});
  EXPECT_EQ(introduced(real, *repository, padded), "a padded");
  EXPECT_EQ(introduced(real, *repository, raw_tree(real, {{"040000", "d", plain}})), "d/a, (d) padded");
  EXPECT_EQ(introduced(real, *repository, padded, {plain}), "") << "the file itself is what it was";
  EXPECT_EQ(
      introduced(real, *repository, raw_tree(real, {{"0100644", "a", one}, {"100644", "b", one}}), {padded}),
      "b");
  EXPECT_EQ(introduced(real, *repository, raw_tree(real, {{"0", "a", one}})), "a") << "the whole mode";
}

TEST(Introduced, OfAMalformedTreeEachEntryIsWalked) {
  TemporaryRepository real;
  const auto repository = real.open();
  const Oid good = blob(real, "good");
  const Oid bad = blob(real, "bad");
  const Oid folder = tree_of(real, *repository, {"best.pth"});
  const Oid parent = raw_tree(real, {{"100644", "a", good}, {"100644", "c", good}});
  struct Case {
    std::vector<Entry> entries;
    const char* from_nothing;
    const char* from_parent;
  };
  const std::vector<Case> cases{
      {{{"100644", "a", good}, {"100644", "a", bad}, {"100644", "c", good}},
       "a, a duplicate, c",
       "a duplicate"},
      {{{"100644", "a", bad}, {"100644", "a", good}, {"100644", "c", good}},
       "a, a duplicate, c",
       "a, a duplicate"},
      {{{"100644", "a", good}, {"100644", "a", good}, {"100644", "c", good}},
       "a, a duplicate, c",
       "a duplicate"},
      {{{"100644", "a", good}, {"100644", "z", bad}, {"100644", "c", good}},
       "a, z, c unsorted",
       "z, c unsorted"},
      {{{"100644", "c", good}, {"100644", "a", good}}, "c, a unsorted", "a unsorted"},
      {{{"40000", "d", folder}, {"40000", "d", folder}},
       "d/best.pth, d/best.pth, (d) duplicate",
       "d/best.pth, d/best.pth, (d) duplicate"},
      {{{"40000", "d", folder}, {"100644", "a", bad}}, "d/best.pth, a unsorted", "d/best.pth, a unsorted"},
      {{{"100644", "a", good}, {"100644", "a.b", bad}, {"40000", "a", folder}},
       "a, a.b, a/best.pth, (a) duplicate",
       "a.b, a/best.pth, (a) duplicate"},
      {{{"100644", "", bad}, {"100644", "a", good}}, "'', a", "''"},
      {{{"40000", "", folder}}, "/best.pth", "/best.pth"},
      {{{"40000", "..", folder}, {"40000", ".git", folder}},
       "../best.pth, .git/best.pth",
       "../best.pth, .git/best.pth"},
      {{{"100644", "a/b", bad}, {"40000", "d/e", folder}},
       "a/b slash, d/e/best.pth, (d/e) slash",
       "a/b slash, d/e/best.pth, (d/e) slash"},
      {{{"40000", "empty", tree_of(real, *repository, {})}}, "(empty)", "(empty)"},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Oid tree = raw_tree(real, cases[i].entries);
    EXPECT_EQ(introduced(real, *repository, tree), cases[i].from_nothing) << i;
    EXPECT_EQ(introduced(real, *repository, tree, {parent}), cases[i].from_parent) << i;
    EXPECT_EQ(introduced(real, *repository, tree, {tree}), "") << i;
  }
}

TEST(Introduced, AFolderWithASlashInItsNameIsNotTheFolderInFrontOfTheSlash) {
  TemporaryRepository real;
  const auto repository = real.open();
  const Oid folder = tree_of(real, *repository, {"x"});
  const Oid parent = raw_tree(real, {{"40000", "a", folder}});
  const Oid longer = raw_tree(real, {{"40000", "a/checkpoints", folder}});
  EXPECT_EQ(introduced(real, *repository, longer, {parent}), "a/checkpoints/x, (a/checkpoints) slash");
  EXPECT_EQ(introduced(real, *repository, parent, {longer}), "a/x");
  const Oid both = raw_tree(real, {{"40000", "a", folder}, {"40000", "a/checkpoints", folder}});
  EXPECT_EQ(introduced(real, *repository, both, {parent}), "a/checkpoints/x, (a/checkpoints) slash");
  EXPECT_EQ(introduced(real, *repository, both, {longer}), "a/x");
}

TEST(Introduced, ATreeThatEndsTooEarlyIsAnError) {
  TemporaryRepository real;
  const auto repository = real.open();
  const Oid whole = tree_of(real, *repository, {"a", "b"});
  const std::string bytes = real.git({"cat-file", "tree", whole.hex()});
  for (std::size_t length = 1; length < bytes.size(); ++length) {
    if (length == bytes.size() / 2) continue;  // one whole entry
    const std::string hex =
        real.git({"hash-object", "-t", "tree", "-w", "--stdin", "--literally"}, bytes.substr(0, length));
    const Oid cut = Oid::parse(hex.substr(0, 40)).value();
    EXPECT_NE(introduced(real, *repository, cut).find("is damaged"), std::string::npos) << length;
    EXPECT_NE(introduced(real, *repository, cut, {whole}).find("is damaged"), std::string::npos) << length;
  }
}

TEST(Introduced, NamesThatDifferInCaseOrSpellingAlone) {
  TemporaryRepository real;
  const auto repository = real.open();
  const auto tree = [&](const std::vector<std::string>& paths) { return tree_of(real, *repository, paths); };
  struct Case {
    std::vector<std::string> files;
    std::vector<std::vector<std::string>> parents;
    const char* expected;
  };
  const std::vector<Case> cases{
      {{"A.py", "a.py"}, {}, "A.py, a.py like A.py"},
      {{"A.py", "a.py"}, {{"A.py"}}, "a.py like A.py"},
      {{"A.py", "a.py"}, {{"a.py"}}, "A.py like a.py"},
      {{"A.py", "a.py", "b"}, {{"A.py", "a.py"}}, "b"},
      {{"a.py"}, {{"A.py"}}, "a.py"},
      {{"caf\u00E9", "cafe\u0301"}, {{"caf\u00E9"}}, "cafe\u0301 like caf\u00E9"},
      {{"caf\u00E9", "CAFE\u0301"}, {{"caf\u00E9"}}, "CAFE\u0301 like caf\u00E9"},
      {{"\u212A.py", "k.py"}, {{"\u212A.py"}}, "k.py like \u212A.py"},  // the sign for kelvin
      {{"k.py", "\u212A.py"}, {{"k.py"}}, "\u212A.py like k.py"},
      {{"a\u200Bb", "ab"}, {{"ab"}}, "a\u200Bb like ab"},
      {{"\uFF41.py", "a.py"}, {{"a.py"}}, "\uFF41.py like a.py"},  // full width is the same to people
      {{"\uFF41\uFF0Fb", "a/b"}, {{"a/b"}}, "\uFF41\uFF0Fb"},      // save the slash
      {{"x\u00B2", "x2"}, {{"x2"}}, "x\u00B2"},
      {{"d/A/x", "d/a/y"}, {{"d/A/x"}}, "d/a/y, (d/a) like d/A"},
      {{"Makefile", "makefile/x"}, {{"Makefile"}}, "makefile/x, (makefile) like Makefile"},
      {{"A/x", "a/y", "a/z"}, {{"A/x", "a/y"}}, "a/z"},
      {{"A", "a/x"}, {{"A", "a"}}, "a/x"},  // they were like each other before
      {{"A", "a"}, {{"A/x", "a"}}, "A"},
      {{"A/x", "a/x"}, {{"A", "a"}}, "A/x, a/x"},
      {{"A", "a/x"}, {{"A", "b"}, {"B", "a"}}, "a/x, (a) like A"},
      {{"A", "a/x"}, {{"A"}, {"A", "a"}}, "a/x"},
      {{"A", "a/x", "\uFF41"}, {{"A", "a"}}, "a/x, \uFF41 like A"},
      {{"A.py", "a.py"}, {{"A.py"}, {"a.py"}}, "(a.py) like A.py"},
      {{"A.py", "a.py"}, {{"A.py", "a.py"}, {"a.py"}}, ""},
      {{"A.py", "a.py", "b"}, {{"A.py", "b"}, {"A.py", "a.py"}}, ""},
      {{"d/A/x", "d/a/y"}, {{"d/A/x"}, {"d/a/y"}}, "(d/a) like d/A"},
      {{"A", "a", "b"}, {{"A"}, {"a"}, {"b"}}, "(a) like A"},
      {{"A", "a"}, {{"A"}, {"A"}}, "a like A"},
      {{"A", "B", "a", "c"}, {{"A", "B", "c"}, {"B", "a", "c"}}, "(a) like A"},
      {{"A", "B", "a", "c"}, {{"B", "a", "c"}, {"A", "B", "c"}}, "(a) like A"},
      {{"A", "B", "a", "c", "d"}, {{"B", "a", "c"}, {"A", "B", "c"}}, "d, (a) like A"},
      {{"README", "Readme", "readme"}, {{"README"}}, "Readme like README, readme like README"},
  };
  for (const Case& each : cases) {
    std::vector<Oid> parents;
    for (const auto& files : each.parents) parents.push_back(tree(files));
    std::string what;
    for (const std::string& file : each.files) what += file + " ";
    EXPECT_EQ(introduced(real, *repository, tree(each.files), parents), each.expected) << what;
  }
}

TEST(Introduced, ThousandsOfNamesThatAreAlikeAreNoTrouble) {
  TemporaryRepository real;
  const auto repository = real.open();
  constexpr int kLetters = 13;
  std::vector<std::string> names;
  for (int bits = 0; bits < 1 << kLetters; ++bits) {
    std::string name;
    for (int i = 0; i < kLetters; ++i) name += (bits >> i & 1) != 0 ? 'A' : 'a';
    names.push_back(name);
  }
  const auto files = repository->changed(tree_of(real, *repository, names), {});
  ASSERT_TRUE(files);
  EXPECT_EQ(std::count_if(files->begin(), files->end(),
                          [](const File& file) { return file.case_collision.empty(); }),
            1);
}

TEST(Introduced, TellsWhatWasThereBefore) {
  TemporaryRepository real;
  const auto repository = real.open();
  const Oid one = blob(real, "1");
  const Oid two = blob(real, "2");
  const Oid before = raw_tree(real, {{"100644", "a", one}, {"120000", "b", one}});
  const Oid after = raw_tree(real, {{"100755", "a", one}, {"100644", "b", two}, {"100644", "c", one}});
  const auto files = repository->changed(after, before);
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 3U);
  EXPECT_EQ((*files)[0].old_mode, kModeFile);
  EXPECT_EQ((*files)[1].old_mode, kModeSymlink);
  EXPECT_EQ((*files)[2].old_mode, 0U);
}

TEST(Introduced, AFewTreesThatStandForMillionsOfFilesAreNotOpenedToTheEnd) {
  TemporaryRepository real;
  const auto repository = real.open();
  const Oid one = blob(real, "1");
  std::vector<Entry> entries;
  for (char name = 'a'; name < 'a' + 10; ++name) entries.push_back({"100644", std::string(1, name), one});
  Oid tree = raw_tree(real, entries);
  for (int level = 0; level < 4; ++level) {
    for (Entry& each : entries) each = {"40000", each.name, tree};
    tree = raw_tree(real, entries);
  }
  EXPECT_FALSE(repository->changed(raw_tree(real, {{"40000", "a", tree}, {"40000", "b", tree}}), {}))
      << "200,000 files";
}

TEST(Introduced, AFolderOfManyFilesAndSomeCopiesOfItAreNothingOdd) {
  TemporaryRepository real;
  const auto repository = real.open();
  const Oid one = blob(real, "1");
  std::vector<Entry> entries;
  for (int i = 0; i < 60'000; ++i) entries.push_back({"100644", std::to_string(100'000 + i), one});
  const Oid folder = raw_tree(real, entries);
  const auto files =
      repository->changed(raw_tree(real, {{"40000", "a", folder}, {"40000", "b", folder}}), {});
  ASSERT_TRUE(files);
  EXPECT_EQ(files->size(), 120'000U);
}

}  // namespace
}  // namespace expgate::git
