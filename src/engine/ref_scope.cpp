#include "engine/ref_scope.h"

#include <algorithm>
#include <utility>

namespace expgate::engine {

namespace {

constexpr std::string_view kHeads = "refs/heads/";
constexpr std::string_view kTags = "refs/tags/";

bool is_literal(std::string_view glob) {
  return glob.find_first_of("*?[{\\!") == std::string_view::npos;
}

// Whether the glob is a literal folder and everything below it: "exp/*", "exp/**".
bool is_prefix(std::string_view glob) {
  const std::size_t star = glob.find('*');
  return star != std::string_view::npos && star > 0 && glob[star - 1] == '/' &&
         is_literal(glob.substr(0, star)) && glob.find_first_not_of('*', star) == std::string_view::npos;
}

}  // namespace

Result<RefScope::Side> RefScope::compile_side(const std::vector<std::string>& globs,
                                              std::string_view default_branch) {
  Side side;
  std::vector<std::string> branch_globs;
  std::vector<std::string> tag_globs;
  for (std::string_view glob : globs) {
    if (glob == "@default") {
      if (default_branch.starts_with(kHeads))
        side.branches.exact.emplace_back(default_branch.substr(kHeads.size()));
      continue;
    }
    if (glob == "**") {
      side.branches.all = side.tags.all = true;
      continue;
    }
    if (glob.starts_with(kTags)) glob.remove_prefix(std::string_view("refs/").size());
    if (glob.starts_with(kHeads)) glob.remove_prefix(kHeads.size());
    const bool is_tag = glob.starts_with("tags/");
    if (is_tag) glob.remove_prefix(std::string_view("tags/").size());
    Names& names = is_tag ? side.tags : side.branches;
    if (glob == "*" || glob == "**")
      names.all = true;
    else if (is_literal(glob))
      names.exact.emplace_back(glob);
    else if (is_prefix(glob))
      names.prefixes.emplace_back(glob.substr(0, glob.find('*')));
    else
      (is_tag ? tag_globs : branch_globs).push_back("/" + std::string(glob));  // from the start of the name
  }
  TRY_SET(side.branches.globs, text::GlobSet::compile(branch_globs));
  TRY_SET(side.tags.globs, text::GlobSet::compile(tag_globs));
  return side;
}

Result<RefScope> RefScope::compile(const std::vector<std::string>& refs,
                                   const std::vector<std::string>& exclude_refs,
                                   std::string_view default_branch) {
  RefScope scope;
  scope.everything_ = refs.empty();
  TRY_SET(scope.included_, compile_side(refs, default_branch));
  TRY_SET(scope.excluded_, compile_side(exclude_refs, default_branch));
  return scope;
}

bool RefScope::Names::holds(std::string_view name) const {
  return all || std::find(exact.begin(), exact.end(), name) != exact.end() ||
         std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return name.starts_with(prefix); }) ||
         globs.matches(name);
}

bool RefScope::Side::holds(std::string_view ref) const {
  if (ref.starts_with(kHeads)) return branches.holds(ref.substr(kHeads.size()));
  if (ref.starts_with(kTags)) return tags.holds(ref.substr(kTags.size()));
  return false;
}

bool RefScope::covers(std::string_view ref) const {
  if (spared_ != nullptr && !ref.starts_with(kHeads) && !ref.starts_with(kTags) && spared_->matches(ref))
    return false;
  return (everything_ || included_.holds(ref)) && !excluded_.holds(ref);
}

}  // namespace expgate::engine
