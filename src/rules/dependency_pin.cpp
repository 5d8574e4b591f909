#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/strings.h"
#include "content/pins/requirements.h"
#include "rules/requirement_pins.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"allow", OptionType::texts, "", "Packages that need no version: `setuptools`."},
};

Violation unreadable(const std::string& path, const content::ParseError& flaw) {
  return {.message = fmt::format("what `{}` asks for cannot be judged: {}", path, flaw.what),
          .mend = Mend::change,
          .line = flaw.mark.line};
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
  // a file of constraints that it names is judged by itself, and may pin what has no version here
  const bool is_constrained = !read->constraints.empty();
  std::erase_if(read->loose, [&](const content::LooseRequirement& loose) {
    return allow.contains(loose.name) || (is_constrained && loose.is_plain);
  });
  if (read->loose.empty()) return {};
  violations.push_back({.message = fmt::format("`{}`: {}", path, what_is_loose(*read)),
                        .mend = Mend::change,
                        .advice = how_to_pin(*read, kind),
                        .line = read->loose.front().line});
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
        .summary = "Requirements name one version each, and git URLs a commit.",
        .why = "whoever installs them next month runs other code, and the run cannot be repeated",
        .bad = "requirements.txt: `torch>=2.0`",
        .good = "requirements.txt: `torch==2.4.0`",
        .mend =
            "Write `==` and the version that you run, which `pip freeze` names, or let `uv pip compile` or "
            "`pip-compile` write the file from one with ranges, such as requirements.in. Looked at are "
            "*requirements*.txt, constraints*.txt, *.txt below requirements/, and environment.yml of conda "
            "with the "
            "lines below its `pip:`. `==` and `===` to one version pass, URLs of files, git URLs at a full "
            "commit and "
            "local paths like `-e .`; a version with a wildcard does not. Each file is judged by itself: "
            "those it "
            "includes by `-r` in their turn, and one with `-c FILE` may leave versions to that file. A lock "
            "file "
            "elsewhere does not count here; where it is what people install from, take loose files out by "
            "`exclude`.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
