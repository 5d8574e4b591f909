#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "git/repository.h"
#include "rewrite/work_trees.h"

namespace expgate::rewrite {

// A file whose entry in the tip's tree changes.
struct ChangedFile {
  std::optional<git::FileEntry> before;
  std::optional<git::FileEntry> now;
};

// What changes between two trees.
Result<std::map<std::string, ChangedFile>> changed_files(git::Repository& repository, const Oid& before,
                                                         const Oid& now);

// How index and files of a work tree follow a tip that was written anew. What was staged stays staged,
// changed files stay as they are, and so does every file of `kept` on disk.
class Checkout {
 public:
  // Looks at everything and locks the index; nothing changes yet. `ignored` are lines that the .gitignore of
  // the work tree is to get, beside those that the tip's has got. Errors: the index is locked by somebody
  // else, or cannot be read.
  static Result<Checkout> prepare(git::Repository& repository, const WorkTree& work_tree,
                                  const std::map<std::string, ChangedFile>& files,
                                  const std::set<std::string>& kept, std::set<std::string> ignored);
  Checkout(Checkout&& other) noexcept;
  Checkout& operator=(Checkout&& other) noexcept = delete;
  ~Checkout();  // unlocks the index

  // The new index takes the place of the old one, and files follow.
  Result<void> finish();

 private:
  Checkout() = default;
  Result<void> read_index(const std::map<std::string, ChangedFile>& files);
  [[nodiscard]] std::vector<std::string> command(std::initializer_list<const char*> arguments) const;
  [[nodiscard]] bool is_in_the_way(const std::string& path) const;
  Result<void> find_clean_files(const std::map<std::string, ChangedFile>& files,
                                const std::set<std::string>& kept);
  Result<void> plan_ignore_file(git::Repository& repository, const ChangedFile& change);
  void find_renamed(const std::map<std::string, ChangedFile>& files);
  Result<void> move_files();
  Result<void> write_index(const std::map<std::string, ChangedFile>& files);

  WorkTree work_tree_;
  std::string index_;
  bool is_locked_ = false;
  std::map<std::string, git::FileEntry> staged_;    // of the files that change
  std::map<std::string, git::FileEntry> restaged_;  // what is staged of them instead
  std::set<std::string> unwatched_;                 // those that git does not look at in the work tree
  std::set<std::string> written_;                   // files that follow
  std::set<std::string> removed_;                   // files that are to go
  std::map<std::string, std::string> renamed_;      // files that only have another name: old, new
  std::set<std::string> ignored_;                   // lines that the file .gitignore is to get
};

}  // namespace expgate::rewrite
