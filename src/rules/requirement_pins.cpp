#include "rules/requirement_pins.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/strings.h"

namespace expgate::rules {

namespace {

constexpr std::size_t kShown = 3;          // lines that a message names
constexpr std::size_t kLongestText = 100;  // bytes of a line that are shown

std::string shortened(const std::string& text) {
  return text.size() > kLongestText ? text.substr(0, kLongestText) + "…" : text;
}

}  // namespace

tl::expected<content::Requirements, content::ParseError> read_any_requirements(content::RequirementsFile kind,
                                                                         std::string_view source) {
  if (source.size() > content::kMostBytes) return tl::unexpected(content::too_large().error());
  if (kind == content::RequirementsFile::conda) return content::read_conda_environment(source);
  return content::read_requirements(source);
}

std::string what_is_loose(const content::Requirements& requirements) {
  const auto& loose = requirements.loose;
  std::string text =
      fmt::format("{} of {} {} not pinned: ", loose.size(), count_of(requirements.entries, "requirement"),
                  loose.size() == 1 ? "is" : "are");
  for (std::size_t at = 0; at < std::min(kShown, loose.size()); ++at) {
    text += fmt::format("{}`{}` (line {}) {}", at == 0 ? "" : ", ", shortened(loose[at].text), loose[at].line,
                        loose[at].what);
  }
  if (loose.size() > kShown) text += fmt::format(", and {} more", loose.size() - kShown);
  return text;
}

std::string how_to_pin(const content::Requirements& requirements, content::RequirementsFile kind) {
  const content::LooseRequirement& first = requirements.loose.front();
  std::string learn = kind == content::RequirementsFile::conda && first.write.find("==") == std::string::npos
                          ? "`conda list` names the versions you have"
                          : "`pip freeze` names the versions you have";
  if (!first.is_plain) learn = "`git ls-remote URL` names the commits";
  return fmt::format("write `{}` in line {}; {}", shortened(first.write), first.line, learn);
}

}  // namespace expgate::rules
