#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/active_check.h"
#include "engine/push_reach.h"
#include "model/repository.h"
#include "rules/rule.h"

namespace expgate::engine {

// A tip that notes whether a rule looks at one of these paths in it, of files that are there or gone.
class LookedAt : public rules::TipView {
 public:
  LookedAt(const rules::TipView& view, std::span<const std::string> touched)
      : TipView(view.update, view.context), view_(view), touched_(touched) {}
  Result<std::vector<File>> files(const text::GlobSet& wanted) const override;
  Result<std::vector<File>> first_files(const text::GlobSet& wanted, rules::FileRank rank,
                                        std::size_t most) const override;
  Result<std::vector<File>> changed(const text::GlobSet& wanted) const override;
  Result<std::optional<File>> file(std::string_view path) const override;
  Result<std::uint64_t> size(const File& file) const override { return view_.size(file); }
  Result<std::string> content(const File& file) const override;
  Result<std::optional<Tag>> tag() const override;

  [[nodiscard]] bool is_touched() const { return is_touched_; }

 private:
  void note(const text::GlobSet& wanted) const;

  const rules::TipView& view_;
  std::span<const std::string> touched_;
  mutable bool is_touched_ = false;
};

// Takes out the warnings of a check if it looks at none of the paths: asks it once more, which nobody pays
// for who is not to be warned.
Result<void> drop_untouched(Violations& violations, const ActiveCheck& check, const rules::TipView& view,
                            std::span<const std::string> touched);

// The paths that differ between a ref's new tip and what it was before; of a new ref, where it left the
// default branch. Everything, if that cannot be told.
Result<std::vector<std::string>> touched_paths(const PeeledUpdate& update, const Commit& tip,
                                               const std::string& default_branch, Repository& repository);

}  // namespace expgate::engine
