#include "rewrite/checkout.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/core.h>

#include "base/files.h"
#include "base/strings.h"
#include "git/command.h"
#include "git/staged.h"
#include "rewrite/ignore.h"

namespace expgate::rewrite {

namespace {

namespace fs = std::filesystem;

std::vector<std::string_view> words_of(std::string_view listed) {  // each ended by a NUL
  std::vector<std::string_view> words = split(listed, '\0');
  words.pop_back();
  return words;
}

std::set<std::string> lines_added(const std::string& before, const std::string& now) {
  std::set<std::string> added;
  for (const std::string_view line : lines(now)) added.emplace(line);
  for (const std::string_view line : lines(before)) added.erase(std::string(line));
  return added;
}

}  // namespace

Result<std::map<std::string, ChangedFile>> changed_files(git::Repository& repository, const Oid& before,
                                                         const Oid& now) {
  std::map<std::string, ChangedFile> changed;
  TRY_ASSIGN(const std::vector<File> there, repository.changed(now, before));
  TRY_ASSIGN(const std::vector<File> gone, repository.changed(before, now));
  for (const File& file : there) changed[file.path].now = git::FileEntry{file.mode, file.oid};
  for (const File& file : gone) changed[file.path].before = git::FileEntry{file.mode, file.oid};
  return changed;
}

// Whatever git's variables say of the work tree that we were started in.
std::vector<std::string> Checkout::command(std::initializer_list<const char*> arguments) const {
  std::vector<std::string> argv{"env",
                                "-u",
                                "GIT_INDEX_FILE",
                                "-u",
                                "GIT_PREFIX",
                                "git",
                                "-C",
                                work_tree_.folder,
                                "--git-dir=" + work_tree_.git_folder,
                                "--work-tree=" + work_tree_.folder};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

Checkout::Checkout(Checkout&& other) noexcept
    : work_tree_(std::move(other.work_tree_)),
      index_(std::move(other.index_)),
      is_locked_(std::exchange(other.is_locked_, false)),
      staged_(std::move(other.staged_)),
      restaged_(std::move(other.restaged_)),
      unwatched_(std::move(other.unwatched_)),
      written_(std::move(other.written_)),
      removed_(std::move(other.removed_)),
      renamed_(std::move(other.renamed_)),
      ignored_(std::move(other.ignored_)) {}

Checkout::~Checkout() {
  if (is_locked_) ::unlink((index_ + ".lock").c_str());
}

Result<Checkout> Checkout::prepare(git::Repository& repository, const WorkTree& work_tree,
                                   const std::map<std::string, ChangedFile>& files,
                                   const std::set<std::string>& kept, std::set<std::string> ignored) {
  Checkout checkout;
  checkout.work_tree_ = work_tree;
  checkout.ignored_ = std::move(ignored);
  TRY(must_be_idle(work_tree));
  checkout.index_ = work_tree.git_folder + "index";
  // What only looks changed is not.
  TRY(git::run(checkout.command({"update-index", "-q", "--refresh"})));
  TRY(checkout.read_index(files));
  TRY(checkout.find_clean_files(files, kept));
  checkout.find_renamed(files);
  const auto ignore_file = files.find(kIgnoreFile);
  if (ignore_file != files.end()) TRY(checkout.plan_ignore_file(repository, ignore_file->second));
  TRY(checkout.write_index(files));
  return checkout;
}

Result<void> Checkout::read_index(const std::map<std::string, ChangedFile>& files) {
  TRY_ASSIGN(const auto entries, git::staged_entries(command({})));
  for (const git::StagedEntry& each : entries) {
    if (!files.contains(each.path)) continue;
    if (each.stage != 0)
      return fail(tr("`{path}` is not merged yet", {{"path", each.path}}), tr("resolve the conflict first"));
    staged_[each.path] = {each.mode, each.oid};
    // Of what git was told not to look at (assume-unchanged, skip-worktree), it does not say whether it
    // changed.
    if (!each.is_watched()) unwatched_.insert(each.path);
  }
  return {};
}

// Whether something lies where the file is to go, or a file or a link where a folder of it would be.
bool Checkout::is_in_the_way(const std::string& path) const {
  std::error_code error;
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const fs::file_type above =
        fs::symlink_status(work_tree_.folder + "/" + path.substr(0, slash), error).type();
    if (above == fs::file_type::not_found) return false;
    if (above != fs::file_type::directory) return true;
  }
  return is_on_disk(work_tree_.folder + "/" + path);
}

// A file that has another name, and the same content: it is moved, as it lies there.
void Checkout::find_renamed(const std::map<std::string, ChangedFile>& files) {
  for (const std::string& path : removed_) {
    const auto target = std::ranges::find_if(written_, [&](const std::string& other) {
      return files.at(path).before == files.at(other).now && !files.at(other).before;
    });
    if (target == written_.end()) continue;
    renamed_.emplace(path, *target);
    written_.erase(target);
  }
  for (const auto& each : renamed_) removed_.erase(each.first);
}

// A file follows if what lies there is what the old tip has, or nothing lies where it is going to.
Result<void> Checkout::find_clean_files(const std::map<std::string, ChangedFile>& files,
                                        const std::set<std::string>& kept) {
  TRY_ASSIGN(const std::string listed, git::output_of(command({"diff-files", "--name-only", "-z"})));
  std::set<std::string> changed = unwatched_;
  for (const std::string_view path : words_of(listed)) changed.emplace(path);
  for (const auto& [path, file] : files) {
    if (kept.contains(path)) continue;
    const auto staged = staged_.find(path);
    const bool is_as_before =
        staged != staged_.end() && file.before == staged->second && !changed.contains(path);
    const bool is_free = staged == staged_.end() && !file.before && !is_in_the_way(path);
    if (file.now && (is_as_before || is_free)) written_.insert(path);
    if (!file.now && is_as_before) removed_.insert(path);
  }
  return {};
}

// A .gitignore with changes of its own gets the lines that the tip's gets.
Result<void> Checkout::plan_ignore_file(git::Repository& repository, const ChangedFile& change) {
  if (!change.now || written_.contains(kIgnoreFile)) return {};
  std::string before;
  if (change.before) TRY_SET(before, repository.content(change.before->oid));
  TRY_ASSIGN(const std::string now, repository.content(change.now->oid));
  const std::set<std::string> added = lines_added(before, now);
  ignored_.insert(added.begin(), added.end());
  const auto staged = staged_.find(kIgnoreFile);
  if (staged == staged_.end() || change.before == staged->second) return {};
  TRY_ASSIGN(const std::string text, repository.content(staged->second.oid));
  TRY_ASSIGN(const std::string blob, git::output_of(command({"hash-object", "-w", "--stdin", "--no-filters"}),
                                                    with_ignored(text, added)));
  if (const auto oid = Oid::parse(trim(blob))) restaged_[kIgnoreFile] = {staged->second.mode, *oid};
  return {};
}

// The new index, as the lock of the old one.
Result<void> Checkout::write_index(const std::map<std::string, ChangedFile>& files) {
  std::string entries;
  for (const auto& [path, file] : files) {
    const auto staged = staged_.find(path);
    const auto restaged = restaged_.find(path);
    const bool is_as_before = staged == staged_.end() ? !file.before : file.before == staged->second;
    std::optional<git::FileEntry> entry = file.now;
    if (restaged != restaged_.end())
      entry = restaged->second;
    else if (!is_as_before)
      continue;  // something else is staged, or its removal
    if (entry)
      entries += fmt::format("{:o} {} 0\t{}", entry->mode, entry->oid.hex(), path) + '\0';
    else
      entries += fmt::format("0 {}\t{}", file.before->oid.hex(), path) + '\0';
  }
  const std::string lock = index_ + ".lock";
  const int fd = ::open(lock.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0)
    return fail(
        tr("the index is locked: {reason}", {{"reason", verbatim(std::system_category().message(errno))}}),
        tr("another git command may be running; if none is, remove `{file}`", {{"file", LocalFile{lock}}}));
  ::close(fd);
  is_locked_ = true;
  std::error_code error;
  if (is_on_disk(index_))
    fs::copy_file(index_, lock, fs::copy_options::overwrite_existing, error);
  else
    fs::remove(lock, error);  // git makes one from nothing
  if (error) return fail(tr("cannot copy the index: {reason}", {{"reason", verbatim(error.message())}}));
  std::vector<std::string> argv = command({"update-index", "-z", "--index-info"});
  argv.insert(std::find(argv.begin(), argv.end(), "git"), "GIT_INDEX_FILE=" + lock);
  TRY(git::output_of(std::move(argv), entries));
  return {};
}

Result<void> Checkout::move_files() {
  std::error_code error;
  for (const auto& [path, target] : renamed_) {
    const std::string to = work_tree_.folder + "/" + target;
    fs::create_directories(fs::path(to).parent_path(), error);
    fs::rename(work_tree_.folder + "/" + path, to, error);
    if (error)
      return fail(
          tr("cannot rename `{path}`: {reason}", {{"path", path}, {"reason", verbatim(error.message())}}));
  }
  std::string paths;
  for (const std::string& path : written_) paths += path + '\0';
  if (!paths.empty())
    TRY(git::output_of(command({"checkout-index", "-q", "-f", "-u", "-z", "--stdin"}), paths));
  for (const std::string& path : removed_) ::unlink((work_tree_.folder + "/" + path).c_str());
  if (!renamed_.empty()) TRY(git::run(command({"update-index", "-q", "--refresh"})));
  return {};
}

Result<void> Checkout::finish() {
  if (::rename((index_ + ".lock").c_str(), index_.c_str()) != 0)
    return fail(tr("cannot replace the index: {reason}",
                   {{"reason", verbatim(std::system_category().message(errno))}}));
  is_locked_ = false;
  TRY(move_files());
  if (ignored_.empty()) return {};
  const std::string file = work_tree_.folder + "/" + kIgnoreFile;
  std::error_code error;
  const fs::file_type type = fs::symlink_status(file, error).type();
  if (type != fs::file_type::regular && type != fs::file_type::not_found)
    return {};  // git reads no link either
  const auto text = read_file(file);
  const std::string now = with_ignored(text.value_or(""), ignored_);
  if (text && now == *text) return {};
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << now;
  out.close();
  if (!out) return fail(tr("cannot write `{file}`", {{"file", kIgnoreFile}}));
  return {};
}

}  // namespace expgate::rewrite
