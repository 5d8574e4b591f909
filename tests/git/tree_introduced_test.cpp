#include <iterator>
#include <map>
#include <random>
#include <set>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "support/temporary_repository.h"

namespace expgate::git {
namespace {

using test::TemporaryRepository;

constexpr int kBlobs = 3;

// Which of three contents each path has.
using Files = std::map<std::string, int>;

// Writes histories for git fast-import.
class Import {
 public:
  Import() {
    for (int blob = 1; blob <= kBlobs; ++blob)
      stream_ += fmt::format("blob\nmark :{}\ndata 2\n{}\n\n", blob, blob);
  }

  // Returns the mark of a commit of these files.
  int add(const Files& files, const std::vector<int>& parents) {
    const int mark = next_++;
    stream_ +=
        fmt::format("commit refs/import/{}\nmark :{}\ncommitter A <a@b> 1 +0000\ndata 0\n", mark, mark);
    for (std::size_t i = 0; i < parents.size(); ++i)
      stream_ += fmt::format("{} :{}\n", i == 0 ? "from" : "merge", parents[i]);
    stream_ += "deleteall\n";
    for (const auto& [path, blob] : files) stream_ += fmt::format("M 100644 :{} {}\n", blob, path);
    stream_ += "\n";
    return mark;
  }

  [[nodiscard]] const std::string& stream() const { return stream_; }

 private:
  int next_ = kBlobs + 1;
  std::string stream_;
};

std::string random_path(std::mt19937& random) {
  static constexpr const char* kFolders[] = {"", "", "src/", "src/deep/", "t/"};
  const std::string name(1 + random() % 12, static_cast<char>('a' + random() % 4));
  return std::string(kFolders[random() % std::size(kFolders)]) + fmt::format("{}{}.py", name, random() % 400);
}

void change(Files& files, unsigned most, std::mt19937& random) {
  for (unsigned i = random() % (most + 1); i-- > 0 && !files.empty();) {
    const auto at = std::next(files.begin(), static_cast<std::ptrdiff_t>(random() % files.size()));
    switch (random() % 3) {
      case 0:
        at->second = 1 + static_cast<int>(random() % kBlobs);
        break;
      case 1:
        files.erase(at);
        break;
      default:
        files[random_path(random)] = 1 + static_cast<int>(random() % kBlobs);
    }
  }
}

// What differs from every parent.
std::set<std::string> expected(const Files& files, const std::vector<Files>& parents) {
  std::set<std::string> paths;
  for (const auto& [path, blob] : files) {
    bool is_new = true;
    for (const Files& parent : parents) {
      const auto before = parent.find(path);
      if (before != parent.end() && before->second == blob) is_new = false;
    }
    if (is_new) paths.insert(path);
  }
  return paths;
}

TEST(Introduced, OfMergesIsWhatNoParentHas) {
  std::mt19937 random(16);
  TemporaryRepository real;
  Import import;
  std::map<int, std::set<std::string>> wanted;  // by the mark of a merge
  for (int round = 0; round < 60; ++round) {
    Files base;
    for (unsigned i = random() % 400; i-- > 0;) base[random_path(random)] = 1;
    const int root = import.add(base, {});
    const std::size_t count = 2 + random() % 3;
    std::vector<Files> parents(count, base);
    std::vector<int> marks;
    for (Files& each : parents) {
      change(each, random() % 4 == 0 ? 200 : 6, random);
      marks.push_back(import.add(each, {root}));
    }
    Files merged = parents.front();
    for (const Files& each : parents)
      for (const auto& [path, blob] : each)
        if (const auto before = base.find(path); before == base.end() || before->second != blob)
          merged[path] = blob;
    change(merged, 3, random);
    wanted[import.add(merged, marks)] = expected(merged, parents);
  }
  const std::map<int, Oid> oids = real.import(import.stream());
  const auto repository = real.open();
  std::size_t found = 0;
  for (const auto& [mark, paths] : wanted) {
    const auto commit = repository->commit(oids.at(mark));
    ASSERT_TRUE(commit);
    const auto files = repository->introduced(*commit);
    ASSERT_TRUE(files);
    std::set<std::string> introduced;
    for (const File& file : *files)
      if (!file.is_name_only) introduced.insert(file.path);
    EXPECT_EQ(introduced, paths) << mark;
    found += paths.size();
  }
  EXPECT_GT(found, 30U);
}

}  // namespace
}  // namespace expgate::git
