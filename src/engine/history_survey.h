#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "engine/progress.h"
#include "engine/watcher.h"
#include "model/change_set.h"
#include "model/report.h"
#include "model/repository.h"
#include "rules/artifact_finder.h"

namespace expgate::engine {

// What a survey asks of a repository beyond what rules may.
struct SurveySource {
  Repository* repository = nullptr;
  bool has_remote = false;                                 // one that is called origin
  std::function<Result<std::vector<StoredBlob>>()> blobs;  // all that it holds, sorted by oid
  std::function<Result<std::vector<std::pair<std::string, Oid>>>()>
      branches_and_tags;  // also those of that remote
};

// Looks on while a history is judged and adds up what it is made of. Memory: a bit for each blob of the
// repository beside the list of them, and the day of each commit.
class HistorySurvey : public Watcher {
 public:
  explicit HistorySurvey(Progress& progress) : progress_(progress) {}

  // Before anything is judged.
  Result<void> open(SurveySource source);

  Result<void> begins(std::size_t commits) override;
  Result<void> judged(const Commit& commit, std::span<const File> introduced, std::size_t pending) override;

  bool goes_on_without(const std::string& path, const Oid& commit, const Error& why) override;

  // Why the audit is undecided: which files could not be read; nothing: all could.
  [[nodiscard]] std::optional<Error> undecided() const;

  // What the sums lack; nothing: they are whole.
  [[nodiscard]] std::optional<Text> note() const;

  // What came of it: with what the report found, and what the tips still have.
  Result<Survey> finish(const ChangeSet& changes, const Report& report);

 private:
  void see(const File& file, const Oid& commit, Day day);
  void add(const File& file, const StoredBlob& blob, ContentCategory category, const Oid& commit, Day day);
  Result<std::optional<StoredBlob>> first_sight(const Oid& blob);
  Result<ContentCategory> category_of(const File& file, std::uint64_t size);
  void keep_if_large(const File& file, const StoredBlob& blob, ContentCategory category, const Oid& commit,
                     Day day);
  void bring_again(const File& file, const Oid& commit, Day day);
  Day day_of(const Commit& commit);
  Result<void> look_into(LargeObject& large_object);
  Result<void> find_tips(const ChangeSet& changes);
  Result<void> look_for(LargeObject& large_object, const std::string& ref, const Oid& tree);
  void count_rules(const Report& report);

  // A file that could not be read.
  struct Unread {
    std::string path;  // empty: of the tip of a ref
    Oid commit;
    Error why;
  };

  Progress& progress_;
  SurveySource source_;
  std::optional<rules::ArtifactFinder> finder_;
  std::vector<StoredBlob> blobs_;  // of the repository
  std::vector<bool> is_seen_;
  std::unordered_set<Oid, OidHash> seen_elsewhere_;  // blobs that are not among them
  std::unordered_map<Oid, Day, OidHash> days_;       // of commits
  std::unordered_map<Oid, std::unordered_set<std::string>, OidHash> paths_of_worst_;  // the same as its paths
  std::vector<Unread> unread_;                                                        // the first of them
  std::set<std::pair<std::string, Oid>> all_unread_;
  std::uint64_t unsized_ = 0;
  std::uint64_t objects_ = 0;
  Survey survey_;
};

}  // namespace expgate::engine
