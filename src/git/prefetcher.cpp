#include "git/prefetcher.h"

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_set>
#include <utility>

#include "base/trace.h"
#include "git/commit.h"
#include "git/tree.h"

namespace expgate::git {

namespace {

constexpr std::size_t kBatch =
    64;  // commits that are handed over together: to wake a thread costs as much as a commit
constexpr std::size_t kMostAhead = 4;  // batches

// The C library grows the heap of a thread by an mprotect(2) for each page, for which all threads wait, but
// what has grown once stays so: a thousand calls become a hundred.
void grow_heap() {
  constexpr std::size_t kBlock = std::size_t{120} << 10U;  // bytes; a larger one would not be of the heap
  std::array<std::unique_ptr<char[]>, 64> blocks;
  for (auto& each : blocks) each = std::make_unique_for_overwrite<char[]>(kBlock);
}

}  // namespace

Result<std::vector<File>> introduced_by(const Objects& objects, const Oid& tree,
                                        const std::vector<Oid>& parents) {
  const Trace trace("tree diffs");
  std::vector<Oid> trees;
  for (const Oid& parent : parents) {
    TRY_ASSIGN(const Object object, objects.read(parent, Type::commit));
    TRY_ASSIGN(const Oid parents_tree, parse_tree(parent, object.bytes()));
    trees.push_back(parents_tree);
  }
  // Parents that are alike say nothing new, and somebody may have made a commit of thousands of them. The
  // first one stays in front: a merge differs least from the branch that it was made on.
  std::unordered_set<Oid, OidHash> seen;
  if (trees.size() > 1) std::erase_if(trees, [&](const Oid& each) { return !seen.insert(each).second; });
  return differing(objects, tree, trees);
}

Prefetcher::Prefetcher(Objects objects, std::vector<Oid> commits)
    : objects_(std::move(objects)), commits_(std::move(commits)) {
  thread_ = std::thread([this] { run(); });
}

Prefetcher::~Prefetcher() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

// Nothing that is thrown here may end the program: it is thrown again where the result is asked for.
void Prefetcher::run() {
  try {
    grow_heap();
    for (std::size_t first = 0; first < commits_.size(); first += kBatch) {
      Batch batch = work_out_from(first);
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stops_ || done_.size() < kMostAhead; });
      if (stops_) return;
      done_.push_back(std::move(batch));
      lock.unlock();
      changed_.notify_one();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    changed_.notify_one();
  }
}

Prefetcher::Batch Prefetcher::work_out_from(std::size_t first) const {
  Batch batch;
  for (std::size_t i = first; i < std::min(first + kBatch, commits_.size()); ++i)
    batch.push_back(work_out(commits_[i]));
  return batch;
}

Prefetcher::Introduced Prefetcher::work_out(const Oid& commit) const {
  auto object = objects_.read(commit, Type::commit);
  if (!object) return {{}, tl::unexpected(std::move(object.error()))};
  auto files = introduced_by(commit, *object);
  return {*std::move(object), std::move(files)};
}

Result<std::vector<File>> Prefetcher::introduced_by(const Oid& commit, const Object& object) const {
  TRY_ASSIGN(const Oid tree, parse_tree(commit, object.bytes()));
  TRY_ASSIGN(const CommitLinks links, parse_links(commit, object.bytes()));
  return git::introduced_by(objects_, tree, links.parents);
}

Prefetcher::Batch Prefetcher::next_batch() {
  const Trace trace("wait for tree diffs");
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !done_.empty() || failure_; });
  if (done_.empty()) std::rethrow_exception(failure_);
  Batch batch = std::move(done_.front());
  done_.pop_front();
  lock.unlock();
  changed_.notify_one();
  return batch;
}

// From the batch at hand to the next one.
void Prefetcher::go_on() {
  Batch next = next_batch();
  batch_begins_ += batch_.size();
  batch_ = std::move(next);
}

// The place of the commit if it is the last one again or the next: they are mostly asked for in their order.
std::optional<std::size_t> Prefetcher::next_place_of(const Oid& commit) {
  for (std::size_t place = last_; place < std::min(last_ + 2, commits_.size()); ++place)
    if (commits_[place] == commit) return last_ = place;
  return std::nullopt;
}

std::optional<std::size_t> Prefetcher::place_of(const Oid& commit) {
  if (const auto next = next_place_of(commit)) return next;
  if (places_.empty())
    for (std::size_t i = 0; i < commits_.size(); ++i) places_.emplace(commits_[i], i);
  const auto found = places_.find(commit);
  if (found == places_.end()) return std::nullopt;
  return last_ = found->second;
}

std::optional<Result<std::vector<File>>> Prefetcher::take(const Oid& commit) {
  const auto place = place_of(commit);
  if (!place || *place < batch_begins_) return std::nullopt;
  while (*place >= batch_begins_ + batch_.size()) go_on();
  return std::exchange(batch_[*place - batch_begins_].files, std::nullopt);
}

std::optional<Object> Prefetcher::commit(const Oid& commit) {
  const auto place = next_place_of(commit);
  if (!place || *place < batch_begins_) return std::nullopt;
  const std::size_t end = batch_begins_ + batch_.size();
  if (*place >= end) {
    const bool is_next = *place == end && std::ranges::none_of(batch_, [](const Introduced& each) {
      return each.files.has_value();
    });
    if (!is_next) return std::nullopt;
    go_on();
  }
  return batch_[*place - batch_begins_].commit;
}

}  // namespace expgate::git
