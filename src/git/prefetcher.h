#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "git/objects.h"
#include "model/file.h"

namespace expgate::git {

// What the commit introduces, compared with all its parents.
Result<std::vector<File>> introduced_by(const Objects& objects, const Oid& tree,
                                        const std::vector<Oid>& parents);

// Works out what many commits introduce in a thread of its own, while the one that asks judges what it was
// given before. It stays a bounded number of commits ahead.
class Prefetcher {
 public:
  // Begins with the first of the commits. `objects` are the thread's own.
  Prefetcher(Objects objects, std::vector<Oid> commits);
  ~Prefetcher();
  Prefetcher(const Prefetcher&) = delete;
  Prefetcher& operator=(const Prefetcher&) = delete;

  // What the commit introduces, when the thread gets there; those before it are let go. Nothing where it is
  // none of the commits, or was taken or let go: work it out yourself.
  std::optional<Result<std::vector<File>>> take(const Oid& commit);

  // The commit itself, which the thread has read for that, if it is one of those at hand or comes next. Lets
  // go of nothing that is still to be taken.
  std::optional<Object> commit(const Oid& commit);

 private:
  struct Introduced {
    std::optional<Object> commit;                    // nothing: it cannot be read
    std::optional<Result<std::vector<File>>> files;  // nothing: they were taken
  };
  using Batch = std::vector<Introduced>;

  void run();
  [[nodiscard]] Batch work_out_from(std::size_t first) const;
  [[nodiscard]] Introduced work_out(const Oid& commit) const;
  [[nodiscard]] Result<std::vector<File>> introduced_by(const Oid& commit, const Object& object) const;
  Batch next_batch();
  void go_on();

  const Objects objects_;
  const std::vector<Oid> commits_;

  // Of who asks:
  [[nodiscard]] std::optional<std::size_t> next_place_of(const Oid& commit);
  [[nodiscard]] std::optional<std::size_t> place_of(const Oid& commit);
  std::unordered_map<Oid, std::size_t, OidHash> places_;  // in commits_; empty until one comes out of turn
  std::size_t last_ = 0;                                  // the place that was asked for last
  Batch batch_;
  std::size_t batch_begins_ = 0;  // the place of its first commit

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<Batch> done_;
  std::exception_ptr failure_;  // what ended the thread before its time
  bool stops_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace expgate::git
