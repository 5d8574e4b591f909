#include "engine/commit_remedies.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/strings.h"
#include "engine/commits.h"
#include "engine/mending.h"
#include "message/message.h"
#include "model/ref_name.h"
#include "text/shell.h"

namespace expgate::engine {

namespace {

constexpr std::size_t kMostOpened = 20;  // commits that are looked into once more, and paths at the tip

std::string_view header_of(std::string_view message) {
  return message.substr(0, message.find('\n'));
}

bool is_planned(Remedy::Kind kind) {
  return kind != Remedy::Kind::manual && kind != Remedy::Kind::run;
}

class Plan {
 public:
  Plan(std::size_t update, const Brought& brought) : update_(update), brought_(brought) {}

  void add(const FoundIn& found, const Finding& finding) {
    const Oid& commit = *found.pending->commit;
    if (mendings_.empty() || mendings_.back().commit != commit)
      mendings_.push_back({commit, found.parents, brought_.updates[update_].tip == commit});
    const auto& file = found.pending->file;  // of a submodule, too, which is no object of this repository
    mendings_.back().add(finding.remedy.kind, finding.path.value_or(""),
                         file ? std::optional(file->oid) : finding.object);
    mode_ = found.context.mode;
  }

  Result<MendingCommands> commands() {
    if (mendings_.empty()) return MendingCommands{};
    TRY(look_into());
    TRY_ASSIGN(const MendedRef ref, mended_ref());
    MendingCommands mended = commands_for(mendings_, ref);
    if (mode_ != Mode::ci) TRY_SET(mended.fixups, fixups_for(mended, ref));
    return mended;
  }

 private:
  // Commits that `expgate mend` folds into the last ones that brought the files; what was wrong with them
  // before gets that version then, and a file that is gone at the tip is left out.
  [[nodiscard]] Result<std::vector<Command>> fixups_for(const MendingCommands& mended,
                                                        const MendedRef& ref) const {
    TRY_ASSIGN(const Commit tip, brought_.repository.commit(*brought_.updates[update_].tip));
    std::vector<Command> fixups;
    std::set<std::string> seen;
    bool is_needed = false;
    for (auto each = mendings_.rbegin(); each != mendings_.rend(); ++each) {
      std::vector<std::string> paths;
      for (const std::string& path : each->changed) {
        TRY_ASSIGN(const auto file, brought_.repository.file(tip.tree, path));
        if (file && seen.insert(path).second) paths.push_back(path);
      }
      if (seen.size() > 2 * kMostOpened) return std::vector<Command>{};
      const std::pair what{each->commit, Remedy::Kind::change};
      if (std::find(mended.leaves.begin(), mended.leaves.end(), what) == mended.leaves.end()) continue;
      is_needed = true;
      if (!paths.empty())
        fixups.push_back(
            with_paths_from_top({"git", "commit", "--fixup=" + each->commit.abbreviated()}, paths));
    }
    if (!is_needed) return fixups;
    if (!ref.other_branch.empty()) fixups.insert(fixups.begin(), {"git", "switch", ref.other_branch});
    fixups.push_back({"expgate", "mend"});
    return fixups;
  }

  // Finds out what will be left of the commits, and which are to be folded into another one.
  Result<void> look_into() {
    std::size_t opened = 0;
    for (Mending& each : mendings_) {
      if (++opened > kMostOpened) break;
      TRY_ASSIGN(const Commit commit, brought_.repository.commit(each.commit));
      if (!each.removed.empty() || !each.cleaned.empty()) TRY(look_at_files(each, commit));
      const message::Message parsed = message::parse(commit);
      if (each.is_worded && parsed.kind == message::Kind::autosquash)
        TRY_SET(each.is_folded, has_fold_target(commit));
    }
    return {};
  }

  Result<void> look_at_files(Mending& mending, const Commit& commit) const {
    const message::Message unread;
    const JudgedCommit judged(commit, unread, brought_.repository);
    TRY_ASSIGN(const std::span<const File> files, judged.introduced());
    TRY_ASSIGN(const std::vector<File> replaced, judged.replaced());
    const auto all = [&](const std::set<std::string>& paths, bool are_new) {
      return std::all_of(files.begin(), files.end(), [&](const File& file) {
        return (file.old_mode == 0) == are_new && paths.contains(file.path);
      });
    };
    if (mending.parents < 2) {
      mending.is_emptied = replaced.empty() && !mending.removed.empty() && all(mending.removed, true);
      mending.is_redone = all(mending.cleaned, false);
    }
    return name_removed(mending, commit, files);
  }

