#include "rewrite/fold.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/strings.h"
#include "message/message.h"

namespace expgate::rewrite {

namespace {

// What a commit changes of its first parent: at each path what there was, and what there is.
struct PatchedFile {
  std::optional<git::FileEntry> before;
  std::optional<git::FileEntry> after;
};
using Patch = std::map<std::string, PatchedFile>;

std::string header_of(const std::string& message) {
  return message.substr(0, message.find('\n'));
}

std::string body_of(const std::string& message) {
  const std::size_t end = message.find('\n');
  return end == std::string::npos ? "" : std::string(trim(std::string_view(message).substr(end)));
}

class Folding {
 public:
  Folding(git::Repository& repository, const std::vector<Oid>& commits) : repository_(repository) {
    for (std::size_t i = 0; i < commits.size(); ++i) places_[commits[i]] = i;
  }

  Result<void> read(const std::vector<Oid>& commits) {
    for (const Oid& oid : commits) {
      TRY_ASSIGN(Commit commit, repository_.commit(oid));
      trees_[oid] = commit.tree;
      messages_[oid] = text_of_message(commit);
      commits_.emplace(oid, std::move(commit));
    }
    return {};
  }

  // One commit into the one that it names.
  Result<void> add(const Oid& oid, Steps& actions) {
    const Commit& folded = commits_.at(oid);
    if (folded.parents.size() != 1 || folded.message_left_out > 0) return {};
    const std::vector<Oid> line = line_before(folded.parents.front());
    const auto target = target_of(oid, line);
    if (!target || commits_.at(*target).message_left_out > 0) return {};
    TRY_ASSIGN(const Patch patch, patch_of(folded));
    // From the commit in front of it, where the patch fits as it is, down to the one that is meant.
    Oid into = line.front();
    std::vector<std::pair<Oid, Oid>> patched;
    for (const Oid& each : line) {
      TRY_ASSIGN(const auto tree, patched_tree(trees_.at(each), patch));
      if (!tree) break;
      patched.emplace_back(each, *tree);
      into = each;
      if (each == *target) break;
    }
    for (const auto& [each, tree] : patched) trees_[each] = tree;
    std::unordered_set<Oid, OidHash> done{oid};
    for (const auto& each : patched) done.insert(each.first);
    TRY(patch_side_branches(into, oid, patch, done));
    dropped_.insert(oid);
    join_message(oid, *target);
    actions[oid].push_back({Step::Kind::fold, {}, header_of(messages_.at(into))});
    return {};
  }

  Result<Mapping> write(const std::vector<Oid>& commits) {
    return rewrite_commits(repository_, commits,
                           [this](const SourceCommit& source, const std::vector<Oid>& parents,
                                  const Mapping& /*mapping*/) -> Result<NewCommit> {
                             const Oid& oid = source.commit.oid;
                             NewCommit now;
                             now.tree = trees_.at(oid);
                             now.is_dropped = dropped_.contains(oid) && !parents.empty();
                             const auto message = new_messages_.find(oid);
                             if (message != new_messages_.end()) now.message = message->second;
                             return now;
                           });
  }

 private:
  // Along first parents, as far as these commits go; what is dropped by now is passed over.
  std::vector<Oid> line_before(Oid oid) const {
    std::vector<Oid> line;
    while (places_.contains(oid)) {
      if (!dropped_.contains(oid)) line.push_back(oid);
      const Commit& commit = commits_.at(oid);
      if (commit.parents.empty()) break;
      oid = commit.parents.front();
    }
    return line;
  }

  // As git looks for it: the first with that subject, the one of that name, the first that begins so.
  [[nodiscard]] std::optional<Oid> target_of(const Oid& oid, const std::vector<Oid>& line) const {
    const std::string header = header_of(messages_.at(oid));
    const std::string_view named = message::autosquash_target(header);
    if (named.empty() || line.empty()) return std::nullopt;
    const auto first = [&](const auto& is_meant) {
      const auto found = std::find_if(line.rbegin(), line.rend(), is_meant);
      return found == line.rend() ? std::nullopt : std::optional<Oid>(*found);
    };
    const auto subject = [&](const Oid& each) { return header_of(commits_.at(each).message); };
    if (const auto same = first([&](const Oid& each) { return subject(each) == named; })) return same;
    if (const auto same = first([&](const Oid& each) { return each.hex().starts_with(named); })) return same;
    return first([&](const Oid& each) { return subject(each).starts_with(named); });
  }

  Result<Patch> patch_of(const Commit& commit) {
    TRY_ASSIGN(const Commit parent, repository_.commit(commit.parents.front()));
    Patch patch;
    TRY_ASSIGN(const std::vector<File> after, repository_.changed(commit.tree, parent.tree));
    TRY_ASSIGN(const std::vector<File> before, repository_.changed(parent.tree, commit.tree));
    for (const File& file : after) patch[file.path].after = git::FileEntry{file.mode, file.oid};
    for (const File& file : before) patch[file.path].before = git::FileEntry{file.mode, file.oid};
    return patch;
  }

