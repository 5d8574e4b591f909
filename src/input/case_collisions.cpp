#include "input/case_collisions.h"

#include <algorithm>
#include <map>
#include <set>

#include "git/command.h"
#include "text/fold.h"

namespace expgate::input {

namespace {

class Twins {
 public:
  Twins(Draft& draft, git::Repository& repository) : draft_(draft), repository_(repository) {}

  Result<void> run() {
    std::vector<File> files = std::move(draft_.files);
    for (File& file : files) {
      TRY(look(file, true));
      draft_.files.push_back(std::move(file));
    }
    // What a merge brings was named by somebody else, but may stand beside a name that the merge joins it
    // with.
    for (const File& merged : draft_.merged) {
      File file = merged;
      file.is_name_only = true;
      TRY(look(file, false));
      if (!file.case_collision.empty()) draft_.files.push_back(std::move(file));
    }
    return {};
  }

 private:
  // Each part of the path that is new: a folder that has a twin becomes an entry of its own, once.
  Result<void> look(File& file, bool is_own) {
    if (file.old_mode != 0) return {};
    for (std::size_t start = 0; start < file.path.size();) {
      const std::size_t end = std::min(file.path.find('/', start), file.path.size());
      TRY_ASSIGN(const std::string case_collision,
                 twin_of(file.path.substr(0, start), file.path.substr(start, end - start), is_own));
      if (!case_collision.empty() && end == file.path.size()) file.case_collision = case_collision;
      if (!case_collision.empty() && end < file.path.size() && told_.insert(file.path.substr(0, end)).second)
        draft_.files.push_back(
            {file.path.substr(0, end), kModeTree, {}, 0, true, EntryDefect::none, case_collision});
      start = end + 1;
    }
    return {};
  }

  // `folder` with its final '/', or empty.
  Result<std::string> twin_of(const std::string& folder, const std::string& name, bool is_own) {
    const std::string folded = text::folded_width(name);
    const auto staged = staged_.find(folder + folded);
    if (staged != staged_.end() && staged->second != name) return folder + staged->second;
    if (is_own) staged_.emplace(folder + folded, name);
    TRY_ASSIGN(const std::vector<std::string>* names, names_in_head(folder));
    if (std::find(names->begin(), names->end(), name) != names->end()) return std::string();
    for (const std::string& other : *names) {
      if (text::folded_width(other) != folded) continue;
      TRY_ASSIGN(const bool is_left, is_staged(folder + other));
      if (is_left) return folder + other;
    }
    return std::string();
  }

  Result<const std::vector<std::string>*> names_in_head(const std::string& folder) {
    const auto known = in_head_.find(folder);
    if (known != in_head_.end()) return &known->second;
    TRY_ASSIGN(std::vector<std::string> names, repository_.names(draft_.head_tree, folder));
    return &in_head_.emplace(folder, std::move(names)).first->second;
  }

  // Whether the index still has the path, or something below it. Asked only where a twin was found.
  static Result<bool> is_staged(const std::string& path) {
    TRY_ASSIGN(const std::string files,
               git::output_of({"git", "ls-files", "-z", "--", ":(top,literal)" + path}));
    return !files.empty();
  }

  Draft& draft_;
  git::Repository& repository_;
  std::map<std::string, std::string> staged_;  // folder and folded name, to the name as it was met first
  std::map<std::string, std::vector<std::string>> in_head_;
  std::set<std::string> told_;
};

}  // namespace

Result<void> find_case_collisions(Draft& draft, git::Repository& repository) {
  const auto is_new = [](const File& file) { return file.old_mode == 0; };
  const bool is_any_new = std::any_of(draft.files.begin(), draft.files.end(), is_new) ||
                          std::any_of(draft.merged.begin(), draft.merged.end(), is_new);
  if (!is_any_new) return {};
  return Twins(draft, repository).run();
}

}  // namespace expgate::input