  // Folders stand for their files where the commit made them. What a parent has too is put back.
  Result<void> name_removed(Mending& mending, const Commit& commit, std::span<const File> files) const {
    std::vector<std::string_view> introduced;  // a commit may bring 100,000
    introduced.reserve(files.size());
    for (const File& file : files) {
      introduced.emplace_back(file.path);
      if (file.old_mode != 0 && mending.removed.contains(file.path)) mending.put_back.insert(file.path);
    }
    std::optional<Oid> before;
    if (!commit.parents.empty()) {
      TRY_ASSIGN(const Commit parent, brought_.repository.commit(commit.parents.front()));
      before = parent.tree;
    }
    for (const std::string& name : by_folder(mending.removed, introduced)) {
      bool was_there = false;
      if (before && name.ends_with('/')) {
        TRY_ASSIGN(const auto folder, brought_.repository.folder(*before, name.substr(0, name.size() - 1)));
        was_there = folder.has_value();
      }
      if (!was_there) {
        mending.to_remove.push_back(name);
        continue;
      }
      const auto first = mending.removed.lower_bound(name);
      for (auto at = first; at != mending.removed.end() && at->starts_with(name); ++at)
        mending.to_remove.push_back(*at);
    }
    return {};
  }

  [[nodiscard]] Result<bool> has_fold_target(const Commit& fold) const {
    const std::string_view target = message::autosquash_target(header_of(fold.message));
    if (target.empty()) return false;
    std::set<Oid> is_on_ref{*brought_.updates[update_].tip};
    const std::vector<Reached>& reached = brought_.reached.commits;
    for (std::size_t i = reached.size(); i-- > 0;) {  // children first
      const Oid& oid = reached[i].oid;
      if (!is_on_ref.contains(oid)) continue;
      TRY_ASSIGN(const Commit other, brought_.repository.commit(oid));
      is_on_ref.insert(other.parents.begin(), other.parents.end());
      if (oid == fold.oid) continue;
      if (header_of(other.message).starts_with(target) || oid.hex().starts_with(target)) return true;
    }
    return false;
  }

  [[nodiscard]] Result<MendedRef> mended_ref() const {
    MendedRef ref;
    const PeeledUpdate& update = brought_.updates[update_];
    TRY_SET(ref.base, base_of(*update.tip));
    find_range(ref);
    TRY_SET(ref.at_tip, left_at_tip());
    if (is_tag(update.update->ref) && !is_on_branch(*update.tip) && only_removes()) {
      ref.name = update.update->ref;  // HEAD may be anywhere
      return ref;
    }
    for (const PeeledUpdate& each : brought_.updates) {
      if (!each.tip || !is_tag(each.update->ref) || each.tip != update.tip) continue;
      const bool is_light = each.update->new_oid == *each.tip;
      const std::string name(short_name(each.update->ref));
      ref.again.push_back(is_light ? Command{"git", "tag", "-f", name}
                                   : Command{"env", "GIT_EDITOR=:", "git", "tag", "-a", "-f", name});
    }
    const auto branches =
        std::count_if(brought_.updates.begin(), brought_.updates.end(),
                      [](const PeeledUpdate& each) { return each.tip && is_branch(each.update->ref); });
    TRY_ASSIGN(const bool is_elsewhere, head_is_elsewhere(*update.tip));
    if ((branches > 1 || is_elsewhere) && is_branch(update.update->ref))
      ref.other_branch = short_name(update.update->ref);
    return ref;
  }

  // Whether a branch of this push has that tip.
  [[nodiscard]] bool is_on_branch(const Oid& tip) const {
    return std::any_of(brought_.updates.begin(), brought_.updates.end(), [&](const PeeledUpdate& each) {
      return each.tip == tip && is_branch(each.update->ref);
    });
  }

  [[nodiscard]] bool only_removes() const {
    return std::all_of(mendings_.begin(), mendings_.end(),
                       [](const Mending& each) { return !each.is_worded && !each.objects.empty(); });
  }

  // Whether HEAD is known to be at another commit: only on a client.
  [[nodiscard]] Result<bool> head_is_elsewhere(const Oid& tip) const {
    if (mode_ != Mode::pre_push) return false;
    TRY_ASSIGN(const auto head, brought_.repository.resolve("HEAD"));
    return head && *head != tip;
  }

