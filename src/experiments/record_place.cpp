#include "experiments/record_place.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/files.h"
#include "base/paths.h"
#include "base/strings.h"
#include "engine/active_check.h"
#include "experiments/record_name.h"
#include "git/command.h"
#include "model/ref_name.h"
#include "policy/load.h"
#include "rules/rule.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

Text last_system_error() {
  return verbatim(std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
}

Text other_name() {
  return tr("take another name");
}

tl::unexpected<Error> not_written(Text problem, Text help) {
  return fail(tr("nothing was written: {problem}", {{"problem", std::move(problem)}}), std::move(help));
}

// The record as the rules that judge names meet it: a small text.
class RecordView : public rules::FileView {
 public:
  using FileView::FileView;
  [[nodiscard]] Result<std::uint64_t> size() const override { return kText.size(); }
  [[nodiscard]] Result<std::string_view> content() const override { return kText; }
  [[nodiscard]] Result<std::unique_ptr<rules::TreeView>> tree_of(const Oid& /*commit*/) const override {
    return std::unique_ptr<rules::TreeView>();
  }

 private:
  static constexpr std::string_view kText = "{}\n";
};

// What the built-in rules have against a file of that name.
Result<void> check_path_rules(const std::string& path) {
  File file;
  file.path = path;
  constexpr std::uint32_t kPlainFile = 0100644;
  file.mode = kPlainFile;
  const RecordView view(file);
  TRY_ASSIGN(const policy::Policy policy, policy::load({}, rules::declarations()));
  TRY_ASSIGN(const engine::ActiveChecks checks, engine::activate(policy, {Scope::file}, ""));
  for (const engine::ActiveCheck& each : checks) {
    const std::string_view rule = each.check->rule->id;
    const bool judges_names = rule == "path-name" || rule == "artifact-path";
    const auto* judge = std::get_if<rules::JudgeFile>(&each.judge);
    if (!judges_names || !each.is_on || judge == nullptr || !each.covers_path(path)) continue;
    Violations violations;
    TRY((*judge)(view, violations));
    if (violations.empty()) continue;
    Violation& first = violations.front();
    return not_written(
        tr("{rule} would reject the record: {problem}",
           {{"rule", rule}, {"problem", Text(first.reason->text, std::move(first.arguments))}}),
        other_name());
  }
  return {};
}

// A tag a/b cannot stand beside a tag a.
Result<void> check_tag(git::Repository& repository, const RecordPlace& place) {
  const std::string ref = std::string(kTags) + place.tag;
  if (const auto problem = ref_name_problem(ref))
    return not_written(tr("git takes no tag `{tag}`: {problem}", {{"tag", place.tag}, {"problem", *problem}}),
                       other_name());
  TRY_ASSIGN(const auto tag, repository.resolve(ref));
  if (tag && !place.replaces)
    return not_written(tr("the tag `{tag}` is there already", {{"tag", place.tag}}),
                       tr("take another name, or move it with `--force`"));
  std::string in_the_way;
  TRY(repository.each_ref({std::string(kTags)}, [&](const git::Ref& each) -> Result<void> {
    const bool is_below = each.name.size() > ref.size() && each.name.starts_with(ref + "/");
    const bool is_above = ref.size() > each.name.size() && ref.starts_with(std::string(each.name) + "/");
    if (is_below || is_above) in_the_way = short_name(each.name);
    return {};
  }));
  if (in_the_way.empty()) return {};
  return not_written(tr("git cannot have the tag `{tag}` beside the tag `{other}`",
                        {{"tag", place.tag}, {"other", text::printable(in_the_way)}}),
                     other_name());
}

// The first of the paths in results/ that some file systems take for the record, or for a folder above it.
Result<std::string> look_alike(const RecordPlace& place) {
  TRY_ASSIGN(const std::string listed,
             git::output_of({"git", "-C", place.top, "-c", "core.fsmonitor=false", "ls-files", "-z",
                             "--cached", "--others", "--", ":(top,icase)results"}));
  const std::vector<std::string_view> wanted = split(place.path, '/');
  for (const std::string_view other : split(listed, '\0')) {
    const std::vector<std::string_view> parts = split(other, '/');
    for (std::size_t at = 0; at < std::min(parts.size(), wanted.size()); ++at) {
      if (text::folded_name(parts[at]) != text::folded_name(wanted[at])) break;
      const bool is_file_for_folder = (at + 1 == parts.size()) != (at + 1 == wanted.size());
      if (parts[at] != wanted[at] || is_file_for_folder) return std::string(other);
    }
  }
  return std::string();
}

// Closes what it holds.
class Folder {
 public:
  explicit Folder(int fd) : fd_(fd) {}
  ~Folder() {
    if (fd_ >= 0) ::close(fd_);
  }
  Folder(Folder&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Folder& operator=(Folder&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

enum class Missing { make, leave };

// The folder of the record, each step opened without following a link; with Missing::leave, as deep as there
// is one.
Result<Folder> open_folder(const RecordPlace& place, Missing missing) {
  Folder folder(::open(place.top.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::vector<std::string_view> parts = split(place.path, '/');
  parts.pop_back();
  std::string so_far;
  for (const std::string_view part : parts) {
    const std::string name(part);
    so_far += (so_far.empty() ? "" : "/") + name;
    constexpr mode_t kMode = 0777;
    if (missing == Missing::make && ::mkdirat(folder.get(), name.c_str(), kMode) != 0 && errno != EEXIST)
      return not_written(tr("cannot make the folder `{path}`: {problem}",
                            {{"path", so_far}, {"problem", last_system_error()}}),
                         tr("check the disk, and who may write there"));
    Folder next(::openat(folder.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (next.get() < 0 && errno == ENOENT && missing == Missing::leave) return Folder(-1);
    if (next.get() < 0)
      return not_written(
          tr("`{path}` is not a folder of this work tree, but a link or a file", {{"path", so_far}}),
          tr("make it a plain folder: records are committed"));
    if (::faccessat(next.get(), ".git", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
      return not_written(
          tr("`{path}` is another repository, so the record would not be one of this", {{"path", so_far}}),
          tr("move it elsewhere, or record in that repository"));
    folder = std::move(next);
  }
  return folder;
}

// Whatever lies at the path has to be a plain file that may be replaced.
Result<void> check_file(const RecordPlace& place) {
  TRY_ASSIGN(const Folder folder, open_folder(place, Missing::leave));
  if (folder.get() < 0) return {};
  struct stat status {};
  const std::string name(file_name_of(place.path));
  if (::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return {};
  if (!S_ISREG(status.st_mode))
    return not_written(tr("`{path}` is not a plain file", {{"path", place.path}}),
                       tr("move it away, or take another name"));
  if (place.replaces || place.keeps) return {};
  return not_written(tr("`{path}` is there already", {{"path", place.path}}),
                     tr("take another name, or write it anew with `--force`"));
}

Result<void> write_bytes(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(last_system_error());
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(fd) != 0 && errno != EINVAL) return fail(last_system_error());
  return {};
}

}  // namespace

Result<void> check_record_place(git::Repository& repository, const RecordPlace& place) {
  TRY(check_path_rules(place.path));
  TRY(check_file(place));
  TRY_ASSIGN(const std::string other, look_alike(place));
  if (!other.empty())
    return not_written(tr("`{path}` cannot stand beside `{other}` on every file system",
                          {{"path", place.path}, {"other", text::printable(other)}}),
                       other_name());
  if (!place.tag.empty()) TRY(check_tag(repository, place));
  return {};
}

Result<bool> has_record(const RecordPlace& place, std::string_view bytes) {
  if (!place.keeps) return false;
  const auto there = read_file(place.top + place.path);
  if (!there && is_not_there(there.error())) return false;
  if (there && *there == bytes) return true;
  if (place.replaces) return false;
  return not_written(
      tr("`{path}` is there already, and says something else", {{"path", place.path}}),
      tr("to tag what it records, give the same metrics and, with `--commit`, its commit; or take "
         "another name, or write it anew with `--force`"));
}

Result<void> write_record_file(const RecordPlace& place, std::string_view bytes) {
  TRY_ASSIGN(const Folder folder, open_folder(place, Missing::make));
  const std::string name(file_name_of(place.path));
  const std::string fresh = fmt::format(".{}.{}", name, ::getpid());
  const auto failed = [&](Text problem) {
    return fail(
        tr("cannot write `{path}`: {problem}", {{"path", place.path}, {"problem", std::move(problem)}}),
        tr("check the disk, and who may write there"));
  };
  constexpr mode_t kMode = 0666;
  ::unlinkat(folder.get(), fresh.c_str(), 0);  // of a run with this number that was ended
  const int fd =
      ::openat(folder.get(), fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kMode);
  if (fd < 0) return failed(last_system_error());
  Result<void> written = write_bytes(fd, bytes);
  if (::close(fd) != 0 && written) written = fail(last_system_error());
  if (written && ::renameat(folder.get(), fresh.c_str(), folder.get(), name.c_str()) != 0)
    written = fail(last_system_error());
  if (written) return {};
  ::unlinkat(folder.get(), fresh.c_str(), 0);
  return failed(written.error().message);
}

}  // namespace expgate::experiments
