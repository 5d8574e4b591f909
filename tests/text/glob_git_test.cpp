#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "support/temporary_repository.h"
#include "text/glob.h"

namespace expgate::text {
namespace {

using test::TemporaryRepository;

template <typename List>
std::string pick(const List& list, std::mt19937& random) {
  return *(std::begin(list) + random() % std::size(list));
}

// Not `a**/b`: git takes the `a` away, and has `**/b` match in what is left of `ab`.
std::string random_glob(std::mt19937& random) {
  static constexpr const char* kPieces[] = {"a",  "b",   "ab",   "*",   "**",  "?",   "[ab]", "[!a]", "a*",
                                            "*b", "**b", "a**b", "?**", "a?b", "\\*", "***",  ".x"};
  std::string glob = random() % 4 == 0 ? "/" : "";
  const unsigned components = 1 + random() % 3;
  for (unsigned i = 0; i < components; ++i) glob += (i == 0 ? "" : "/") + pick(kPieces, random);
  return glob + (random() % 5 == 0 ? "/" : "");
}

std::vector<std::string> random_paths(std::mt19937& random) {
  static constexpr const char* kNames[] = {"a", "b", "ab", "aab", "abb", "ba", "c", "*", "a.x", ".x"};
  std::set<std::string> paths;
  for (int i = 0; i < 120; ++i) {
    std::string path = pick(kNames, random);
    for (unsigned depth = random() % 4; depth-- > 0;) path += "/" + pick(kNames, random);
    paths.insert(path);
  }
  return {paths.begin(), paths.end()};
}

// Of the paths those that git would ignore.
std::set<std::string> ignored(TemporaryRepository& real, const std::string& glob,
                              const std::vector<std::string>& paths) {
  const std::string tree = real.folder() + "/tree";
  std::filesystem::create_directory(tree);
  std::ofstream(real.folder() + "/info/exclude")
      << glob << "\nthis/one\n";  // without one git says that it failed
  std::string input = "this/one\n";
  for (const std::string& path : paths) input += path + "\n";
  std::istringstream out(real.git({"--work-tree", tree, "check-ignore", "--no-index", "--stdin"}, input));
  std::set<std::string> found;
  for (std::string path; std::getline(out, path);) found.insert(path);
  found.erase("this/one");
  return found;
}

TEST(Glob, MatchesWhatGitIgnores) {
  std::mt19937 random(77);
  TemporaryRepository real;
  std::size_t matched = 0;
  for (int round = 0; round < 250; ++round) {
    const std::string glob = random_glob(random);
    const auto set = GlobSet::compile({glob});
    if (!set) continue;
    const std::vector<std::string> paths = random_paths(random);
    const std::set<std::string> expected = ignored(real, glob, paths);
    matched += expected.size();
    for (const std::string& path : paths)
      EXPECT_EQ(set->matches(path), expected.contains(path)) << glob << " and " << path;
  }
  EXPECT_GT(matched, 1000U);
}

}  // namespace
}  // namespace expgate::text
