#include "text/glob_folder.h"

#include <algorithm>

namespace expgate::text {

namespace {

using Components = std::span<const std::string_view>;

// Whether one of the two lists of components begins with the other.
bool lie_on_one_way(const std::vector<std::string>& root, Components folder) {
  const std::size_t shared = std::min(root.size(), folder.size());
  return std::equal(root.begin(), root.begin() + static_cast<std::ptrdiff_t>(shared), folder.begin());
}

// Whether all the `wanted` are among the components of a folder, in that order.
bool lie_on_way(const std::vector<std::string>& wanted, Components folder) {
  auto at = folder.begin();
  for (const std::string& each : wanted) {
    at = std::find(at, folder.end(), each);
    if (at == folder.end()) return false;
    ++at;
  }
  return true;
}

// Whether a match may lie below a folder, as far as the number of components goes: it is not as deep as the
// glob, or one of them may be a folder that the glob matches.
bool is_deep_enough(const GlobAlternative& glob, Components folder) {
  if (glob.most == 0 || folder.size() < glob.most) return true;
  return may_have_name(glob, folder[glob.most - 1]);
}

bool leads_there(const GlobAlternative& glob, Components folder) {
  return lie_on_one_way(glob.root, folder) && lie_on_way(glob.folders, folder);
}

// Whether the glob may match the folder, or one above it.
bool may_match_folder(const GlobAlternative& glob, Components folder) {
  for (std::size_t i = 0; i < folder.size(); ++i)
    if (may_have_name(glob, folder[i]) && may_hold(glob, folder.first(i))) return true;
  return false;
}

// Whether a simple glob matches the name.
bool is_name_of(const GlobAlternative& glob, std::string_view name) {
  if (glob.is_literal) return name == glob.head;
  return name.size() >= glob.head.size() + glob.tail.size() && may_have_name(glob, name);
}

bool is_later(const FolderGlobs::NameTest& one, const FolderGlobs::NameTest& other) {
  return one.pattern > other.pattern;
}

}  // namespace

bool may_have_name(const GlobAlternative& glob, std::string_view name) {
  return name.ends_with(glob.tail) && name.starts_with(glob.head) &&
         (glob.inside.empty() || name.find(glob.inside) != std::string_view::npos);
}

bool may_hold(const GlobAlternative& glob, Components folder) {
  return is_deep_enough(glob, folder) && leads_there(glob, folder);
}

bool may_hold_below(const GlobAlternative& glob, Components folder) {
  return is_deep_enough(glob, folder) && lie_on_one_way(glob.root, folder);
}

NameVerdict verdict_on_path(const GlobAlternative& glob, Components path) {
  const std::size_t folders = path.empty() ? 0 : path.size() - 1;
  const std::size_t end = glob.folders_only ? folders : path.size();
  for (std::size_t i = 0; i < end; ++i) {
    if (glob.is_simple ? is_name_of(glob, path[i])
                       : may_have_name(glob, path[i]) && may_hold(glob, path.first(i)))
      return glob.is_simple ? NameVerdict::yes : NameVerdict::unknown;
  }
  return NameVerdict::no;
}

// Most names are told by one byte.
bool FolderGlobs::NameTest::passes(std::string_view name) const {
  if (name.empty() || (last != 0 && name.back() != last) || (first != 0 && name.front() != first))
    return false;
  return glob->is_simple ? is_name_of(*glob, name) : may_have_name(*glob, name);
}

FolderGlobs::FolderGlobs(const std::vector<GlobPattern>& patterns) {
  for (std::size_t place = patterns.size(); place-- > 0;) {
    for (const GlobAlternative& glob : patterns[place].alternatives) {
      const NameTest test{&glob, static_cast<std::ptrdiff_t>(place), patterns[place].negated,
                          glob.head.empty() ? '\0' : glob.head.front(),
                          glob.tail.empty() ? '\0' : glob.tail.back()};
      if (glob.is_simple)
        add_simple(test);
      else
        add_to_group(test);
    }
  }
}

void FolderGlobs::add_simple(const NameTest& test) {
  simple_.push_back(test);
  if (!test.glob->folders_only)
    (test.last == 0 ? of_any_end_ : of_end_[NameEnds::kind_of(test.last)]).push_back(test);
  if (test.negated || test.glob->folders_only) return;
  last_simple_that_takes_ = std::max(last_simple_that_takes_, test.pattern);
  simple_ends_.add(test.glob->tail);
}

void FolderGlobs::add_to_group(const NameTest& test) {
  const auto like = std::ranges::find_if(groups_, [&](const Group& group) {
    const GlobAlternative& other = *group.tests.front().glob;
    return other.root == test.glob->root && other.folders == test.glob->folders;
  });
  if (like == groups_.end())
    groups_.push_back({{test}});
  else
    like->tests.push_back(test);
}

FolderGlobs::Folder FolderGlobs::in(Components components) const {
  Folder folder;
  folder.globs_ = this;
  for (const NameTest& test : simple_) {
    if (std::ranges::none_of(components, [&](std::string_view each) { return test.passes(each); })) continue;
    folder.above_ = test.pattern;
    folder.from_above_ = test.negated ? NameVerdict::no : NameVerdict::yes;
    break;
  }
  for (const Group& group : groups_) {
    if (!leads_there(*group.tests.front().glob, components)) continue;
    for (const NameTest& test : group.tests) {
      if (test.pattern <= folder.above_ || !is_deep_enough(*test.glob, components)) continue;
      if (may_match_folder(*test.glob, components)) {
        folder.above_ = test.pattern;
        folder.from_above_ = NameVerdict::unknown;
      } else if (!test.glob->folders_only && (test.glob->most == 0 || components.size() < test.glob->most)) {
        folder.others_.push_back(test);
      }
    }
  }
  std::erase_if(folder.others_, [&](const NameTest& test) { return test.pattern <= folder.above_; });
  std::ranges::sort(folder.others_, is_later);
  if (folder.from_above_ != NameVerdict::no) folder.ends_.add("");
  if (last_simple_that_takes_ > folder.above_) folder.ends_.add(simple_ends_);
  for (const NameTest& test : folder.others_)
    if (!test.negated) folder.ends_.add(test.glob->tail);
  return folder;
}

const FolderGlobs::NameTest* FolderGlobs::last_simple(std::string_view name, std::ptrdiff_t above) const {
  const NameTest* last = nullptr;
  if (name.empty()) return last;
  for (const auto* tests : {&of_any_end_, &of_end_[NameEnds::kind_of(name.back())]}) {
    const auto found = std::ranges::find_if(
        *tests, [&](const NameTest& test) { return test.pattern <= above || test.passes(name); });
    if (found == tests->end() || found->pattern <= above) continue;
    last = &*found;
    above = last->pattern;
  }
  return last;
}

NameVerdict FolderGlobs::Folder::of(std::string_view name) const {
  const auto other = std::ranges::find_if(others_, [&](const NameTest& test) { return test.passes(name); });
  std::ptrdiff_t last = above_;
  NameVerdict verdict = from_above_;
  if (other != others_.end()) {
    last = other->pattern;
    verdict = NameVerdict::unknown;
  } else if (verdict == NameVerdict::no && globs_->last_simple_that_takes_ <= above_) {
    return NameVerdict::no;
  }
  const NameTest* simple = globs_->last_simple(name, last);
  if (simple != nullptr) return simple->negated ? NameVerdict::no : NameVerdict::yes;
  return verdict;
}

}  // namespace expgate::text
