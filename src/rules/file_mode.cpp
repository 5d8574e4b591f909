#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "rules/dot_git.h"
#include "rules/rule.h"
#include "text/fold.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"submodules", OptionType::globs, "",
     "The submodules that may be added. One that is there already may always be moved to another commit."},
};

constexpr std::uint64_t kLongestTarget = 4096;  // PATH_MAX

// Whether the target names a place by itself: /etc/passwd, \\server\share, C:\data.
bool is_absolute(std::string_view target) {
  const bool has_drive =
      target.size() >= 2 && target[1] == ':' && ((target[0] | 0x20) >= 'a' && (target[0] | 0x20) <= 'z');
  return target.front() == '/' || target.front() == '\\' || has_drive;
}

// Whether the target, seen from the link's folder, can lie outside the tree or in git's own folder. Behind a
// name a
// `..` may lead anywhere, since the name may be a link itself.
bool leads_out(std::string_view path, std::string_view target) {
  auto depth = std::count(path.begin(), path.end(), '/');
  bool is_below_name = false;
  for (const std::string_view part : split(target, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (is_below_name || --depth < 0) return true;
      continue;
    }
    is_below_name = true;
    if (is_like_dot_git(part)) return true;
  }
  return false;
}

// What is wrong with a link to `target`, or nothing.
std::optional<std::string> link_problem(std::string_view path, const std::string& target) {
  if (target.empty()) return "links to nothing";
  if (target.find('\0') != std::string::npos) return "links to a name with a NUL in it";
  std::string with_slashes = target;
  std::replace(with_slashes.begin(), with_slashes.end(), '\\', '/');
  if (is_absolute(target) || leads_out(path, target) || leads_out(path, with_slashes))
    return fmt::format("links to `{}`, outside of the repository's files", target);
  return std::nullopt;
}

Result<void> judge_link(const FileView& view, Violations& violations) {
  constexpr std::string_view kAdvice =
      "link to a file of this repository by the shortest way, or name the place in a config";
  const std::string& path = view.file.path;
  const std::string_view name = std::string_view(path).substr(path.find_last_of('/') + 1);
  if (text::folded_path(name) == ".gitmodules") {
    violations.push_back({.message = fmt::format("`{}` is a link, which git does not follow", path),
                          .mend = Mend::remove,
                          .advice = "make it a file"});
    return {};
  }
  TRY_ASSIGN(const std::uint64_t size, view.size());
  std::optional<std::string> problem;
  if (size > kLongestTarget) {
    problem = fmt::format("links to a name of {}", format_size(size));
  } else {
    TRY_ASSIGN(const std::string_view target, view.content());
    problem = link_problem(path, std::string(target));
  }
  if (problem)
    violations.push_back(
        {.message = fmt::format("`{}` {}", path, *problem),
         .why = "it leads elsewhere on every machine, and a program that follows it reads or writes there",
         .mend = Mend::remove,
         .advice = std::string(kAdvice)});
  return {};
}

bool is_known(std::uint32_t mode) {
  return mode == kModeFile || mode == kModeExecutable || mode == kModeSymlink || mode == kModeSubmodule ||
         mode == kModeTree;
}

// Only a warning: programs of long ago wrote such modes, and who imports their history cannot mend it.
Violation padding_violation(const File& file) {
  return {
      .message = fmt::format("`{}` has its mode written with a zero in front, as git does not", file.path),
      .why = "git fsck warns of it, and the same files have other object names than anywhere else",
      .advice = "check the files out and commit them anew",
      .only_warns = true};
}

Result<void> judge(const FileView& view, const text::GlobSet& submodules, Violations& violations) {
  const File& file = view.file;
  if (file.flaw == EntryDefect::padded) violations.push_back(padding_violation(file));
  if (!is_known(file.mode)) {
    if (file.old_mode != 0 && file.mode == file.old_mode) return {};  // somebody else's past
    violations.push_back(
        {.message = fmt::format("`{}` has the mode {:06o}, which git does not write", file.path, file.mode),
         .why = "tools do not agree on what it is",
         .advice = "check the files out and commit them anew: 100644, 100755 for programs"});
    return {};
  }
  if (file.is_name_only) return {};
  if (file.is_symlink()) return judge_link(view, violations);
  if (file.is_submodule() && file.old_mode != kModeSubmodule && !submodules.matches(file.path))
    violations.push_back(
        {.message = fmt::format("`{}` is a submodule", file.path),
         .why = "what it holds is judged by nobody here, and a clone without it does not run",
         .mend = Mend::remove,
         .advice = "depend on a released package, or let the policy allow it under `submodules`"});
  return {};
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(auto globs, text::GlobSet::compile(options.list("submodules")));
  auto submodules = std::make_shared<const text::GlobSet>(std::move(globs));
  return JudgeFile{[submodules](const FileView& view, Violations& violations) {
    return judge(view, *submodules, violations);
  }};
}

}  // namespace

extern const Rule file_mode;
const Rule file_mode{
    {
        .id = "file-mode",
        .scope = Scope::file,
        .summary = "A file is a file, a program, or a link within the repository.",
        .why = "whoever clones the repository gets what was reviewed, and nothing else",
        .bad = "data -> /mnt/share/data, third_party/apex (a submodule), run.sh with mode 100600",
        .good = "configs/latest.yaml -> vit.yaml, run.sh with mode 100755",
        .mend = "Take the link out and name the place in a config or an environment variable; depend on a "
                "package instead of a "
                "submodule, or let the policy name it under `submodules`.",
        .options = kOptions,
        .judges_names = true,
    },
    make,
};

}  // namespace expgate::rules
