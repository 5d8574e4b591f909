#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gate/settings.h"
#include "git/repository.h"
#include "model/report.h"
#include "rewrite/changes.h"
#include "rewrite/commits.h"
#include "rewrite/destination.h"
#include "rewrite/moved_refs.h"
#include "rewrite/plan.h"

namespace expgate::rewrite {

// A commit that was written anew.
struct MendedCommit {
  Oid old;
  std::optional<Oid> now;  // nothing: it was dropped, or went into another one
  std::string subject;     // as it was
  std::vector<Step> actions;
};

// A message that only its author can write.
struct Unworded {
  Oid commit;  // as it was called at first
  std::string message;
  std::vector<std::string> files;  // that it changes, some of them
  std::vector<const Finding*> findings;
};

// The commits of a branch that the remote lacks, written anew so that they pass. Everything stays in memory
// until it is carried out.
class Mend {
 public:
  // Finds the commits, and mends what needs nobody. `messages` are by revision what their author wants; see
  // find_destination() for the others. Errors: something is under way in a work tree, history is not what it
  // seems to be (replace refs, grafts), nothing to be decided.
  static Result<Mend> begin(git::Repository& repository, const gate::Settings& settings,
                            const std::string& remote, const std::string& branch,
                            const std::vector<std::pair<std::string, std::string>>& messages);

  // The messages that are missing still.
  Result<std::vector<Unworded>> unworded();

  // What an author has written for one of them. Mends on from there.
  Result<void> give_messages(const std::vector<std::pair<Oid, std::string>>& messages);

  // Makes it so: signatures, objects, refs, index, files, hooks. An error means that nothing was changed,
  // unless it says so.
  Result<void> carry_out();

  [[nodiscard]] const Destination& destination() const { return destination_; }
  [[nodiscard]] const Report& report() const { return report_; }  // of the result
  [[nodiscard]] const Oid& new_tip() const { return tip_; }
  // What the commit was called before; itself if it is not one of those that were written anew.
  [[nodiscard]] Oid original_of(const Oid& commit) const {
    const auto origin = origins_.find(commit);
    return origin == origins_.end() ? commit : origin->second;
  }
  // Commits of the result with a message that only its author can write.
  [[nodiscard]] const std::vector<Oid>& without_message() const { return unworded_; }
  [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }  // after the refs had moved
  [[nodiscard]] std::size_t left_to_push() const { return commits_.size(); }
  [[nodiscard]] bool changes_anything() const { return tip_ != destination_.tip; }
  [[nodiscard]] const std::vector<MendedCommit>& commits() const { return mended_; }
  [[nodiscard]] const std::string& backup() const { return backup_; }
  [[nodiscard]] std::size_t lacking() const { return originals_.size(); }
  [[nodiscard]] const std::vector<Oid>& dropped_signatures() const { return dropped_signatures_; }
  [[nodiscard]] const std::vector<MovedRef>& tags() const { return tags_; }
  [[nodiscard]] const std::vector<std::string>& holders() const {
    return holders_;
  }  // refs that keep the old commits

 private:
  Mend(git::Repository& repository, gate::Settings settings)
      : repository_(repository), settings_(std::move(settings)) {}
  Result<void> must_be_safe();
  Result<void> take_messages(const std::vector<std::pair<std::string, std::string>>& messages);
  Result<void> improve();
  Result<void> judge();
  Result<Mapping> pass(Plan& plan, Steps& actions);
  void follow(const Mapping& mapping, const Steps& actions);
  Result<void> list_mended();
  Result<void> sign();
  Result<void> find_refs();
  Result<void> note_signatures();
  Result<std::set<std::string>> still_to_ignore();
  Result<void> call_hooks();

  git::Repository& repository_;
  gate::Settings settings_;
  Destination destination_;
  std::vector<Oid> originals_;  // the commits that the remote lacks, parents first
  std::vector<Oid> commits_;    // what stands for them by now
  Oid tip_;
  std::unordered_map<Oid, Oid, OidHash> origins_;  // of what stands for them
  Mapping mapping_;                                // from the originals
  Steps actions_;                                  // by the originals
  std::unordered_map<Oid, std::string, OidHash>
      messages_;             // by the originals; those that have not been put in yet
  bool has_folded_ = false;  // in the last pass
  std::unordered_set<Oid, OidHash> unfoldable_;
  std::map<std::string, std::string> ignored_;  // lines of .gitignore, by path
  std::vector<Oid> unworded_;                   // by what stands for them
  Report report_;
  std::vector<MendedCommit> mended_;
  std::vector<Oid> dropped_signatures_;
  std::unordered_set<Oid, OidHash> signed_;  // originals that have a new signature
  std::vector<MovedRef> tags_;
  std::vector<std::string> holders_;
  std::string backup_;
  std::optional<Error> trouble_;
};

// The local branches but HEAD's whose push to the usual remote would be rejected, by their short names. Of
// those with commits that no remote-tracking ref has, it looks at ten.
Result<std::vector<std::string>> rejected_branches(const gate::Settings& settings);

// Takes the last mending of the branch (empty: HEAD's) back. Returns what was moved back.
Result<std::vector<MovedRef>> undo(git::Repository& repository, const std::string& branch);

}  // namespace expgate::rewrite
