#include "rewrite/strip.h"

#include <set>
#include <unordered_map>
#include <utility>

#include "content/notebook/notebook.h"
#include "rewrite/ignore.h"
#include "rewrite/records.h"

namespace expgate::rewrite {

namespace {

// How far a commit is from what it was. What it leaves out or renames is so in all that come of it.
struct State {
  Oid before;                                  // its tree
  Oid carried;                                 // without what is left out, and clean
  std::set<std::string> ignored;               // lines of .gitignore that it needs
  std::map<std::string, std::string> renamed;  // old path, new path
};

class Carrying {
 public:
  Carrying(git::Repository& repository, const Changes& changes,
           const std::map<std::string, std::string>& ignored, const Mapping& earlier, Steps& actions)
      : repository_(repository), changes_(changes), ignored_(ignored), earlier_(earlier), actions_(actions) {}

  Result<NewCommit> decide(const SourceCommit& source, const std::vector<Oid>& new_parents,
                           const Mapping& mapping) {
    const Commit& commit = source.commit;
    const auto found = changes_.find(commit.oid);
    const CommitChanges& wanted = found == changes_.end() ? nothing_ : found->second;
    std::vector<git::CarriedParent> parents;
    State state{commit.tree, {}, {}, {}};
    for (const Oid& parent : commit.parents) {
      TRY_ASSIGN(const State* theirs, state_of(parent));
      parents.push_back({theirs->before, theirs->carried});
      state.ignored.insert(theirs->ignored.begin(), theirs->ignored.end());
      state.renamed.insert(theirs->renamed.begin(), theirs->renamed.end());
    }
    TRY_ASSIGN(const git::CarriedFiles replaced, replacements(commit, wanted, mapping));
    TRY_SET(state.carried, repository_.carried_tree(commit.tree, parents, replaced));
    if (state.carried.is_zero()) state.carried = Oid::empty_tree(commit.oid.format);
    TRY(ignore_left_out(state, wanted));
    state.renamed.insert(wanted.renamed.begin(), wanted.renamed.end());
    NewCommit now;
    TRY_SET(now.tree, final_tree(state));
    now.message = wanted.message;
    now.is_dropped = is_emptied(parents, state, new_parents);
    note(commit.oid, wanted, now);
    states_[commit.oid] = std::move(state);
    return now;
  }

 private:
  // Of a commit that is not written anew: as it is.
  Result<const State*> state_of(const Oid& oid) {
    const auto known = states_.find(oid);
    if (known != states_.end()) return &known->second;
    TRY_ASSIGN(const Commit commit, repository_.commit(oid));
    return &states_.emplace(oid, State{commit.tree, commit.tree, {}, {}}).first->second;
  }

  Result<git::CarriedFiles> replacements(const Commit& commit, const CommitChanges& wanted,
                                         const Mapping& mapping) {
    TRY_ASSIGN(git::CarriedFiles replaced, mapped_records(repository_, commit, earlier_, mapping));
    for (const auto& record : replaced)
      actions_[commit.oid].push_back({Step::Kind::record, record.first, {}});
    for (const std::string& path : wanted.cleaned) {
      TRY_ASSIGN(const auto entry, cleaned_notebook(commit.tree, path));
      if (entry) replaced[path] = *entry;
    }
    for (const auto& [path, entry] : wanted.taken) replaced[path] = entry;
    for (const std::string& path : wanted.left_out) replaced[path] = std::nullopt;
    return replaced;
  }

  // Nothing: it cannot be cleaned, which the check says once more.
  Result<std::optional<git::FileEntry>> cleaned_notebook(const Oid& tree, const std::string& path) {
    TRY_ASSIGN(const auto file, repository_.file(tree, path));
    if (!file || !file->has_content()) return std::optional<git::FileEntry>{};
    auto known = cleaned_.find(file->oid);
    if (known == cleaned_.end()) {
      TRY_ASSIGN(const std::string bytes, repository_.content(file->oid));
      const auto notebook = content::read_notebook(bytes);
      Oid blob = file->oid;
      if (notebook && !notebook->cuts.empty())
        TRY_SET(blob, repository_.write(ObjectKind::blob, content::cleaned(bytes, notebook->cuts)));
      known = cleaned_.emplace(file->oid, blob).first;
    }
    return std::optional(git::FileEntry{file->mode, known->second});
  }

  // A file that is left out is ignored, unless there is one from before at its path, which stays.
  Result<void> ignore_left_out(State& state, const CommitChanges& wanted) {
    for (const std::string& path : wanted.left_out) {
      const auto line = ignored_.find(path);
      if (line == ignored_.end()) continue;
      TRY_ASSIGN(const auto still, repository_.file(state.carried, path));
      if (!still) state.ignored.insert(line->second);
    }
    return {};
  }

