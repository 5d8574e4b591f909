#include "engine/looked_at.h"

#include <algorithm>

namespace expgate::engine {

void LookedAt::note(const text::GlobSet& wanted) const {
  is_touched_ = is_touched_ || std::any_of(touched_.begin(), touched_.end(),
                                           [&](const std::string& path) { return wanted.matches(path); });
}

Result<std::vector<File>> LookedAt::files(const text::GlobSet& wanted) const {
  note(wanted);
  return view_.files(wanted);
}

Result<std::vector<File>> LookedAt::first_files(const text::GlobSet& wanted, rules::FileRank rank,
                                                std::size_t most) const {
  note(wanted);
  return view_.first_files(wanted, rank, most);
}

// To ask for all that changed is to look at nothing yet: what is read then counts.
Result<std::vector<File>> LookedAt::changed(const text::GlobSet& wanted) const {
  constexpr std::string_view kAnyPath = "\x01/\x01";
  if (!wanted.matches(kAnyPath)) note(wanted);
  return view_.changed(wanted);
}

Result<std::optional<File>> LookedAt::file(std::string_view path) const {
  is_touched_ = is_touched_ || std::find(touched_.begin(), touched_.end(), path) != touched_.end();
  return view_.file(path);
}

Result<std::string> LookedAt::content(const File& file) const {
  is_touched_ = is_touched_ || std::find(touched_.begin(), touched_.end(), file.path) != touched_.end();
  return view_.content(file);
}

Result<std::optional<Tag>> LookedAt::tag() const {
  is_touched_ = true;  // a tag is always its push's own
  return view_.tag();
}

Result<void> drop_untouched(Violations& violations, const ActiveCheck& check, const rules::TipView& view,
                            std::span<const std::string> touched) {
  const bool only_warns = check.check->severity != Severity::error;
  const auto is_warning = [&](const Violation& each) { return only_warns || each.only_warns; };
  if (std::none_of(violations.begin(), violations.end(), is_warning)) return {};
  const LookedAt looked(view, touched);
  Violations again;
  TRY(std::get<rules::JudgeTip>(check.judge)(looked, again));
  if (!looked.is_touched()) std::erase_if(violations, is_warning);
  return {};
}

Result<std::vector<std::string>> touched_paths(const PeeledUpdate& update, const Commit& tip,
                                               const std::string& default_branch, Repository& repository) {
  std::optional<Oid> base = update.old_tip;
  if (!base && update.update->ref != default_branch && !default_branch.empty()) {
    TRY_ASSIGN(const auto default_tip, repository.resolve(default_branch));
    if (default_tip) TRY_SET(base, repository.merge_base(*default_tip, tip.oid));
  }
  Oid before;
  if (base) {
    TRY_ASSIGN(const Commit commit, repository.commit(*base));
    before = commit.tree;
  }
  std::vector<std::string> paths;
  TRY_ASSIGN(const std::vector<File> there, repository.changed(tip.tree, before));
  for (const File& file : there) paths.push_back(file.path);
  if (before.is_zero()) return paths;
  TRY_ASSIGN(const std::vector<File> gone, repository.changed(before, tip.tree));
  for (const File& file : gone) paths.push_back(file.path);
  return paths;
}

}  // namespace expgate::engine
