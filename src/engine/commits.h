#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/commit_findings.h"
#include "engine/findings.h"
#include "engine/generated.h"
#include "engine/push_reach.h"
#include "engine/views.h"
#include "engine/watcher.h"
#include "model/report.h"
#include "model/repository.h"

namespace expgate::engine {

// Whether all findings are kept, or on a server only as many as a hook has memory for.
enum class Keep : std::uint8_t { all, bounded };

// Judges the commits that a push makes reachable for the first time in the scope of some check, and the files
// that they introduce. What it has found so far is of commits that are new as far as the reach knows.
class CommitPass {
 public:
  // The watcher may be null.
  CommitPass(PushReach& reach, const PushChecks& checks, QuarantinedObjects& quarantined,
             Repository& repository, Watcher* watcher, Keep keep, const Context& context)
      : reach_(reach),
        checks_(checks),
        quarantined_(quarantined),
        repository_(repository),
        watcher_(watcher),
        keep_(keep),
        context_(context),
        signatures_(repository),
        lets_releases_(lets_releases_pass(checks.commit)) {}

  // Runs the checks of commits and files; adds to the counts. Returns what they found in commits that are
  // certainly new. To be called once.
  Result<CommitFindings> judge(Counts& counts);

 private:
  Result<void> judge_reached(Counts& counts);
  Result<void> expect_introduced();
  Result<void> judge(std::span<const Reached> from_here, Counts& counts);
  Result<void> judge_message(const Reached& reached, const JudgedCommit& judged);
  Result<void> judge_files(const Reached& reached, std::span<const File> files, Counts& counts);
  Result<void> judge_file(const Reached& reached, const File& file, Counts& counts);
  Result<void> judge_nameless();
  [[nodiscard]] bool judges_nameless(const ActiveCheck& check) const;
  [[nodiscard]] bool is_opened(const Reached& reached) const;
  [[nodiscard]] std::size_t most_kept() const;  // findings
  void keep_within_bounds();
  Result<void> drop_uncertain();

  PushReach& reach_;
  const PushChecks& checks_;
  QuarantinedObjects& quarantined_;
  Repository& repository_;
  Watcher* watcher_;
  Keep keep_;
  const Context& context_;
  Signatures signatures_;
  bool lets_releases_;
  SizeCache sizes_;
  CommitFindings found_;
};

}  // namespace expgate::engine
