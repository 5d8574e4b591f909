#include <functional>
#include <set>

#include "base/strings.h"
#include "content/pins/requirements.h"
#include "rules/requirement_pins.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"allow", OptionType::texts, "", msgid("Packages that need no version: `setuptools`.")},
};

constexpr ExampleArgument kUnreadableExample[] = {{"path", "environment.yml"},
                                                  {"problem", msgid("a mapping is not closed").english}};
constexpr Reason kUnreadable{
    .name = "unreadable",
    .text = msgid("cannot read the requirements in `{path}`: {problem}"),
    .example = kUnreadableExample,
};
constexpr const Reason* kReasons[] = {&requirements_not_pinned, &kUnreadable};

Violation unreadable(const std::string& path, const content::ParseError& error) {
  return {.reason = &kUnreadable,
          .arguments = {{"path", path}, {"problem", error.what}},
          .remedy = {Remedy::Kind::change},
          .line = error.location.line};
}

// The nearest lock file: beside the file, or at the root.
Result<Lock> lock_for(const FileView& view) {
  const std::string_view path = view.file.path;
  const std::string folder(path.substr(0, path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1));
  for (const std::string& place : std::set<std::string, std::greater<>>{folder, ""})
    for (const std::string_view name : content::lock_file_names()) {
      Lock lock{place + std::string(name), {}};
      TRY_ASSIGN(const auto source, view.beside(lock.path, content::kMostBytes));
      if (!source) continue;
      lock.versions = content::locked_versions(*source);
      if (!lock.versions.empty()) return lock;
    }
  return Lock{};
}

Result<void> judge(const std::set<std::string>& allow, const FileView& view, Violations& violations) {
  const std::string& path = view.file.path;
  const content::RequirementsFile kind = content::requirements_file_of(path);
  if (kind == content::RequirementsFile::none || !view.file.has_content()) return {};
  TRY_ASSIGN(const std::uint64_t size, view.size());
  if (size > content::kMostBytes) {
    violations.push_back(unreadable(path, content::too_large().error()));
    return {};
  }
  TRY_ASSIGN(const std::string_view source, view.content());
  auto read = read_any_requirements(kind, source);
  if (!read) {
    violations.push_back(unreadable(path, read.error()));
    return {};
  }
  // the constraints file that it names is judged by itself, and may pin what has no version here
  const bool is_constrained = !read->constraints.empty();
  std::erase_if(read->loose, [&](const content::LooseRequirement& loose) {
    return allow.contains(loose.name) || (is_constrained && loose.is_plain);
  });
  if (read->loose.empty()) return {};
  TRY_ASSIGN(const Lock lock, lock_for(view));
  violations.push_back(not_pinned(path, kind, *read, lock));
  return {};
}

Result<Judge> make(const Options& options) {
  std::set<std::string> allow;
  for (const std::string& name : options.list("allow")) allow.insert(ascii_lower(name));
  return JudgeFile{
      [allow](const FileView& view, Violations& violations) { return judge(allow, view, violations); }};
}

}  // namespace

extern const Rule dependency_pin;
const Rule dependency_pin{
    {
        .id = "dependency-pin",
        .scope = Scope::file,
        .summary = msgid("Each requirement names one version, and each git URL a commit."),
        .why = msgid("anyone who installs them next month runs other code, and the run cannot be repeated"),
        .bad = msgid("requirements.txt: `torch>=2.0`"),
        .good = msgid("requirements.txt: `torch==2.4.0`"),
        .mend = msgid(
            "Write `==` and the version that you run in each of the lines that the finding names; a lock "
            "file of the "
            "project, or else `pip freeze`, says which. Or let `uv pip compile` or "
            "`pip-compile` write the file from one with ranges, such as requirements.in. The rule reads "
            "*requirements*.txt, constraints*.txt, *.txt below requirements/, and conda's environment.yml "
            "with the "
            "lines below its `pip:`. `==` and `===` to one version pass, as do URLs of files, git URLs at a "
            "full "
            "commit and local paths like `-e .`; a version with a wildcard does not. Each file is judged by "
            "itself: "
            "files included by `-r` in their turn, and a file with `-c FILE` may leave versions to that "
            "file. A lock "
            "file elsewhere does not count here; if people install from it, take the loose files out with "
            "`exclude`."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
