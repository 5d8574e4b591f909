#include "git/refs.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

#include <gtest/gtest.h>

namespace expgate::git {
namespace {

namespace fs = std::filesystem;

// A folder with these refs, gone at the end.
class Refs {
 public:
  Refs() {
    std::string name = (fs::temp_directory_path() / "expgate-refs.XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    fs::create_directories(folder_ + "/refs/heads");
  }
  ~Refs() { fs::remove_all(folder_); }
  Refs(const Refs&) = delete;
  Refs& operator=(const Refs&) = delete;

  void set(const std::string& path, const std::string& text) const {
    std::ofstream(folder_ + "/" + path) << text;
  }
  [[nodiscard]] std::unique_ptr<RefStore> store() const {
    return files_ref_store({folder_ + "/", folder_ + "/"}, ObjectFormat::sha1);
  }
  [[nodiscard]] std::string commit(const std::string& name) const {
    const Result<std::optional<Oid>> oid = store()->resolve(name);
    return !oid ? "error" : *oid ? (*oid)->abbreviated() : "none";
  }
  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] std::string target(const std::string& name) const {
    return store()->symbolic_target(name)->value_or("none");
  }

 private:
  std::string folder_;
};

constexpr const char* kOid = "0123456789012345678901234567890123456789";

TEST(SymbolicTarget, IsWhatGitWouldUpdate) {
  const Refs refs;
  refs.set("refs/heads/main", std::string(kOid) + "\n");
  refs.set("refs/heads/master", "ref: refs/heads/main\n");
  refs.set("refs/heads/old", "ref: refs/heads/master\n");
  refs.set("refs/heads/unborn", "ref:refs/heads/none");
  EXPECT_EQ(refs.target("refs/heads/main"), "none");
  EXPECT_EQ(refs.target("refs/heads/missing"), "none");
  EXPECT_EQ(refs.target("refs/heads/master"), "refs/heads/main");
  EXPECT_EQ(refs.target("refs/heads/old"), "refs/heads/main");
  EXPECT_EQ(refs.target("refs/heads/unborn"), "refs/heads/none");
}

TEST(SymbolicTarget, FollowsNoCircleAndLeavesNoFolder) {
  const Refs refs;
  refs.set("refs/heads/a", "ref: refs/heads/b\n");
  refs.set("refs/heads/b", "ref: refs/heads/a\n");
  refs.set("outside", "ref: refs/heads/a\n");
  EXPECT_NE(refs.target("refs/heads/a"), "none");
  EXPECT_EQ(refs.target("refs/heads/../../outside"), "none");
  EXPECT_EQ(refs.target("refs/heads"), "none");
}

TEST(PackedRefsAt, LooksAtAFewOfMany) {
  const Refs refs;
  std::string packed = "# pack-refs with: peeled fully-peeled sorted \n";
  for (int i = 0; i < 1000; ++i)
    packed += std::string(kOid) + " refs/heads/b" + std::to_string(1000 + i) + "\n";
  refs.set("packed-refs", packed);
  int visited = 0;
  const auto count = [&](const Ref&) -> Result<void> {
    ++visited;
    return {};
  };
  ASSERT_TRUE(refs.store()->each_at(*Oid::parse(kOid), {"refs/heads/"}, count));
  EXPECT_EQ(visited, 64);
  visited = 0;
  ASSERT_TRUE(refs.store()->each({"refs/heads/"}, count));
  EXPECT_EQ(visited, 1000);
}

TEST(SymbolicTarget, FollowsLinksOfTheFileSystemAsGitDoes) {
  const Refs refs;
  refs.set("refs/heads/main", std::string(kOid) + "\n");
  fs::create_symlink("refs/heads/main", refs.folder() + "/refs/heads/alias");
  EXPECT_EQ(refs.target("refs/heads/alias"), "refs/heads/main");
  EXPECT_EQ(refs.commit("refs/heads/alias"), "0123456");
}

TEST(FilesRefStore, FindsOneRefAmongPackedOnes) {
  std::string sorted = "# pack-refs with: peeled fully-peeled sorted \n";
  std::string unsorted = "# pack-refs with: peeled \n";
  for (int i = 100; i < 200; ++i) {
    const std::string number = std::to_string(i);
    const std::string line = number + std::string(kOid).substr(3) + " refs/tags/v" + number + "\n";
    const std::string peeled = i % 2 == 0 ? "^" + std::string(40, 'a') + "\n" : "";
    sorted += line + peeled;
    unsorted = line + peeled + unsorted;
  }
  for (const std::string& text : {sorted, unsorted}) {
    const Refs refs;
    refs.set("packed-refs", text);
    for (int i = 100; i < 200; ++i)
      EXPECT_EQ(refs.commit("refs/tags/v" + std::to_string(i)), std::to_string(i) + "3456");
    for (const char* name :
         {"refs/tags/v", "refs/tags/v099", "refs/tags/v1000", "refs/tags/v2", "refs/zzz/x", "HEAD"})
      EXPECT_EQ(refs.commit(name), "none") << name;
  }
}

TEST(FilesRefStore, PackedRefsThatAreCutOffAreAnError) {
  const std::string whole = "# pack-refs with: peeled fully-peeled sorted \n" + std::string(kOid) +
                            " refs/heads/a\n" + std::string(kOid) + " refs/heads/b\n";
  for (std::size_t length = 46; length < whole.size(); ++length) {
    const Refs refs;
    refs.set("packed-refs", whole.substr(0, length));
    const std::string found = refs.commit("refs/heads/b");
    EXPECT_TRUE(found == "error" || found == "none" || length + 1 == whole.size()) << length << found;
  }
}

TEST(FilesRefStore, AMalformedLineIsNamed) {
  const std::string sorted = "# pack-refs with: peeled fully-peeled sorted \n";
  const std::string good = std::string(kOid) + " refs/heads/a\n";
  struct Case {
    std::string text;
    int line;
  };
  const Case cases[] = {
      {"garbage\n" + good, 1},
      {sorted + good + "garbage\n", 3},
      {sorted + good + std::string(kOid) + " refs/heads/c", 3},
      {sorted + good + "^garbage\n", 3},
      {sorted + good + std::string(kOid) + " refs/heads/c\n" + std::string(kOid) + " refs/heads/b\n", 4},
  };
  for (const Case& it : cases) {
    const Refs refs;
    refs.set("packed-refs", it.text);
    const auto all = refs.store()->each({"refs/"}, [](const Ref&) { return Result<void>(); });
    ASSERT_FALSE(all) << it.text;
    EXPECT_EQ(english(all.error().message),
              "line " + std::to_string(it.line) + " of `packed-refs` is malformed");
  }
  const Refs refs;
  refs.set("packed-refs", sorted + good + "garbage\n");
  const auto one = refs.store()->read("refs/heads/b");
  ASSERT_FALSE(one);
  EXPECT_EQ(english(one.error().message), "line 3 of `packed-refs` is malformed");
}

TEST(FilesRefStore, ALooseRefHidesAPackedOne) {
  const Refs refs;
  refs.set("packed-refs", std::string(40, 'a') + " refs/heads/main\n");
  EXPECT_EQ(refs.commit("refs/heads/main"), "aaaaaaa");
  refs.set("refs/heads/main", std::string(kOid) + "\n");
  EXPECT_EQ(refs.commit("refs/heads/main"), "0123456");
  refs.set("refs/heads/main", "");  // as a crash of the machine leaves it
  EXPECT_EQ(refs.commit("refs/heads/main"), "error");
}

// A named pipe in its place was taken for a ref that is packed.
TEST(FilesRefStore, WhatIsNoFileIsAnError) {
  const Refs refs;
  const std::string oid(40, 'a');
  refs.set("packed-refs", oid + " refs/heads/main\n");
  ASSERT_EQ(::mkfifo((refs.folder() + "/refs/heads/main").c_str(), 0600), 0);
  EXPECT_EQ(refs.commit("refs/heads/main"), "error");
  EXPECT_FALSE(refs.store()->each({"refs/heads/"}, [](const Ref&) { return Result<void>(); }));
  fs::remove(refs.folder() + "/refs/heads/main");
  EXPECT_EQ(refs.commit("refs/heads/main"), "aaaaaaa");
  fs::remove(refs.folder() + "/packed-refs");
  ASSERT_EQ(::mkfifo((refs.folder() + "/packed-refs").c_str(), 0600), 0);
  EXPECT_EQ(refs.commit("refs/heads/main"), "error");
}

TEST(FilesRefStore, ASymbolicRefToNothingIsAnError) {
  for (const char* text : {"ref:", "ref: ", "ref: \n", " ref: refs/heads/a\n"}) {
    const Refs refs;
    refs.set("refs/heads/main", text);
    EXPECT_EQ(refs.commit("refs/heads/main"), "error");
    EXPECT_FALSE(refs.store()->each({"refs/heads/"}, [](const Ref&) { return Result<void>(); }));
  }
}

TEST(FilesRefStore, AnObjectIdOfTheOtherFormatIsAnError) {
  const Refs refs;
  refs.set("refs/heads/main", std::string(64, 'a') + "\n");
  EXPECT_EQ(refs.commit("refs/heads/main"), "error");
}

}  // namespace
}  // namespace expgate::git
