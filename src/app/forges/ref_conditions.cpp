#include "app/forges/ref_conditions.h"

#include <optional>
#include <string_view>

namespace expgate::app {

namespace {

constexpr std::string_view kBranchNames = "refs/heads/";
constexpr std::string_view kTagNames = "refs/tags/";

bool has_more_than_stars(std::string_view glob) {
  return glob.find_first_of("?[{\\!") != std::string_view::npos;
}

// The names that the glob, without its prefix, stands for. Nothing: fnmatch has no words for it.
std::optional<std::vector<std::string>> fnmatch_names(std::string_view glob, std::string_view prefix) {
  const std::string full = std::string(prefix) + std::string(glob);
  if (has_more_than_stars(glob)) return std::nullopt;
  if (glob.find('*') == std::string_view::npos) return std::vector<std::string>{full};
  const std::size_t slash = glob.rfind('/');
  const std::string_view last = glob.substr(slash == std::string_view::npos ? 0 : slash + 1);
  if (slash != std::string_view::npos && last.find_first_not_of('*') == std::string_view::npos) {
    const std::string folder = full.substr(0, full.size() - last.size());  // all that is below it
    if (glob.substr(0, slash).find('*') == std::string_view::npos) return std::vector{folder + "**/*"};
    return std::nullopt;
  }
  if (glob.find("**") != std::string_view::npos) return std::nullopt;
  return std::vector{full, full + "/**/*"};  // what matches a folder matches everything below it
}

// A list of globs, those of one kind of ref. False: some of it cannot be said.
bool add_all(const std::vector<std::string>& globs, bool tags, std::vector<std::string>& names) {
  bool is_whole = true;
  for (std::string_view glob : globs) {
    if (glob == "**" || (glob == "*" && !tags)) {
      names.emplace_back("~ALL");
      continue;
    }
    if (glob == "@default") {
      if (!tags) names.emplace_back("~DEFAULT_BRANCH");
      continue;
    }
    if (glob.starts_with(kTagNames)) glob.remove_prefix(std::string_view("refs/").size());
    if (glob.starts_with(kBranchNames)) glob.remove_prefix(kBranchNames.size());
    const bool is_tag = glob.starts_with("tags/");
    if (is_tag) glob.remove_prefix(std::string_view("tags/").size());
    if (is_tag != tags) continue;
    if (glob == "*" || glob == "**") {
      names.emplace_back("~ALL");
      continue;
    }
    const auto found = fnmatch_names(glob, tags ? kTagNames : kBranchNames);
    is_whole = is_whole && found.has_value();
    if (found) names.insert(names.end(), found->begin(), found->end());
  }
  return is_whole;
}

RefConditions conditions_of(const policy::Check& check, bool tags) {
  RefConditions found;
  if (check.refs.empty())
    found.include.emplace_back("~ALL");
  else
    found.is_whole = add_all(check.refs, tags, found.include);
  if (!add_all(check.exclude_refs, tags, found.exclude)) return {.is_whole = false};
  return found;
}

}  // namespace

RefConditions conditions_of_branches(const policy::Check& check) {
  return conditions_of(check, false);
}

RefConditions conditions_of_tags(const policy::Check& check) {
  return conditions_of(check, true);
}

}  // namespace expgate::app