  Result<Oid> final_tree(const State& state) {
    if (state.ignored.empty() && state.renamed.empty()) return Oid(state.carried);
    git::EditedFiles edits;
    for (const auto& [path, better] : state.renamed) TRY(rename(state, path, better, edits));
    if (!state.ignored.empty()) {
      TRY_ASSIGN(const auto file, repository_.file(state.carried, kIgnoreFile));
      if (!file || file->has_content()) {
        TRY_ASSIGN(const Oid blob, ignore_file(file ? file->oid : Oid{}, state.ignored));
        edits[kIgnoreFile] = git::FileEntry{file ? file->mode : kModeFile, blob};
      }
    }
    TRY_ASSIGN(const Oid tree, repository_.edited_tree(state.carried, edits));
    return tree.is_zero() ? Oid::empty_tree(state.before.format) : tree;
  }

  // A name that is taken, by a file or a folder of the tree or by another file that gets it, is not taken
  // once more.
  Result<void> rename(const State& state, const std::string& path, const std::string& better,
                      git::EditedFiles& edits) {
    TRY_ASSIGN(const auto file, repository_.file(state.carried, path));
    TRY_ASSIGN(const bool is_free, repository_.is_free(state.carried, better));
    if (!file || !is_free || edits.contains(better)) return {};
    edits[path] = std::nullopt;
    edits[better] = git::FileEntry{file->mode, file->oid};
    return {};
  }

  Result<Oid> ignore_file(const Oid& before, const std::set<std::string>& lines) {
    const std::pair<Oid, std::set<std::string>> key{before, lines};
    const auto known = ignore_files_.find(key);
    if (known != ignore_files_.end()) return Oid(known->second);
    std::string text;
    if (!before.is_zero()) TRY_SET(text, repository_.content(before));
    TRY_ASSIGN(const Oid blob, repository_.write(ObjectKind::blob, with_ignored(std::move(text), lines)));
    ignore_files_[key] = blob;
    return Oid(blob);
  }

  // It brought something, and nothing of that is left. A merge that has become one of a commit with itself,
  // too.
  static bool is_emptied(const std::vector<git::CarriedParent>& parents, const State& state,
                         const std::vector<Oid>& new_parents) {
    if (new_parents.size() != 1) return false;
    const git::CarriedParent& first = parents.front();
    const bool was_empty = parents.size() == 1 && first.before == state.before;
    return !was_empty && first.now == state.carried;
  }

  void note(const Oid& oid, const CommitChanges& wanted, const NewCommit& now) {
    std::vector<Step> done;
    for (const std::string& path : wanted.left_out) done.push_back({Step::Kind::leave_out, path, {}});
    if (!now.is_dropped) {
      for (const std::string& path : wanted.cleaned) done.push_back({Step::Kind::clean, path, {}});
      for (const auto& each : wanted.taken) done.push_back({Step::Kind::replace, each.first, {}});
      for (const auto& [path, better] : wanted.renamed) done.push_back({Step::Kind::rename, path, better});
    }
    if (wanted.message && !now.is_dropped)
      done.push_back({Step::Kind::message, {}, wanted.message->substr(0, wanted.message->find('\n'))});
    if (now.is_dropped) done.push_back({Step::Kind::drop, {}, {}});
    if (done.empty()) return;
    std::vector<Step>& actions = actions_[oid];
    actions.insert(actions.end(), done.begin(), done.end());
  }

  const CommitChanges nothing_;
  git::Repository& repository_;
  const Changes& changes_;
  const std::map<std::string, std::string>& ignored_;
  const Mapping& earlier_;
  Steps& actions_;
  std::unordered_map<Oid, State, OidHash> states_;
  std::unordered_map<Oid, Oid, OidHash> cleaned_;
  std::map<std::pair<Oid, std::set<std::string>>, Oid> ignore_files_;
};

}  // namespace

Result<Mapping> carry_out(git::Repository& repository, const std::vector<Oid>& commits,
                          const Changes& changes, const std::map<std::string, std::string>& ignored,
                          const Mapping& earlier, Steps& actions, const Writing& writing) {
  Carrying carrying(repository, changes, ignored, earlier, actions);
  const Decide decide = [&](const SourceCommit& source, const std::vector<Oid>& parents,
                            const Mapping& mapping) -> Result<NewCommit> {
    TRY_ASSIGN(NewCommit now, carrying.decide(source, parents, mapping));
    now.is_written = writing.must_write && writing.must_write(source.commit);
    return now;
  };
  return rewrite_commits(repository, commits, decide, writing.finish);
}

std::string_view name_of(Step::Kind kind) {
  switch (kind) {
    case Step::Kind::leave_out:
      return "leave-out";
    case Step::Kind::clean:
      return "clean";
    case Step::Kind::replace:
      return "replace";
    case Step::Kind::rename:
      return "rename";
    case Step::Kind::record:
      return "record";
    case Step::Kind::message:
      return "message";
    case Step::Kind::fold:
      return "fold";
    case Step::Kind::drop:
      return "drop";
  }
  return "";
}

}  // namespace expgate::rewrite
