#include "rules/requirement_pins.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace expgate::rules {

namespace {

constexpr std::size_t kShown = 3;          // lines that a message names
constexpr std::size_t kLongestText = 100;  // bytes of a line that are shown
constexpr std::size_t kLongestLine = 500;  // bytes of a line that is still proposed

constexpr ExampleArgument kExample[] = {
    {"path", "requirements.txt"},
    {"packages", "3 of 5 packages have no exact version"},
    {"requirements", "`torch>=2.0` (line 2: a range of versions), `timm` (line 4: no version), and 1 more"},
    {"lookup", msgid("write `torch==2.4.0` (line 2), as `uv.lock` has them").english}};

std::string shortened(const std::string& text) {
  return text.size() > kLongestText ? text.substr(0, kLongestText) + "…" : text;
}

Text described(const content::LooseRequirement& loose) {
  if (loose.file.empty())
    return tr("`{requirement}` (line {line}: {problem})",
              {{"requirement", shortened(loose.text)}, {"line", loose.line}, {"problem", loose.problem}});
  return tr("`{requirement}` (`{file}`, line {line}: {problem})", {{"requirement", shortened(loose.text)},
                                                                   {"file", loose.file},
                                                                   {"line", loose.line},
                                                                   {"problem", loose.problem}});
}

constexpr std::size_t kMostEdits = 50;

// Where the versions are to be had that no lock file names.
Text lookup(const content::LooseRequirement& loose, content::RequirementsFile kind) {
  if (!loose.is_plain) return tr("`git ls-remote URL` prints the commits");
  if (kind == content::RequirementsFile::conda && loose.write.find("==") == std::string::npos)
    return tr("no lock file here names them: `conda list` prints the version that you run of each");
  return tr("no lock file here names them: `pip freeze` prints the version that you run of each");
}

// The line with the version that the lock file names; as it is if that names none.
std::string with_version(const content::LooseRequirement& loose, const Lock& lock) {
  constexpr std::string_view kOpen = "<version>";
  const std::size_t at = loose.write.find(kOpen);
  const auto known = lock.versions.find(content::normalised_package(loose.name));
  if (at == std::string::npos || known == lock.versions.end()) return loose.write;
  std::string line = loose.write;
  return line.replace(at, kOpen.size(), known->second);
}

// What to write, of the first lines, where the lock file knows.
Text what_to_write(const std::vector<Edit>& edits, const Lock& lock) {
  std::vector<Text> lines;
  for (const Edit& edit : edits) {
    if (edit.replacement.find('<') != std::string::npos) continue;
    if (lines.size() == kShown) {
      lines.push_back(verbatim("…"));
      break;
    }
    lines.push_back(
        tr("`{requirement}` (line {line})", {{"requirement", edit.replacement}, {"line", edit.line}}));
  }
  if (lines.empty()) return {};
  return tr("write {lines}, as `{file}` has them", {{"lines", std::move(lines)}, {"file", lock.path}});
}

}  // namespace

const Reason requirements_not_pinned{
    .name = "not-pinned",
    .text = msgid("`{path}`: {packages}: {requirements}"),
    .help = msgid("give each of these lines an exact version or commit: {lookup}"),
    .example = kExample,
};

tl::expected<content::Requirements, content::ParseError> read_any_requirements(content::RequirementsFile kind,
                                                                               std::string_view source) {
  if (source.size() > content::kMostBytes) return tl::unexpected(content::too_large().error());
  if (kind == content::RequirementsFile::conda) return content::read_conda_environment(source);
  return content::read_requirements(source);
}

Violation not_pinned(const std::string& path, content::RequirementsFile kind,
                     const content::Requirements& requirements, const Lock& lock) {
  const auto& all = requirements.loose;
  const content::LooseRequirement& first = all.front();
  std::vector<Text> shown;
  for (std::size_t at = 0; at < std::min(kShown, all.size()); ++at) shown.push_back(described(all[at]));
  if (all.size() > kShown) shown.push_back(tr_n("and {count} more", "and {count} more", all.size() - kShown));
  std::vector<Edit> edits;
  for (const content::LooseRequirement& loose : all)
    if (edits.size() < kMostEdits && loose.write.size() <= kLongestLine)
      edits.push_back(
          {loose.file.empty() ? path : loose.file, loose.line, loose.text, with_version(loose, lock)});
  Text known = what_to_write(edits, lock);
  const Text total = tr_n("{count} package", "{count} packages", requirements.entries);
  return {.reason = &requirements_not_pinned,
          .arguments = {{"path", path},
                        {"packages",
                         tr_n("{count} of {total} has no exact version",
                              "{count} of {total} have no exact version", all.size(), {{"total", total}})},
                        {"requirements", std::move(shown)},
                        {"lookup", known.empty() ? lookup(first, kind) : std::move(known)}},
          .remedy = {.kind = Remedy::Kind::change, .edits = std::move(edits)},
          .line = first.line};
}

}  // namespace expgate::rules
