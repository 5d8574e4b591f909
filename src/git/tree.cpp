#include "git/tree.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "git/case_collisions.h"
#include "git/shared_entries.h"
#include "git/tree_cursor.h"

namespace expgate::git {

namespace {

constexpr std::size_t kDeepest = 512;  // folders in a path; git itself stops at 4096 bytes of path
constexpr std::size_t kMostFiles =
    2'000'000;  // of one commit: a tree that names itself again and again ends here
// A few trees that name each other again and again stand for more files than there is memory for. Beyond so
// many files, a commit may bring so many for each entry that it really has.
constexpr std::size_t kUnwatched = 30'000;
constexpr std::size_t kMostRepeats = 2;
constexpr std::size_t kLongestPath = 4096;  // bytes: git itself opens none that is longer
constexpr std::size_t kMostPathBytes = std::size_t{32}
                                       << 20U;  // of all together, beyond a mean of 64 for each
constexpr std::size_t kUsualPath = 64;
constexpr std::size_t kLastBit = 63;  // of the parents

// What is wrong with the place of an entry behind `previous`, if there is one.
EntryDefect flaw_behind(const TreeEntry& previous, const TreeEntry& entry) {
  if (previous.length == 0) return EntryDefect::none;
  const int order = compare_names(previous, entry);
  if (order < 0) return EntryDefect::none;
  return order == 0 ? EntryDefect::duplicate : EntryDefect::unsorted;
}

// Walks a tree beside others. Each entry of the tree is walked, in whatever order they stand: in a malformed
// tree one may be taken for new that is not, but none is passed over.
class Differ {
 public:
  explicit Differ(const Objects& objects) : objects_(objects) {}

  Result<std::vector<File>> run(const Oid& tree, const std::vector<Oid>& others) {
    TRY(folder(tree, others, 0));
    return std::move(files_);
  }

 private:
  Result<void> folder(const Oid& tree, const std::vector<Oid>& others, std::size_t depth) {
    if (depth > kDeepest)
      return fail(
          tr("tree {oid} is nested deeper than {limit} folders", {{"oid", tree.hex()}, {"limit", kDeepest}}));
    TRY_ASSIGN(Cursor mine, Cursor::open(objects_, tree));
    TRY_ASSIGN(std::vector<Cursor> theirs, open_all(others));
    const Cursor begin = mine;
    const std::size_t first_file = files_.size();
    const bool is_met_before =
        std::all_of(others.begin(), others.end(), [](const Oid& other) { return other.is_zero(); }) &&
        !new_trees_.insert(tree).second;
    CaseCollisions newcomers;
    TreeEntry previous;
    while (!mine.at_end()) {
      const EntryDefect flaw = flaw_behind(previous, mine.entry());
      if (flaw == EntryDefect::none) {
        // The other parents catch up where an entry is not the first one's.
        const SharedEntries same = shared_entries(mine.rest(), theirs[0].rest(), tree.format);
        if (same.is_all) break;
        if (same.bytes > 0) {
          TRY_SET(previous, parse_entry(tree, mine.rest().substr(same.last_at)));
          TRY(theirs[0].advance(same.bytes));
          TRY(mine.advance(same.bytes));
          continue;
        }
      }
      if (!is_met_before) ++entries_;
      TRY(entry(mine.entry(), flaw, theirs, newcomers, depth));
      previous = mine.entry();
      TRY(mine.advance());
    }
    if (newcomers.empty()) return {};
    if (others.size() > 1) {
      // Of two names that no parent has both of, the first parent lacks one: that one is among these. Who
      // lacks the other one is not known yet.
      if (!newcomers.are_like_others(begin.rest())) return {};
      TRY_SET(newcomers, all_newcomers(begin, others, first_file));
    }
    return name_twins(newcomers, begin.rest(), others);
  }

  [[nodiscard]] Result<std::vector<Cursor>> open_all(const std::vector<Oid>& trees) const {
    std::vector<Cursor> cursors;
    for (const Oid& tree : trees) {
      TRY_ASSIGN(Cursor cursor, Cursor::open(objects_, tree));
      cursors.push_back(std::move(cursor));
    }
    return cursors;
  }