  // Where the range of what is to be rewritten ends, and whether there are merges in it.
  void find_range(MendedRef& ref) const {
    const Mending& first = mendings_.front();
    const FirstReached& reached = brought_.reached;
    if (first.parents > 0) ref.outside.push_back(first.commit.abbreviated() + "^");
    std::vector<bool> is_open(reached.commits.size() + reached.outside.size());
    bool is_behind = false;                                   // of the first: nothing there is rewritten
    for (std::size_t i = reached.commits.size(); i-- > 0;) {  // children first
      const Oid& oid = reached.commits[i].oid;
      if (!is_open[i] && oid != brought_.updates[update_].tip) continue;
      std::span<const std::uint32_t> parents = reached.parents_of(i);
      ref.has_merges = ref.has_merges || (!is_behind && parents.size() > 1);
      is_behind = is_behind || oid == first.commit;
      if (oid == first.commit && !parents.empty()) parents = parents.subspan(1);
      for (const std::uint32_t parent : parents) is_open[parent] = true;
    }
    std::vector<Oid> outside;
    for (std::size_t i = 0; i < reached.outside.size(); ++i)
      if (is_open[reached.commits.size() + i]) outside.push_back(reached.outside[i]);
    std::sort(outside.begin(), outside.end());
    for (const Oid& each : outside)
      if (ref.outside.size() <= 2 * kMostOpened) ref.outside.push_back(each.abbreviated());
  }

  // What of the files to remove the tip has.
  [[nodiscard]] Result<std::vector<std::string>> left_at_tip() const {
    TRY_ASSIGN(const Commit tip, brought_.repository.commit(*brought_.updates[update_].tip));
    std::set<std::pair<std::string, Oid>> all;
    for (const Mending& each : mendings_) all.insert(each.objects.begin(), each.objects.end());
    std::vector<std::string> at_tip;
    for (const auto& [path, object] : all) {
      if (at_tip.size() == 2 * kMostOpened) break;
      TRY_ASSIGN(const auto file, brought_.repository.file(tip.tree, path));
      if (file && file->oid == object) at_tip.push_back(path);
    }
    return at_tip;
  }

  // Where what the ref brings begins, along first parents.
  [[nodiscard]] Result<std::string> base_of(const Oid& tip) const {
    if (std::none_of(mendings_.begin(), mendings_.end(), [](const Mending& each) { return each.is_folded; }))
      return "";
    std::set<Oid> is_brought;
    for (const Reached& each : brought_.reached.commits) is_brought.insert(each.oid);
    Oid at = tip;
    while (is_brought.contains(at)) {
      TRY_ASSIGN(const Commit commit, brought_.repository.commit(at));
      if (commit.parents.empty()) return "--root";
      at = commit.parents.front();
    }
    return at.abbreviated();
  }

  std::size_t update_;
  const Brought& brought_;
  Mode mode_ = Mode::pre_receive;
  std::vector<Mending> mendings_;
};

}  // namespace

namespace {

// An edit is made in the file as the tip has it: one of an older version is none.
Result<void> drop_stale_edits(Finding& finding, const FoundIn& found, const Brought& brought) {
  const auto& file = found.pending->file;
  if (finding.remedy.edits.empty() || !file || !finding.path) return {};
  TRY_ASSIGN(const Commit tip, brought.repository.commit(*brought.updates[found.update].tip));
  TRY_ASSIGN(const auto now, brought.repository.file(tip.tree, *finding.path));
  if (!now || now->oid != file->oid) finding.remedy.edits.clear();
  return {};
}

}  // namespace

Result<void> add_remedies(std::vector<Finding>& findings, std::span<const FoundIn> found,
                          const Brought& brought) {
  std::map<std::size_t, Severity> gravest;  // of what was found on the ref of an update
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].is_waived) {
      set_commands(findings[i], {}, found[i].context);
      continue;
    }
    Severity& known = gravest[found[i].update];
    known = std::max(known, findings[i].severity);
  }
  for (const auto& each : gravest) {
    const std::size_t update = each.first;
    const Severity severity = each.second;
    const auto is_meant = [&](std::size_t i) {
      return found[i].update == update && !found[i].is_waived &&
             is_planned(found[i].pending->violation.remedy.kind);
    };
    Plan plan(update, brought);
    for (std::size_t i = 0; i < found.size(); ++i)
      if (is_meant(i) && findings[i].severity == severity) plan.add(found[i], findings[i]);
    TRY_ASSIGN(MendingCommands mended, plan.commands());
    const Commands shared(std::move(mended.commands));
    const Commands fixups(std::move(mended.fixups));
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!is_meant(i)) continue;
      TRY(drop_stale_edits(findings[i], found[i], brought));
      const std::pair what{*found[i].pending->commit, findings[i].remedy.kind};
      const bool is_left = findings[i].severity != severity ||
                           std::find(mended.leaves.begin(), mended.leaves.end(), what) != mended.leaves.end();
      const bool is_fixed_up =
          is_left && what.second == Remedy::Kind::change && findings[i].severity == severity;
      set_commands(findings[i], is_fixed_up ? fixups : is_left ? Commands() : shared, found[i].context);
    }
  }
  return {};
}

}  // namespace expgate::engine
