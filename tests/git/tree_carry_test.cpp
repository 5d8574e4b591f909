#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "support/temporary_repository.h"

namespace expgate::git {
namespace {

using test::TemporaryRepository;

// Trees as tables: "a=1 d/b=2", a path and what is in the file.
class CarriedTree : public testing::Test {
 protected:
  Oid tree(const std::string& files) {
    EditedFiles edits;
    std::istringstream words(files);
    for (std::string word; words >> word;)
      edits[word.substr(0, word.find('='))] = entry(word.substr(word.find('=') + 1));
    return *repository_->edited_tree(Oid{}, edits);
  }

  FileEntry entry(const std::string& text) {
    return {kModeFile, *repository_->write(ObjectKind::blob, text)};
  }

  std::string shown(const Oid& tree) {
    std::string text;
    if (tree.is_zero()) return "nothing";
    const std::vector<File> files = *repository_->changed(tree, Oid{});
    for (const File& file : files)
      text += (text.empty() ? "" : " ") + file.path + "=" + *repository_->content(file.oid);
    return text;
  }

  // What becomes of the tree, where the parents had trees and have others.
  std::string carried(const std::string& files,
                      const std::vector<std::pair<std::string, std::string>>& parents,
                      const std::map<std::string, std::string>& replaced = {}) {
    std::vector<CarriedParent> trees;
    for (const auto& [before, now] : parents) trees.push_back({tree(before), tree(now)});
    CarriedFiles files_replaced;
    for (const auto& [path, text] : replaced)
      files_replaced[path] = text.empty() ? std::optional<FileEntry>() : entry(text);
    return shown(*repository_->carried_tree(tree(files), trees, files_replaced));
  }

  TemporaryRepository real_;
  std::unique_ptr<Repository> repository_ = real_.open();
};

TEST_F(CarriedTree, WhatAParentLeftOutStaysOut) {
  EXPECT_EQ(carried("a=1 w=big b=2", {{"a=1 w=big", "a=1"}}), "a=1 b=2");
  EXPECT_EQ(carried("a=1 d/w=big d/b=2", {{"a=1 d/w=big", "a=1"}}), "a=1 d/b=2");
  EXPECT_EQ(carried("a=1 d/w=big", {{"a=1 d/w=big", "a=1"}}), "a=1");
}

TEST_F(CarriedTree, WhatIsNotFromAParentStays) {
  EXPECT_EQ(carried("a=1 w=text", {{"a=1 w=big", "a=1"}}), "a=1 w=text");
  EXPECT_EQ(carried("a=1 w=text", {}), "a=1 w=text");
}

TEST_F(CarriedTree, ALeftOutFileKeepsTheParentsVersion) {
  EXPECT_EQ(carried("a=1 w=big", {{"a=1 w=text", "a=1 w=text"}}, {{"w", ""}}), "a=1 w=text");
  EXPECT_EQ(carried("a=1 w=big", {{"a=1", "a=1"}}, {{"w", ""}}), "a=1");
  EXPECT_EQ(carried("d/w=big", {}, {{"d/w", ""}}), "nothing");
}

TEST_F(CarriedTree, AReplacedFileIsReplaced) {
  EXPECT_EQ(carried("d/n=outputs", {{"a=1", "a=1"}}, {{"d/n", "clean"}}), "d/n=clean");
  EXPECT_EQ(carried("d/n=outputs x=1", {{"d/n=outputs", "d/n=clean"}}), "d/n=clean x=1");
}

TEST_F(CarriedTree, AMergeTakesEachFileFromTheParentThatItHasItFrom) {
  EXPECT_EQ(carried("a=1 b=2 w=big", {{"a=1 w=big", "a=1"}, {"b=2", "b=2"}}), "a=1 b=2");
  EXPECT_EQ(carried("a=by-hand", {{"a=ours", "a=clean"}, {"a=theirs", "a=theirs"}}), "a=by-hand");
}

TEST_F(CarriedTree, WhatGotInByAnotherWayStays) {
  EXPECT_EQ(carried("w=big", {{"w=big", ""}, {"w=big", "w=big"}}), "w=big");
}

TEST_F(CarriedTree, WhatTheCommitDeletesStaysDeleted) {
  EXPECT_EQ(carried("a=1", {{"a=1 n=outputs", "a=1 n=clean"}}), "a=1");
}

TEST_F(CarriedTree, AFolderAndAFileOfOneNameAreTwo) {
  EXPECT_EQ(carried("x/a=1 y=2", {{"x=big y=2", "y=2"}}), "x/a=1 y=2");
  EXPECT_EQ(carried("x=1 y=2", {{"x/w=big y=2", "y=2"}}), "x=1 y=2");
}

TEST_F(CarriedTree, NothingChangesWhereNothingWasRewritten) {
  const Oid same = tree("a=1 d/b=2");
  const Oid parent = tree("a=1");
  EXPECT_EQ(*repository_->carried_tree(same, {{parent, parent}}, {}), same);
}

TEST_F(CarriedTree, EditedTreesPutFilesInAndTakeThemOut) {
  const Oid before = tree("a=1 d/b=2");
  EXPECT_EQ(shown(*repository_->edited_tree(before, {{"d/c/e", entry("3")}, {"a", std::nullopt}})),
            "d/b=2 d/c/e=3");
  EXPECT_EQ(shown(*repository_->edited_tree(before, {{"d/b", std::nullopt}})), "a=1");
  EXPECT_EQ(shown(*repository_->edited_tree(before, {{"d", entry("3")}})), "a=1 d/b=2");  // a folder is there
  EXPECT_EQ(shown(*repository_->edited_tree(before, {{"a/x", entry("3")}})), "a=1 d/b=2");  // a file is there
}

TEST_F(CarriedTree, WhatIsKeptIsInTheStore) {
  const Oid kept = tree("a=1 d/b=2");
  const Oid commit = *repository_->write(
      ObjectKind::commit,
      "tree " + kept.hex() + "\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n");
  EXPECT_ANY_THROW(real_.git({"cat-file", "-e", commit.hex()}));
  ASSERT_TRUE(repository_->keep_written({commit}));
  EXPECT_EQ(real_.git({"ls-tree", "-r", "--name-only", commit.hex()}), "a\nd/b\n");
  EXPECT_EQ(real_.git({"fsck", "--strict"}), "dangling commit " + commit.hex() + "\n");
}

}  // namespace
}  // namespace expgate::git