  // The tree with the patch on it; nothing: the two are in each other's way.
  Result<std::optional<Oid>> patched_tree(const Oid& tree, const Patch& patch) {
    git::EditedFiles edits;
    for (const auto& [path, change] : patch) {
      TRY_ASSIGN(const auto file, repository_.file(tree, path));
      const auto here = file ? std::optional(git::FileEntry{file->mode, file->oid}) : std::nullopt;
      if (here == change.after) continue;
      if (here == change.before) {
        edits[path] = change.after;
        continue;
      }
      if (!here || !change.before || !change.after) return std::optional<Oid>{};
      TRY_ASSIGN(const auto merged, merged_file(*here, *change.before, *change.after));
      if (!merged) return std::optional<Oid>{};
      edits[path] = *merged;
    }
    // What goes makes room for what comes; what finds none is in the way of something else.
    git::EditedFiles removed;
    for (const auto& [path, entry] : edits)
      if (!entry) removed.emplace(path, entry);
    TRY_ASSIGN(Oid edited, repository_.edited_tree(tree, removed));
    if (edited.is_zero()) edited = Oid::empty_tree(tree.format);
    for (const auto& [path, entry] : edits) {
      TRY_ASSIGN(const auto there, repository_.file(edited, path));
      TRY_ASSIGN(const bool is_free, repository_.is_free(edited, path));
      if (entry && !there && !is_free) return std::optional<Oid>{};
    }
    TRY_SET(edited, repository_.edited_tree(tree, edits));
    return std::optional(edited.is_zero() ? Oid::empty_tree(tree.format) : edited);
  }

  Result<std::optional<git::FileEntry>> merged_file(const git::FileEntry& here, const git::FileEntry& before,
                                                    const git::FileEntry& after) {
    constexpr std::uint64_t kLargest = std::uint64_t{10} << 20;  // bytes of a text that is merged by lines
    for (const git::FileEntry* each : {&here, &before, &after}) {
      if (!is_plain(*each)) return std::optional<git::FileEntry>{};
      TRY_ASSIGN(const std::uint64_t size, repository_.size(each->oid));
      if (size > kLargest) return std::optional<git::FileEntry>{};
    }
    TRY_ASSIGN(const std::string base, repository_.content(before.oid));
    TRY_ASSIGN(const std::string ours, repository_.content(here.oid));
    TRY_ASSIGN(const std::string theirs, repository_.content(after.oid));
    for (const std::string* each : {&base, &ours, &theirs})
      if (each->find('\0') != std::string::npos) return std::optional<git::FileEntry>{};
    TRY_ASSIGN(const auto merged, repository_.merged_lines(base, ours, theirs));
    if (!merged) return std::optional<git::FileEntry>{};
    TRY_ASSIGN(const Oid blob, repository_.write(ObjectKind::blob, *merged));
    return std::optional(git::FileEntry{after.mode, blob});
  }

  static bool is_plain(const git::FileEntry& entry) {
    return kind_of_mode(entry.mode) == kind_of_mode(kModeFile);
  }

  // Commits that come of the one that was meant, but not of the line: they would take the change back.
  Result<void> patch_side_branches(const Oid& into, const Oid& folded, const Patch& patch,
                                   const std::unordered_set<Oid, OidHash>& done) {
    std::unordered_set<Oid, OidHash> after{into};  // with those that come of it
    std::unordered_set<Oid, OidHash> has_it{folded};
    std::vector<std::pair<std::size_t, Oid>> order;
    for (const auto& [oid, place] : places_) order.emplace_back(place, oid);
    std::sort(order.begin(), order.end());
    for (const auto& [place, oid] : order) {
      const Commit& commit = commits_.at(oid);
      const auto any_parent = [&](const auto& set) {
        return std::any_of(commit.parents.begin(), commit.parents.end(),
                           [&](const Oid& parent) { return set.contains(parent); });
      };
      if (any_parent(has_it)) has_it.insert(oid);
      if (has_it.contains(oid) || !any_parent(after)) continue;
      after.insert(oid);
      if (done.contains(oid) || dropped_.contains(oid)) continue;
      TRY_ASSIGN(const auto tree, patched_tree(trees_.at(oid), patch));
      if (tree) trees_[oid] = *tree;
    }
    return {};
  }

  // `squash!` adds its body, `amend!` replaces the message by it.
  void join_message(const Oid& oid, const Oid& into) {
    const std::string header = header_of(messages_.at(oid));
    const std::string body = body_of(messages_.at(oid));
    if (header.starts_with("fixup! ") || body.empty()) return;
    if (header.starts_with("amend! "))
      new_messages_[into] = body + "\n";
    else if (header.starts_with("squash! "))
      new_messages_[into] = std::string(trim(message_now(into))) + "\n\n" + body + "\n";
  }

  [[nodiscard]] const std::string& message_now(const Oid& oid) const {
    const auto known = new_messages_.find(oid);
    return known == new_messages_.end() ? messages_.at(oid) : known->second;
  }

  git::Repository& repository_;
  std::unordered_map<Oid, std::size_t, OidHash> places_;
  std::unordered_map<Oid, Commit, OidHash> commits_;
  std::unordered_map<Oid, std::string, OidHash> messages_;
  std::unordered_map<Oid, std::string, OidHash> new_messages_;
  std::unordered_map<Oid, Oid, OidHash> trees_;  // as they are by now
  std::unordered_set<Oid, OidHash> dropped_;
};

}  // namespace

Result<Mapping> fold(git::Repository& repository, const std::vector<Oid>& commits,
                     const std::vector<Oid>& folded, Steps& actions) {
  if (folded.empty()) return Mapping{};
  Folding folding(repository, commits);
  TRY(folding.read(commits));
  for (const Oid& oid : folded) TRY(folding.add(oid, actions));
  return folding.write(commits);
}

}  // namespace expgate::rewrite