  // The entries that some parent lacks, those too that folder() has passed over.
  Result<CaseCollisions> all_newcomers(Cursor mine, const std::vector<Oid>& others, std::size_t first_file) {
    TRY_ASSIGN(std::vector<Cursor> theirs, open_all(others));
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = first_file; i < files_.size(); ++i) places.emplace(files_[i].path, i);
    CaseCollisions newcomers;
    while (!mine.at_end()) {
      const TreeEntry entry = mine.entry();
      std::uint64_t missing = 0;
      for (std::size_t i = 0; i < theirs.size(); ++i) {
        TRY_ASSIGN(const bool has_it, theirs[i].go_to(entry));
        if (!has_it) missing |= bit(i);
      }
      TRY(mine.advance());
      if (missing == 0) continue;
      const auto file = places.find(path_ + std::string(entry.name));
      newcomers.add({entry.name, missing, entry.mode, entry.oid,
                     file == places.end() ? CaseCollisions::kNoFile : file->second});
    }
    return newcomers;
  }

  // One entry against the entries of the same name and kind in the other trees.
  Result<void> entry(const TreeEntry& mine, EntryDefect flaw, std::vector<Cursor>& theirs,
                     CaseCollisions& newcomers, std::size_t depth) {
    std::vector<Oid> subtrees;
    bool is_new = true;
    std::uint32_t old_mode = 0;
    std::uint64_t missing = 0;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      Cursor& other = theirs[i];
      TRY_ASSIGN(const bool has_it, other.go_to(mine));
      if (!has_it) {
        missing |= bit(i);
        if (mine.is_tree()) subtrees.emplace_back();
        continue;
      }
      const TreeEntry& before = other.entry();
      if (before.mode == mine.mode && before.oid == mine.oid) is_new = false;
      if (old_mode == 0 || before.mode == mine.mode) old_mode = before.mode;
      if (mine.is_tree()) subtrees.push_back(before.oid);
      TRY(other.advance());
    }
    if (is_new && mine.is_padded && flaw == EntryDefect::none) flaw = EntryDefect::padded;
    if (is_new && mine.name.find('/') != std::string_view::npos) flaw = EntryDefect::slash;
    std::size_t place = CaseCollisions::kNoFile;
    if (is_new || flaw != EntryDefect::none) {
      const std::size_t length = path_.size();
      path_ += mine.name;
      File file{path_, mine.mode, mine.oid, old_mode, !is_new || mine.is_tree(), flaw, {}};
      TRY_SET(place, mine.is_tree() ? bring_folder(std::move(file), is_new, subtrees, depth)
                                    : bring(std::move(file)));
      path_.resize(length);
    }
    if ((missing & bit(0)) != 0) newcomers.add({mine.name, missing, mine.mode, mine.oid, place});
    return {};
  }

  // The files of a folder, and the folder itself where none of them can stand for it.
  Result<std::size_t> bring_folder(File file, bool is_new, const std::vector<Oid>& subtrees,
                                   std::size_t depth) {
    const std::size_t files_before = files_.size();
    if (is_new) {
      path_ += '/';
      if (path_.size() > kLongestPath) return too_long();
      TRY(folder(file.oid, subtrees, depth + 1));
    }
    const bool is_empty = is_new && file.old_mode == 0 && files_.size() == files_before;
    if (!is_empty && file.flaw == EntryDefect::none && (!is_new || file.mode == kModeTree))
      return CaseCollisions::kNoFile;
    return bring(std::move(file));
  }

  static tl::unexpected<Error> too_long() {
    return fail(tr("a path is longer than {limit} bytes", {{"limit", kLongestPath}}));
  }

  // Where the file is put.
  Result<std::size_t> bring(File file) {
    path_bytes_ += file.path.size();
    if (file.path.size() > kLongestPath) return too_long();
    if (files_.size() >= kMostFiles || path_bytes_ > kMostPathBytes + kUsualPath * files_.size())
      return fail(
          tr("a commit adds more than {limit} files, or their paths are too long", {{"limit", kMostFiles}}));
    if (files_.size() > kUnwatched + kMostRepeats * entries_)
      return fail(
          tr("a commit repeats the same folders, as more than {count} files", {{"count", files_.size()}}));
    files_.push_back(std::move(file));
    return files_.size() - 1;
  }

