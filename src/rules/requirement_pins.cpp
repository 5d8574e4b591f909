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
    {"lookup", msgid("`pip freeze` prints the versions that you have").english}};

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

Text lookup(const content::LooseRequirement& loose, content::RequirementsFile kind) {
  if (!loose.is_plain) return tr("`git ls-remote URL` prints the commits");
  if (kind == content::RequirementsFile::conda && loose.write.find("==") == std::string::npos)
    return tr("`conda list` prints the versions that you have");
  return tr("`pip freeze` prints the versions that you have");
}

}  // namespace

const Reason requirements_not_pinned{
    .name = "not-pinned",
    .text = msgid("`{path}`: {packages}: {requirements}"),
    .help = msgid("give each an exact version or commit: {lookup}"),
    .example = kExample,
};

tl::expected<content::Requirements, content::ParseError> read_any_requirements(content::RequirementsFile kind,
                                                                               std::string_view source) {
  if (source.size() > content::kMostBytes) return tl::unexpected(content::too_large().error());
  if (kind == content::RequirementsFile::conda) return content::read_conda_environment(source);
  return content::read_requirements(source);
}

Violation not_pinned(const std::string& path, content::RequirementsFile kind,
                     const content::Requirements& requirements) {
  const auto& all = requirements.loose;
  const content::LooseRequirement& first = all.front();
  std::vector<Text> shown;
  for (std::size_t at = 0; at < std::min(kShown, all.size()); ++at) shown.push_back(described(all[at]));
  if (all.size() > kShown) shown.push_back(tr_n("and {count} more", "and {count} more", all.size() - kShown));
  const Text total = tr_n("{count} package", "{count} packages", requirements.entries);
  Violation violation{.reason = &requirements_not_pinned,
                      .arguments = {{"path", path},
                                    {"packages", tr_n("{count} of {total} has no exact version",
                                                      "{count} of {total} have no exact version", all.size(),
                                                      {{"total", total}})},
                                    {"requirements", std::move(shown)},
                                    {"lookup", lookup(first, kind)}},
                      .remedy = {Remedy::Kind::change},
                      .line = first.line};
  if (first.write.size() <= kLongestLine)
    violation.remedy.edits.push_back(
        {first.file.empty() ? path : first.file, first.line, first.text, first.write});
  return violation;
}

}  // namespace expgate::rules
