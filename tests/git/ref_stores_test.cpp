#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/strings.h"
#include "git/refs.h"
#include "support/temporary_repository.h"

// Both stores of refs beside `git for-each-ref`, after many changes of each kind that git makes.
namespace expgate::git {
namespace {

struct RepositoryKind {
  const char* object_format;
  const char* ref_format;
};

// The environment in which git makes repositories of a kind, until this goes. Debian's git has no reftables:
// that takes the one that `install.sh --git` builds.
class KindEnvironment {
 public:
  explicit KindEnvironment(const RepositoryKind& kind) : path_(std::getenv("PATH")) {
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const std::string home = cache != nullptr ? cache : std::string(std::getenv("HOME")) + "/.cache";
    const std::string newest = home + "/expgate/git-2.55.0/bin";
    has_git_ = std::filesystem::exists(newest + "/git") || std::string_view(kind.ref_format) == "files";
    if (std::string_view(kind.ref_format) == "reftable") setenv("PATH", (newest + ":" + path_).c_str(), 1);
    setenv("GIT_DEFAULT_HASH", kind.object_format, 1);
    setenv("GIT_DEFAULT_REF_FORMAT", kind.ref_format, 1);
  }
  ~KindEnvironment() {
    setenv("PATH", path_.c_str(), 1);
    unsetenv("GIT_DEFAULT_HASH");
    unsetenv("GIT_DEFAULT_REF_FORMAT");
  }
  KindEnvironment(const KindEnvironment&) = delete;
  KindEnvironment& operator=(const KindEnvironment&) = delete;
  [[nodiscard]] bool has_git() const { return has_git_; }

 private:
  std::string path_;
  bool has_git_ = false;
};

class RefStores : public testing::TestWithParam<RepositoryKind> {};
INSTANTIATE_TEST_SUITE_P(OfEachKind, RefStores,
                         testing::Values(RepositoryKind{"sha1", "files"}, RepositoryKind{"sha256", "files"},
                                         RepositoryKind{"sha1", "reftable"},
                                         RepositoryKind{"sha256", "reftable"}),
                         [](const auto& kind) {
                           return std::string(kind.param.object_format) + "_" + kind.param.ref_format;
                         });

// "refs/heads/main 4f2a…" a line, sorted by name, symbolic refs left out.
std::string ours(Repository& repository) {
  std::vector<std::string> found;
  const Result<void> visited = repository.each_ref({"refs/"}, [&](const Ref& ref) -> Result<void> {
    found.push_back(std::string(ref.name) + " " + ref.target.hex());
    return {};
  });
  if (!visited) return english(visited.error().message);
  std::sort(found.begin(), found.end());
  return join({found.begin(), found.end()}, "\n");
}

std::string gits(test::TemporaryRepository& repository) {
  const std::string listed = repository.git({"for-each-ref", "--format=%(symref) %(refname) %(objectname)"});
  std::vector<std::string> found;
  for (const std::string_view line : lines(listed))
    if (line.starts_with(' ')) found.emplace_back(line.substr(1));
  std::sort(found.begin(), found.end());
  return join({found.begin(), found.end()}, "\n");
}

TEST_P(RefStores, AreReadAsGitReadsThem) {
  const KindEnvironment environment(GetParam());
  if (!environment.has_git()) GTEST_SKIP() << "no git with reftables: run ./install.sh --git";
  test::TemporaryRepository repository;
  setenv("GIT_AUTHOR_NAME", "Ada", 1), setenv("GIT_AUTHOR_EMAIL", "a@b", 1);
  setenv("GIT_COMMITTER_NAME", "Ada", 1), setenv("GIT_COMMITTER_EMAIL", "a@b", 1);
  std::vector<std::string> commits;
  const std::string tree(trim(repository.git({"mktree"})));
  for (int i = 0; i < 5; ++i)
    commits.emplace_back(trim(repository.git({"commit-tree", "-m", "feat: " + std::to_string(i), tree})));
  std::mt19937 random(20260131);  // the same changes each time
  const auto any = [&](std::size_t most) { return random() % most; };
  for (int round = 0; round < 12; ++round) {
    std::map<std::string, std::string> changes;  // a name may come once in a transaction
    for (int i = 0; i < 40; ++i) {
      const std::string name = "refs/heads/b" + std::to_string(any(60)) + (any(4) == 0 ? "-x" : "");
      changes[name] = any(4) == 0 ? "delete " + name + "\n" : "update " + name + " " + commits[any(5)] + "\n";
    }
    std::string transaction;
    for (const auto& [name, change] : changes) transaction += change;
    repository.git({"update-ref", "--stdin"}, transaction);
    repository.git({"tag", "-a", "-f", "-m", "v", "v" + std::to_string(round), commits[any(5)]});
    repository.git({"symbolic-ref", "refs/heads/alias" + std::to_string(any(3)), "refs/heads/b1"});
    if (round % 4 == 1) repository.git({"pack-refs", "--all"});
    const auto opened = repository.open();
    EXPECT_EQ(ours(*opened), gits(repository)) << "round " << round;
    for (const std::string name :
         {"refs/heads/b1", "refs/heads/b2-x", "refs/tags/v0", "refs/heads/alias0", "HEAD"}) {
      std::string says;
      try {
        says = trim(repository.git({"rev-parse", "--verify", "--quiet", "--end-of-options", name}));
      } catch (const std::exception&) {  // there is none
      }
      const Result<std::optional<Oid>> found = opened->resolve(name);
      ASSERT_TRUE(found);
      EXPECT_EQ(*found ? (*found)->hex() : "", says) << name;
    }
  }
}

}  // namespace
}  // namespace expgate::git
