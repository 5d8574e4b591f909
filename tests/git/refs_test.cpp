#include "git/refs.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

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
  [[nodiscard]] std::string folder() const { return folder_ + "/"; }
  [[nodiscard]] std::string target(const std::string& name) const {
    return symbolic_target(folder(), name)->value_or("none");
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
  ASSERT_TRUE(packed_refs_at(refs.folder(), {"refs/heads/"}, *Oid::parse(kOid), count));
  EXPECT_EQ(visited, 64);
  visited = 0;
  ASSERT_TRUE(each_ref(refs.folder(), {"refs/heads/"}, count));
  EXPECT_EQ(visited, 1000);
}

}  // namespace
}  // namespace expgate::git
