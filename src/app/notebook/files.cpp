#include "app/notebook/files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "base/strings.h"
#include "git/command.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

constexpr const char* kNotebooks = "**/*.ipynb";

// An open file, closed at the end.
class OpenFile {
 public:
  explicit OpenFile(int fd) : fd_(fd) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

Text reason() {
  return verbatim(std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
}

tl::unexpected<Error> cannot_read(const fs::path& path) {
  return fail(tr("cannot read `{path}`: {problem}", {{"path", path.string()}, {"problem", reason()}}));
}

tl::unexpected<Error> cannot_write(const fs::path& path) {
  return fail(tr("cannot write `{path}`: {problem}", {{"path", path.string()}, {"problem", reason()}}));
}

bool is_as_before(const fs::path& path, const struct stat& before) {
  struct stat now {};
  return ::lstat(path.c_str(), &now) == 0 && now.st_ino == before.st_ino && now.st_size == before.st_size &&
         now.st_mtim.tv_sec == before.st_mtim.tv_sec && now.st_mtim.tv_nsec == before.st_mtim.tv_nsec;
}

Result<void> write_to(int fd, std::string_view text, const fs::path& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return cannot_write(path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(fd) != 0) return cannot_write(path);
  return {};
}

// Names that git has ended with NUL, below `folder`.
void add_listed(const fs::path& folder, std::string_view listed, std::vector<fs::path>& found) {
  for (const std::string_view name : split(listed, '\0')) {
    const fs::path path = folder / name;
    struct stat status {};
    if (!name.empty() && ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode))
      found.push_back(path);
  }
}

Result<fs::path> work_tree_of(const fs::path& folder) {
  TRY_ASSIGN(const std::string top,
             git::output_of({"git", "-C", folder.string(), "rev-parse", "--show-toplevel"}));
  return fs::path(trim(top));
}

Result<void> add_changed(std::vector<fs::path>& found) {
  const Result<fs::path> top = work_tree_of(".");
  if (!top) return fail(tr("there is no work tree here"), tr("name the notebooks: `expgate fix PATH`"));
  const std::string pathspec = std::string(":(top,icase,glob)") + kNotebooks;
  TRY_ASSIGN(const git::CommandOutput head, git::run({"git", "rev-parse", "-q", "--verify", "HEAD"}));
  Result<std::string> listed =
      head.ok() ? git::output_of(
                      {"git", "diff-index", "--name-only", "-z", "--no-relative", "HEAD", "--", pathspec})
                : git::output_of({"git", "-C", top->string(), "ls-files", "-z", "--cached", "--", pathspec});
  if (!listed) return tl::unexpected(listed.error());
  add_listed(*top, *listed, found);
  TRY_ASSIGN(const std::string fresh, git::output_of({"git", "-C", top->string(), "ls-files", "-z",
                                                      "--others", "--exclude-standard", "--", pathspec}));
  add_listed(*top, fresh, found);
  return {};
}

// All notebooks below a folder that git would show; outside of a work tree, all there are.
Result<void> add_folder(const fs::path& folder, std::vector<fs::path>& found) {
  const Result<std::string> listed =
      git::output_of({"git", "-C", folder.string(), "ls-files", "-z", "--cached", "--others",
                      "--exclude-standard", "--", std::string(":(icase,glob)") + kNotebooks});
  if (listed) {
    add_listed(folder, *listed, found);
    return {};
  }
  std::error_code error;
  for (fs::recursive_directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error))
    if (is_notebook_name(each->path().string()) && each->symlink_status().type() == fs::file_type::regular)
      found.push_back(each->path());
  if (error)
    return fail(tr("cannot list the files in `{path}`: {problem}",
                   {{"path", folder.string()}, {"problem", verbatim(error.message())}}));
  return {};
}

