#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/core.h>

#include "base/strings.h"
#include "rules/dot_git.h"
#include "rules/rule.h"
#include "text/fold.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"submodules", OptionType::globs, "",
     msgid("The submodules that may be added. An existing one may always move to another commit.")},
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

constexpr Msgid kLinkWhy =
    msgid("it leads elsewhere on every machine, and a program that follows it reads or writes there");
constexpr Msgid kLinkHelp =
    msgid("link to a file of this repository by the shortest relative path, or name the place in a config");

constexpr ExampleArgument kPathExample[] = {{"path", "data"}};
constexpr ExampleArgument kLinkExample[] = {{"path", "data"}, {"target", "/mnt/share/data"}};
constexpr ExampleArgument kLengthExample[] = {{"path", "data"}, {"size", "12.1 KiB"}};
constexpr ExampleArgument kGitmodulesExample[] = {{"path", ".gitmodules"}};
constexpr ExampleArgument kModeExample[] = {{"path", "run.sh"}, {"mode", "100600"}};
constexpr ExampleArgument kPaddedExample[] = {{"path", "run.sh"}};
constexpr ExampleArgument kSubmoduleExample[] = {{"path", "third_party/apex"}};

constexpr Reason kLinkLeadsOut{
    .name = "link-leads-out",
    .text = msgid("`{path}` links to `{target}`, outside of the repository's files"),
    .help = kLinkHelp,
    .why = kLinkWhy,
    .example = kLinkExample,
};
constexpr Reason kEmptyLink{
    .name = "empty-link",
    .text = msgid("`{path}` is a link without a target"),
    .help = kLinkHelp,
    .why = kLinkWhy,
    .example = kPathExample,
};
constexpr Reason kNulInLink{
    .name = "nul-in-link",
    .text = msgid("`{path}` links to a name with a NUL byte in it"),
    .help = kLinkHelp,
    .why = kLinkWhy,
    .example = kPathExample,
};
constexpr Reason kLongLink{
    .name = "long-link",
    .text = msgid("`{path}` links to a name of {size}"),
    .help = kLinkHelp,
    .why = kLinkWhy,
    .example = kLengthExample,
};
constexpr Reason kLinkedGitmodules{
    .name = "linked-gitmodules",
    .text = msgid("`{path}` is a link, which git does not follow"),
    .help = msgid("make it a file"),
    .example = kGitmodulesExample,
};
constexpr Reason kUnknownMode{
    .name = "unknown-mode",
    .text = msgid("`{path}` has the mode {mode}, which git does not write"),
    .help = msgid("check the files out and commit them again: 100644, or 100755 for programs"),
    .why = msgid("tools do not agree on what it is"),
    .example = kModeExample,
};
// Only a warning: old programs wrote such modes, and anyone who imports their history cannot fix it.
constexpr Reason kPaddedMode{
    .name = "padded-mode",
    .text = msgid("the mode of `{path}` is written with a zero in front, which git does not do"),
    .help = msgid("check the files out and commit them again"),
    .why = msgid("`git fsck` warns about it, and the same files have other object ids than anywhere else"),
    .example = kPaddedExample,
};
constexpr Reason kSubmodule{
    .name = "submodule",
    .text = msgid("`{path}` is a submodule"),
    .help = msgid("depend on a released package, or let the policy allow it under `submodules`"),
    .why = msgid("nothing here checks its content, and a clone without it does not run"),
    .example = kSubmoduleExample,
};
constexpr const Reason* kReasons[] = {&kLinkLeadsOut,     &kEmptyLink,   &kNulInLink,  &kLongLink,
                                      &kLinkedGitmodules, &kUnknownMode, &kPaddedMode, &kSubmodule};

// What is wrong with a link to `target`, or null.
const Reason* link_problem(std::string_view path, const std::string& target) {
  if (target.empty()) return &kEmptyLink;
  if (target.find('\0') != std::string::npos) return &kNulInLink;
  std::string with_slashes = target;
  std::replace(with_slashes.begin(), with_slashes.end(), '\\', '/');
  if (is_absolute(target) || leads_out(path, target) || leads_out(path, with_slashes)) return &kLinkLeadsOut;
  return nullptr;
}

Violation removal(const Reason& reason, Arguments arguments) {
  return {.reason = &reason, .arguments = std::move(arguments), .remedy = {Remedy::Kind::remove}};
}

Result<void> judge_link(const FileView& view, Violations& violations) {
  const std::string& path = view.file.path;
  const std::string_view name = std::string_view(path).substr(path.find_last_of('/') + 1);
  if (text::folded_path(name) == ".gitmodules") {
    violations.push_back(removal(kLinkedGitmodules, {{"path", path}}));
    return {};
  }
  TRY_ASSIGN(const std::uint64_t size, view.size());
  if (size > kLongestTarget) {
    violations.push_back(removal(kLongLink, {{"path", path}, {"size", Bytes{size}}}));
    return {};
  }
  TRY_ASSIGN(const std::string_view content, view.content());
  const std::string target(content);
  const Reason* problem = link_problem(path, target);
  if (problem == nullptr) return {};
  Arguments arguments{{"path", path}};
  if (problem == &kLinkLeadsOut) arguments.emplace_back("target", target);
  violations.push_back(removal(*problem, std::move(arguments)));
  return {};
}

bool is_known(std::uint32_t mode) {
  return mode == kModeFile || mode == kModeExecutable || mode == kModeSymlink || mode == kModeSubmodule ||
         mode == kModeTree;
}

Result<void> judge(const FileView& view, const text::GlobSet& submodules, Violations& violations) {
  const File& file = view.file;
  if (file.flaw == EntryDefect::padded)
    violations.push_back({.reason = &kPaddedMode, .arguments = {{"path", file.path}}, .only_warns = true});
  if (!is_known(file.mode)) {
    if (file.old_mode != 0 && file.mode == file.old_mode) return {};  // somebody else's past
    violations.push_back({.reason = &kUnknownMode,
                          .arguments = {{"path", file.path}, {"mode", fmt::format("{:06o}", file.mode)}}});
    return {};
  }
  if (file.is_name_only) return {};
  if (file.is_symlink()) return judge_link(view, violations);
  if (file.is_submodule() && file.old_mode != kModeSubmodule && !submodules.matches(file.path))
    violations.push_back(removal(kSubmodule, {{"path", file.path}}));
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
        .summary = msgid("A file is a regular file, a program, or a link within the repository."),
        .why = msgid("anyone who clones the repository gets what was reviewed, and nothing else"),
        .bad = msgid("data -> /mnt/share/data, third_party/apex (a submodule), run.sh with mode 100600"),
        .good = msgid("configs/latest.yaml -> vit.yaml, run.sh with mode 100755"),
        .mend =
            msgid("Take the link out and name the place in a config or an environment variable. Depend on a "
                  "package instead of a submodule, or let the policy name it under `submodules`."),
        .options = kOptions,
        .reasons = kReasons,
        .judges_names = true,
    },
    make,
};

}  // namespace expgate::rules
