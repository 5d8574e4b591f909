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
  if (!files) return "error: " + files.error().message;
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

TEST(Introduced, AFolderIsAFolderWhateverItsPermissions) {
  TemporaryRepository real;
  const auto repository = real.open();
  const Oid inner = tree_of(real, *repository, {"best.pth"});
  std::string raw = "40755 d";
  raw += '\0';
  raw.append(reinterpret_cast<const char*>(inner.bytes.data()), inner.bytes.size());
  const std::string hex = real.git({"hash-object", "-t", "tree", "-w", "--stdin", "--literally"}, raw);
  const Oid outer = Oid::parse(hex.substr(0, 40)).value();
  EXPECT_EQ(paths(repository->changed(outer, {})), "d/best.pth");
  EXPECT_EQ(paths(repository->files(outer, *text::GlobSet::compile({"*.pth"}))), "d/best.pth");
  const auto found = repository->file(outer, "d/best.pth");
  ASSERT_TRUE(found);
  EXPECT_TRUE(*found);
}

}  // namespace
}  // namespace expgate::git
