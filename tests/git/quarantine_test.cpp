#include "git/quarantine.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "support/temporary_repository.h"

namespace expgate::git {
namespace {

using test::TemporaryRepository;

// While it lives, a push waits in a quarantine: what git writes goes there.
class Quarantine {
 public:
  explicit Quarantine(const TemporaryRepository& repository, const std::string& name = "incoming")
      : folder_(repository.folder() + "/objects/" + name) {
    std::filesystem::create_directories(folder_ + "/pack");
    const std::string main = repository.folder() + "/objects";
    setenv("GIT_OBJECT_DIRECTORY", folder_.c_str(), 1);
    setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", main.c_str(), 1);
  }
  ~Quarantine() {
    unsetenv("GIT_OBJECT_DIRECTORY");
    unsetenv("GIT_ALTERNATE_OBJECT_DIRECTORIES");
  }
  Quarantine(const Quarantine&) = delete;
  Quarantine& operator=(const Quarantine&) = delete;
  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

std::string write(TemporaryRepository& repository, std::string_view content, const char* type = "blob") {
  std::string hex = repository.git({"hash-object", "-w", "--stdin", "--literally", "-t", type}, content);
  hex.pop_back();
  return hex;
}

// "<kind> <size>" of each that was not there before, sorted.
std::vector<std::string> quarantined(const TemporaryRepository& repository) {
  const auto opened = repository.open();
  auto found = opened->quarantined();
  if (!found) return {"error: " + english(found.error().message)};
  std::erase_if(*found, [&](const QuarantinedObject& each) { return opened->was_there(each.oid); });
  std::vector<std::string> texts;
  constexpr const char* kNames[] = {"commit", "tree", "blob", "tag"};
  for (const QuarantinedObject& each : *found)
    texts.push_back(fmt::format("{} {}", kNames[static_cast<int>(each.kind)], each.size));
  std::sort(texts.begin(), texts.end());
  return texts;
}

using Texts = std::vector<std::string>;

TEST(QuarantinedObjects, WithoutAQuarantineThereAreNone) {
  TemporaryRepository repository;
  write(repository, "there before");
  EXPECT_EQ(quarantined(repository), Texts{});
  setenv("GIT_OBJECT_DIRECTORY", (repository.folder() + "/objects").c_str(), 1);
  EXPECT_EQ(quarantined(repository), Texts{}) << "the main store by another way is no quarantine";
  unsetenv("GIT_OBJECT_DIRECTORY");
}

TEST(QuarantinedObjects, AreWhatTheMainStoreLacks) {
  TemporaryRepository repository;
  write(repository, "there before");
  const Quarantine quarantine(repository);
  EXPECT_EQ(quarantined(repository), Texts{});
  write(repository, "new");
  write(repository, "a tree, it says", "tree");
  write(repository, "a commit of nothing", "commit");
  EXPECT_EQ(quarantined(repository), (Texts{"blob 3", "commit 19", "tree 15"}));
}

TEST(QuarantinedObjects, WhatIsSentAgainIsNotNew) {
  TemporaryRepository repository;
  const std::string old = write(repository, "there before");
  const Quarantine quarantine(repository);
  const std::string added = write(repository, "new");
  repository.git({"pack-objects", "--quiet", quarantine.folder() + "/pack/pack"}, old + "\n" + added + "\n");
  std::filesystem::remove_all(quarantine.folder() + "/" + added.substr(0, 2));
  EXPECT_EQ(quarantined(repository), (Texts{"blob 3"}));
}

TEST(QuarantinedObjects, AFolderWithAColonInItsNameIsQuoted) {
  TemporaryRepository repository;
  write(repository, "there before");
  const Quarantine quarantine(repository, "in:coming");
  std::filesystem::rename(repository.folder() + "/objects", repository.folder() + "/ob:jects");
  setenv("GIT_OBJECT_DIRECTORY", (repository.folder() + "/ob:jects/in:coming").c_str(), 1);
  setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", ("\"" + repository.folder() + "/ob:jects\"").c_str(), 1);
  std::filesystem::create_directories(repository.folder() + "/objects");
  write(repository, "there before");  // git sees that it has it
  write(repository, "new");
  EXPECT_EQ(quarantined(repository), (Texts{"blob 3"}));
}

// A pack of deltas, with these options of pack-objects.
void expect_sizes_of_deltas(std::vector<std::string> options) {
  TemporaryRepository repository;
  const Quarantine quarantine(repository);
  std::string list;
  std::string text(20'000, 'x');
  for (int n = 0; n < 20; ++n) {
    for (int i = 0; i < 200; ++i)
      text[static_cast<std::size_t>(i * 97 + n)] = static_cast<char>('a' + (i * n) % 26);
    text += "more\n";
    list += write(repository, text) + "\n";
  }
  options.insert(options.end(), {"--quiet", quarantine.folder() + "/pack/pack"});
  repository.git(options, list);
  repository.git({"prune-packed", "--quiet"});
  Texts expected;
  for (int n = 1; n <= 20; ++n) expected.push_back(fmt::format("blob {}", 20'000 + 5 * n));
  EXPECT_EQ(quarantined(repository), expected);
}

TEST(QuarantinedObjects, ADeltaIsAsLongAsWhatItMakes) {
  expect_sizes_of_deltas({"pack-objects", "--delta-base-offset"});
  expect_sizes_of_deltas({"pack-objects", "--no-delta-base-offset"});
  expect_sizes_of_deltas({"-c", "pack.indexVersion=1", "pack-objects"});
}

TEST(QuarantinedObjects, APackThatIsCutOffIsAnError) {
  TemporaryRepository repository;
  const Quarantine quarantine(repository);
  const std::string oid = write(repository, "new");
  const std::string pack = quarantine.folder() + "/pack/pack";
  std::string name = repository.git({"pack-objects", "--quiet", pack}, oid + "\n");
  name.pop_back();
  EXPECT_EQ(quarantined(repository), Texts{"blob 3"});
  for (const char* ending : {".pack", ".idx"}) {
    std::filesystem::permissions(pack + "-" + name + ending, std::filesystem::perms::owner_all);
    std::filesystem::resize_file(pack + "-" + name + ending, 20);
    EXPECT_NE(quarantined(repository).at(0).find("error: the pack"), std::string::npos) << ending;
  }
}

}  // namespace
}  // namespace expgate::git