bool is_below(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

// Whether a path that is written as one of the work tree leads elsewhere, through a link on its way.
bool leads_out(const fs::path& path) {
  std::error_code error;
  const Result<fs::path> top = work_tree_of(".");
  return top && is_below(fs::absolute(path).lexically_normal(), *top) &&
         !is_below(fs::weakly_canonical(path, error), *top);
}

// Whether git knows a file of that name, which is not in the work tree.
bool is_staged(const std::string& name) {
  const Result<std::string> listed =
      git::output_of({"git", "--literal-pathspecs", "ls-files", "-z", "--", name});
  return listed && !listed->empty();
}

}  // namespace

Result<std::string> read_all(int fd) {
  std::string bytes;
  struct stat status {};
  if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
    bytes.reserve(static_cast<std::size_t>(status.st_size) + 1);
  constexpr std::size_t kChunk = std::size_t{1} << 16U;
  std::array<char, kChunk> chunk;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  for (;;) {
    const ssize_t count = ::read(fd, chunk.data(), chunk.size());
    if (count == 0) return bytes;
    if (count < 0 && errno != EINTR) return fail(reason());
    if (count > 0) bytes.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

Result<WorkFile> read_work_file(const fs::path& path) {
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (file.get() < 0 && errno == ELOOP)
    return fail(tr("`{path}` is a symbolic link", {{"path", path.string()}}),
                tr("name the file that it points to"));
  if (file.get() < 0) return cannot_read(path);
  WorkFile read;
  if (::fstat(file.get(), &read.status) != 0) return cannot_read(path);
  if (!S_ISREG(read.status.st_mode))
    return fail(tr("`{path}` is not a regular file", {{"path", path.string()}}));
  Result<std::string> bytes = read_all(file.get());
  if (!bytes) return within(tr("reading `{path}`", {{"path", path.string()}}), bytes.error());
  read.bytes = *std::move(bytes);
  return read;
}

Result<void> replace_file(const fs::path& path, const WorkFile& before, std::string_view text) {
  std::string fresh = (path.parent_path() / ("." + path.filename().string() + ".XXXXXX")).string();
  const OpenFile file(::mkostemp(fresh.data(), O_CLOEXEC));
  if (file.get() < 0)
    return fail(tr("cannot create a file in the folder of `{path}`: {problem}",
                   {{"path", path.string()}, {"problem", reason()}}));
  Result<void> done = write_to(file.get(), text, fresh);
  constexpr mode_t kPermissions = 07777;
  if (done && ::fchmod(file.get(), before.status.st_mode & kPermissions) != 0) done = cannot_write(fresh);
  if (done && !is_as_before(path, before.status))
    done = fail(tr("another program changed `{path}` meanwhile", {{"path", path.string()}}), tr("try again"));
  if (done && ::rename(fresh.c_str(), path.c_str()) != 0) done = cannot_write(path);
  if (!done) ::unlink(fresh.c_str());
  return done;
}

Result<void> create_file(const fs::path& path, std::string_view text) {
  constexpr mode_t kMode = 0666;
  const OpenFile file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode));
  if (file.get() < 0) return cannot_write(path);
  Result<void> written = write_to(file.get(), text, path);
  if (!written) ::unlink(path.c_str());
  return written;
}

bool is_notebook_name(std::string_view path) {
  return ascii_lower(path).ends_with(".ipynb");
}

Result<std::vector<fs::path>> find_notebooks(const std::vector<std::string>& paths) {
  std::vector<fs::path> found;
  if (paths.empty()) TRY(add_changed(found));
  for (const std::string& name : paths) {
    const fs::path path = name;
    std::error_code error;
    const fs::file_type type = fs::symlink_status(path, error).type();
    if (type == fs::file_type::not_found && is_staged(name)) continue;
    if (type == fs::file_type::not_found) return fail(tr("`{path}` does not exist", {{"path", name}}));
    if (leads_out(path))
      return fail(tr("`{path}` leads out of the work tree", {{"path", name}}), tr("run `expgate fix` there"));
    if (type == fs::file_type::directory)
      TRY(add_folder(path, found));
    else if (!is_notebook_name(name) && work_tree_of("."))
      continue;
    else if (!is_notebook_name(name))
      return fail(tr("`{path}` is not a notebook (*.ipynb)", {{"path", name}}));
    else
      found.push_back(path);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace expgate::app