  // Notes which newcomers a parent has as a folder where they are files, or the other way round.
  Result<void> note_changed(CaseCollisions& newcomers, const std::vector<Oid>& others) const {
    std::unordered_map<std::string_view, CaseCollisions::Name*> by_name;
    for (CaseCollisions::Name& each : newcomers.names()) by_name.emplace(each.name, &each);
    for (std::size_t i = 0; i < std::min(others.size(), kLastBit); ++i) {  // a shared bit is not known
      TRY_ASSIGN(Cursor theirs, Cursor::open(objects_, others[i]));
      while (!theirs.at_end()) {
        const auto same = by_name.find(theirs.entry().name);
        if (same != by_name.end() && is_tree_mode(same->second->mode) != theirs.entry().is_tree())
          same->second->changed |= bit(i);
        TRY(theirs.advance());
      }
    }
    return {};
  }

  // Tells the newcomers of a folder of those that are like them.
  Result<void> name_twins(CaseCollisions& newcomers, std::string_view tree, const std::vector<Oid>& others) {
    const std::uint64_t last = bit(others.size() - 1);
    const std::uint64_t all = last | (last - 1);
    if (newcomers.matches(tree, all).empty()) return {};
    TRY(note_changed(newcomers, others));
    for (const auto& [name, other] : newcomers.matches(tree, all)) {
      std::size_t place = name->file;
      if (place == CaseCollisions::kNoFile) {
        TRY_SET(place, bring({path_ + std::string(name->name),
                              name->mode,
                              name->oid,
                              name->mode,
                              true,
                              EntryDefect::none,
                              {}}));
      }
      if (name->name != other)
        files_[place].case_collision = path_ + std::string(other);
      else if (files_[place].flaw == EntryDefect::none)
        files_[place].flaw = EntryDefect::duplicate;
    }
    return {};
  }

  // A parent's bit. Those beyond 64 share one, which may blame somebody for another's names.
  static std::uint64_t bit(std::size_t parent) { return std::uint64_t{1} << std::min(parent, kLastBit); }

  const Objects& objects_;
  std::string path_;
  std::vector<File> files_;
  std::size_t path_bytes_ = 0;
  std::unordered_set<Oid, OidHash> new_trees_;  // of folders that no parent has
  std::size_t entries_ = 0;                     // of all trees, each once
};

// Visits the wanted files of a tree.
class Lister {
 public:
  Lister(const Objects& objects, const text::GlobSet& wanted, const VisitFile& visit)
      : objects_(objects), wanted_(wanted), visit_(visit) {}

  Result<void> folder(const Oid& tree, std::size_t depth) {
    if (depth > kDeepest || count_ > kMostFiles)
      return fail(tr("tree {oid} is nested too deep or has too many files", {{"oid", tree.hex()}}));
    TRY_ASSIGN(Cursor cursor, Cursor::open(objects_, tree));
    const text::GlobSet::Folder wanted_here =
        wanted_.in(path_.empty() ? path_ : path_.substr(0, path_.size() - 1));
    while (!cursor.at_end()) {
      TRY(this->entry(cursor.entry(), wanted_here, depth));
      TRY(cursor.advance());
    }
    return {};
  }

 private:
  Result<void> entry(const TreeEntry& entry, const text::GlobSet::Folder& wanted_here, std::size_t depth) {
    const bool is_path =
        entry.name.find('/') != std::string_view::npos;  // malformed: it names its folders too
    if (!entry.is_tree() && !is_path && wanted_here.empty()) return {};
    const std::size_t length = path_.size();
    path_ += entry.name;
    if (entry.is_tree()) {
      if (wanted_.may_match_below(path_)) {
        path_ += '/';
        TRY(folder(entry.oid, depth + 1));
      }
    } else if (is_path ? wanted_.matches(path_) : wanted_here.matches(path_)) {
      ++count_;
      visit_(path_, entry.mode, entry.oid);
    }
    path_.resize(length);
    return {};
  }

  const Objects& objects_;
  const text::GlobSet& wanted_;
  const VisitFile& visit_;
  std::string path_;
  std::size_t count_ = 0;
};

}  // namespace

Result<std::vector<File>> differing(const Objects& objects, const Oid& tree, const std::vector<Oid>& others) {
  if (std::find(others.begin(), others.end(), tree) != others.end()) return std::vector<File>{};
  return Differ(objects).run(tree, others.empty() ? std::vector<Oid>{Oid{}} : others);
}

Result<void> visit_files(const Objects& objects, const Oid& tree, const text::GlobSet& wanted,
                         const VisitFile& visit) {
  if (tree.is_zero() || wanted.empty()) return {};
  return Lister(objects, wanted, visit).folder(tree, 0);
}

}  // namespace expgate::git
